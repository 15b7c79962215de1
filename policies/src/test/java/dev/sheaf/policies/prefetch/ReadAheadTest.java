package dev.sheaf.policies.prefetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.prefetch.ReadAhead.Answer;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static ReadAhead stage(long limitBytes, long... order) {
    return new ReadAhead(order, id -> 10, limitBytes);
  }

  @Test
  void samplesAreReadInTheOrderOfTheListWhileThereIsRoom() {
    var stage = stage(25, 7, 3, 5);
    assertEquals(7, stage.next());
    assertEquals(3, stage.next());
    assertEquals(ReadAhead.NONE, stage.next());
    stage.arrived(7);
    assertEquals(Answer.TAKEN, stage.take(7));
    assertEquals(5, stage.next());
    assertEquals(20, stage.reservedBytes());
  }

  @Test
  void aListedSampleThatHasNotArrivedIsComing() {
    var stage = stage(10, 1, 2);
    assertEquals(Answer.COMING, stage.take(1));
    assertEquals(1, stage.next());
    assertEquals(Answer.COMING, stage.take(1));
    assertEquals(Answer.COMING, stage.take(2));
  }

  @Test
  void anUnlistedNameIsAnsweredAndNeverWaitedFor() {
    var stage = stage(100, 1);
    assertEquals(Answer.UNLISTED, stage.take(9));
    stage.next();
    stage.arrived(1);
    assertEquals(Answer.TAKEN, stage.take(1));
    assertEquals(Answer.UNLISTED, stage.take(1));
  }

  @Test
  void aSampleThatIsListedAgainWhileItIsThereIsReadOnce() {
    var stage = stage(100, 4, 4, 6);
    assertEquals(4, stage.next());
    stage.arrived(4);
    assertEquals(6, stage.next());
    assertEquals(20, stage.reservedBytes());
    assertEquals(Answer.TAKEN, stage.take(4));
    assertEquals(Answer.TAKEN, stage.take(4));
    assertEquals(Answer.UNLISTED, stage.take(4));
    assertEquals(10, stage.reservedBytes());
    assertEquals(0, stage.readyBytes());
  }

  @Test
  void aSmallerLimitThrowsNothingAway() {
    var stage = stage(30, 1, 2, 3, 4);
    stage.next();
    stage.next();
    stage.next();
    stage.limit(10);
    stage.arrived(1);
    stage.arrived(2);
    assertEquals(Answer.TAKEN, stage.take(1));
    assertEquals(ReadAhead.NONE, stage.next());
    assertEquals(Answer.TAKEN, stage.take(2));
    assertEquals(ReadAhead.NONE, stage.next());
  }
}
