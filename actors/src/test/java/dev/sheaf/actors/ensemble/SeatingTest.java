package dev.sheaf.actors.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On which node a member sits down. */
final class SeatingTest {
  private static ActorTestKit kit;
  private static final long NOW = 1;

  private final Seating seating = new Seating();
  private final List<SlotOffer> offers = List.of(offer("a", 2), offer("b", 4), offer("c", 3));

  @BeforeAll
  static void setUp() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  private static SlotOffer offer(String node, int slots) {
    return new SlotOffer(node, slots, 1, TrainerOffer.DJL_ONLY, kit.system().ignoreRef());
  }

  private Optional<String> choose(String last, int slots, String... taken) {
    var wish = new Seating.Wish(Optional.of(last), slots);
    return seating.choose(offers, wish, List.of(taken), NOW);
  }

  @Test
  void oneSlotIsTakenWhereMostIsFree() {
    assertEquals(Optional.of("b"), choose("", 1));
    assertEquals(Optional.of("c"), choose("", 1, "b", "b"));
  }

  @Test
  void severalSlotsAreTakenWhereTheyLeaveLeast() {
    assertEquals(Optional.of("a"), choose("", 2));
    assertEquals(Optional.of("c"), choose("", 3));
    assertEquals(Optional.of("c"), choose("", 2, "a", "b", "c"), "one is left of two");
  }

  @Test
  void aMemberGoesWhereItWasAndFitsWholeOrWaits() {
    assertEquals(Optional.of("b"), choose("b", 2));
    assertEquals(Optional.of("c"), choose("b", 3, "b", "b"));
    assertEquals(Optional.empty(), choose("b", 4, "b"), "four are free, on no node together");
    assertEquals(Optional.empty(), choose("", 5));
  }

  @Test
  void aNodeThatHadNoRoomIsLeftAloneForAWhile() {
    seating.full("b", NOW);
    assertEquals(Optional.of("c"), choose("b", 1));
    var wish = new Seating.Wish(Optional.of("b"), 1);
    assertEquals(Optional.of("b"), seating.choose(offers, wish, List.of(), NOW + 2_000_000_000L));
  }
}
