package dev.sheaf.policies.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ensemble.Convoy.Place;
import dev.sheaf.policies.ensemble.Convoy.Standing;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConvoyTest {
  private static final int SLOTS = 4;
  private static final long MUSTER = 200;
  private static final long PATIENCE = 100;

  private final Convoy convoy = new Convoy(SLOTS, PATIENCE, MUSTER);

  private void come(Place place, long... readers) {
    for (var reader : readers) {
      convoy.announce(reader);
    }
    for (var reader : readers) {
      convoy.begin(reader, place, 0);
    }
  }

  private int prepareAll(long now) {
    var count = 0;
    while (convoy.toPrepare(now).isPresent()) {
      convoy.prepared();
      count++;
    }
    return count;
  }

  private void read(long reader, int batches) {
    for (int i = 0; i < batches; i++) {
      convoy.takes(reader);
      convoy.took(reader);
    }
  }

  private Standing standing(long reader) {
    return convoy.standing(reader, 0);
  }

  @Test
  void nothingIsPreparedUntilAllThatWereAnnouncedHaveCome() {
    convoy.announce(1);
    convoy.announce(2);
    convoy.announce(3);
    convoy.begin(1, new Place(0, 0), 0);
    convoy.begin(2, new Place(0, 0), 10);
    assertEquals(new Standing.Waiting(), standing(1));
    assertEquals(Optional.empty(), convoy.toPrepare(50));
    convoy.begin(3, new Place(0, 2), 60);
    assertEquals(new Standing.Reading(0), standing(1));
    assertEquals(new Standing.Reading(2), standing(3), "it is two batches ahead");
    assertEquals(Optional.of(new Place(0, 0)), convoy.toPrepare(60));
  }

  @Test
  void oneThatDoesNotComeIsNotWaitedForForEver() {
    convoy.announce(1);
    convoy.announce(2);
    convoy.announce(3);
    convoy.begin(1, new Place(0, 0), 0);
    convoy.begin(2, new Place(0, 0), 10);
    assertInstanceOf(Standing.Waiting.class, convoy.standing(1, MUSTER - 1));
    assertInstanceOf(Standing.Reading.class, convoy.standing(1, MUSTER));
  }

  @Test
  void oneAloneSharesWithNobody() {
    come(new Place(0, 0), 1);
    assertEquals(new Standing.Alone(), standing(1));
    come(new Place(3, 0), 2);
    convoy.begin(1, new Place(1, 0), 0);
    assertEquals(new Standing.Alone(), standing(1), "the other is in another epoch");
  }

  @Test
  void oneThatIsSlowHoldsUpTheOthersForARingAndTheirPatienceAndNoLonger() {
    come(new Place(0, 0), 1, 2);
    assertEquals(SLOTS, prepareAll(0));
    read(1, SLOTS);
    convoy.starves(1, 10);
    assertEquals(Optional.empty(), convoy.toPrepare(10 + PATIENCE - 1));
    assertEquals(Optional.of(new Place(0, SLOTS)), convoy.toPrepare(10 + PATIENCE));
    assertEquals(new Standing.Alone(), standing(2));
    assertEquals(new Standing.Reading(SLOTS), standing(1));
  }

  @Test
  void whoHasSomethingToReadAgainDoesNotStarveAnyMore() {
    come(new Place(0, 0), 1, 2, 3);
    prepareAll(0);
    read(1, SLOTS);
    read(2, SLOTS);
    convoy.starves(1, 10);
    convoy.starves(2, 10);
    assertEquals(SLOTS, prepareAll(10 + PATIENCE), "3 is put out, and there is room again");
    assertEquals(Optional.empty(), convoy.toPrepare(10 + PATIENCE));
    assertEquals(new Standing.Alone(), standing(3));
    assertEquals(new Standing.Reading(SLOTS), standing(1), "it has not been woken yet");
    assertEquals(new Standing.Reading(SLOTS), standing(2));
  }

  @Test
  void oneThatIsSlowIsLeftInPeaceWhileNobodyWaits() {
    come(new Place(0, 0), 1, 2);
    assertEquals(SLOTS, prepareAll(0));
    read(1, SLOTS);
    assertEquals(Optional.empty(), convoy.toPrepare(1_000));
    assertEquals(new Standing.Reading(0), standing(2));
  }

  @Test
  void whatIsBeingLookedAtIsNeverOverwritten() {
    come(new Place(0, 0), 1, 2);
    prepareAll(0);
    read(1, SLOTS);
    convoy.starves(1, 0);
    convoy.takes(2);
    assertEquals(Optional.empty(), convoy.toPrepare(1_000));
    convoy.leave(2);
    assertEquals(Optional.empty(), convoy.toPrepare(1_000), "it has left, and still looks");
    convoy.took(2);
    assertEquals(Optional.of(new Place(0, SLOTS)), convoy.toPrepare(1_000));
  }

  @Test
  void oneThatWasAloneComesBackAtTheBeginningOfAnEpoch() {
    come(new Place(0, 0), 1, 2, 3);
    prepareAll(0);
    read(1, SLOTS);
    read(2, SLOTS);
    convoy.starves(1, 0);
    convoy.toPrepare(PATIENCE);
    assertEquals(new Standing.Alone(), standing(3));
    convoy.epochOver();
    convoy.begin(3, new Place(1, 0), 0);
    assertEquals(new Standing.Reading(SLOTS), standing(3));
    assertEquals(Optional.of(new Place(1, 0)), convoy.toPrepare(0));
  }

  @Test
  void oneThatComesBackElsewhereGoesAlone() {
    come(new Place(0, 0), 1, 2);
    prepareAll(0);
    read(1, SLOTS);
    read(2, SLOTS);
    assertEquals(SLOTS, prepareAll(0));
    convoy.leave(2);
    convoy.announce(3);
    convoy.begin(3, new Place(0, 0), 0);
    assertEquals(new Standing.Alone(), standing(3), "that batch is overwritten");
    convoy.announce(4);
    convoy.begin(4, new Place(0, SLOTS + 1), 0);
    assertEquals(new Standing.Reading(SLOTS + 1), standing(4), "that one is there");
  }

  @Test
  void whatIsThereIsReadToItsEnd() {
    come(new Place(0, 0), 1, 2);
    convoy.toPrepare(0);
    convoy.prepared();
    convoy.ended();
    assertEquals(Optional.empty(), convoy.toPrepare(0));
    assertEquals(new Standing.Reading(0), standing(1));
    read(1, 1);
    assertEquals(new Standing.Alone(), standing(1));
    convoy.leave(1);
    convoy.leave(2);
    assertTrue(convoy.isEmpty());
  }
}
