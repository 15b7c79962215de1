package dev.sheaf.node.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.batch.FrameHead;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker goes red on each thing that is planted, and stays green without. */
final class CheckerTest {
  private static final String JOB = "job";
  private static final Samples SAMPLES = Samples.make(6, 1);

  private final Checker checker = new Checker();

  @BeforeEach
  void watch() {
    checker.watch(JOB, 1, SAMPLES);
  }

  private static BatchSeen.Frame frame(int id) {
    return frame(id, SAMPLES.content(id));
  }

  private static BatchSeen.Frame frame(int id, byte[] bytes) {
    return new BatchSeen.Frame(id, SAMPLES.label(id), FrameHead.OK, false, ByteBuffer.wrap(bytes));
  }

  private void given(int epoch, int n, int... ids) {
    var frames = Arrays.stream(ids).mapToObj(CheckerTest::frame).toList();
    checker.given(new BatchSeen(JOB, epoch, 0, n, "node", frames));
  }

  private long broken(Promise promise) {
    return checker.broken().get(promise);
  }

  private void nothingElseThan(Promise promise) {
    for (var each : Promise.values()) {
      assertEquals(each == promise ? 1 : 0, broken(each), checker.cases().toString());
    }
  }

  @Test
  void anEpochWithEachSampleOnceBreaksNothing() {
    given(0, 0, 0, 1, 2);
    given(0, 1, 5, 4, 3);
    checker.acked(JOB, 0, new Position(0, 2));
    checker.epochOver(JOB, 0, 0);
    checker.state(JOB, new Position(1, 0), checker.acked(JOB));
    assertEquals(List.of(), checker.cases());
    assertEquals(6, checker.held().samples());
    assertEquals(1, checker.held().epochs());
  }

  @Test
  void theSameBatchAgainIsNoDuplicate() {
    given(0, 0, 0, 1, 2);
    given(0, 0, 2, 1, 0);
    assertEquals(List.of(), checker.cases());
  }

  @Test
  void aSampleOfTwoBatchesIsADuplicate() {
    given(0, 0, 0, 1, 2);
    given(0, 1, 2, 3);
    nothingElseThan(Promise.DUPLICATES);
  }

  @Test
  void theSameSampleInAnotherEpochIsNone() {
    given(0, 0, 0, 1, 2);
    given(1, 0, 0, 1, 2);
    assertEquals(List.of(), checker.cases());
  }

  @Test
  void aSampleThatNeverCameIsMissing() {
    given(0, 0, 0, 1, 2);
    given(0, 1, 3, 4);
    checker.epochOver(JOB, 0, 0);
    nothingElseThan(Promise.MISSING);
  }

  @Test
  void oneTurnedBitIsAWrongByte() {
    var bytes = SAMPLES.content(0);
    bytes[bytes.length / 2] ^= 4;
    checker.given(new BatchSeen(JOB, 0, 0, 0, "node", List.of(frame(0, bytes))));
    nothingElseThan(Promise.WRONG_BYTES);
  }

  @Test
  void theRightBytesUnderAnotherIdAreWrong() {
    given(0, 0, 0);
    checker.given(new BatchSeen(JOB, 0, 0, 1, "node", List.of(frame(1, SAMPLES.content(0)))));
    assertEquals(1, broken(Promise.WRONG_BYTES), checker.cases().toString());
  }

  @Test
  void twoAnswersToOneQuestionHaveTwoOwners() {
    given(0, 0, 0, 1, 2);
    given(0, 0, 3, 4, 5);
    nothingElseThan(Promise.DUAL_OWNERS);
  }

  @Test
  void anEpochThatWasAcknowledgedAndIsNotOverIsALostAcknowledgement() {
    checker.acked(JOB, 0, new Position(3, 1));
    checker.state(JOB, new Position(2, 9), checker.acked(JOB));
    nothingElseThan(Promise.LOST_ACKS);
  }

  @Test
  void progressWithinAWindowMayBeSetBackAndIsCounted() {
    checker.acked(JOB, 0, new Position(3, 5));
    checker.state(JOB, new Position(3, 2), checker.acked(JOB));
    assertEquals(List.of(), checker.cases());
    assertEquals(3, checker.held().setBack());
  }

  @Test
  void anIncarnationThatWritesAfterItsSuccessorIsASecondOwner() {
    var watch = new JournalWatch(checker);
    List.of("a", "a", "b", "b", "c").forEach(writer -> watch.wrote("job|x", writer));
    List.of("b", "a").forEach(writer -> watch.wrote("job|y", writer));
    assertEquals(List.of(), checker.cases());
    watch.wrote("job|x", "b");
    nothingElseThan(Promise.DUAL_OWNERS);
  }

  @Test
  void casesAreFewAndCountsAreWhole() {
    IntStream.range(0, 100).forEach(i -> checker.breaks(Promise.LATE, "request " + i));
    assertEquals(100, broken(Promise.LATE));
    assertTrue(checker.cases().size() < 20, checker.cases().toString());
  }

  @Test
  void jobsBatchesAndCheckpointsAreAcknowledgedAndWhatIsConsumedIsReleased() {
    checker.accepted();
    checker.accepted();
    checker.checkpoint();
    checker.acked(JOB, 0, new Position(0, 1));
    assertEquals(3, checker.held().acknowledged().all());
    assertEquals(2, checker.held().acknowledged().jobs());
    assertEquals(1, checker.held().released());
  }
}
