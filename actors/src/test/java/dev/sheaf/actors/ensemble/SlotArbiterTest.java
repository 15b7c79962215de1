package dev.sheaf.actors.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.sheaf.policies.scheduling.SlotClaim;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SlotArbiterTest {
  private static ActorTestKit kit;
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nowNanos = new AtomicLong();
  private final TestProbe<EnsembleMessage> low = kit.createTestProbe();
  private final TestProbe<EnsembleMessage> high = kit.createTestProbe();
  private final TestProbe<SlotCommand> keeper = kit.createTestProbe();

  @BeforeAll
  static void setUp() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  private ActorRef<ArbiterCommand> arbiter(int slots) {
    return kit.spawn(
        SlotArbiter.create(
            () ->
                slots == 0
                    ? List.of()
                    : List.of(new SlotOffer("a", slots, 1, TrainerOffer.DJL_ONLY, keeper.getRef())),
            nowNanos::get));
  }

  private static ArbiterCommand.Claim claim(
      String id, int priority, int most, int held, TestProbe<EnsembleMessage> replyTo) {
    return new ArbiterCommand.Claim(
        new SlotClaim(id, priority, 1, 1, most, held), replyTo.getRef());
  }

  private static void expect(TestProbe<EnsembleMessage> probe, int slots) {
    assertEquals(slots, probe.expectMessageClass(SlotReport.Granted.class).slots());
  }

  @Test
  void aSlotIsGrantedToTheHigherOnceTheLowerHasLeftIt() {
    var arbiter = arbiter(2);
    arbiter.tell(claim("low", 0, 2, 0, low));
    expect(low, 2);
    arbiter.tell(claim("low", 0, 2, 2, low));
    expect(low, 2);
    arbiter.tell(claim("high", 1, 1, 0, high));
    expect(low, 1);
    expect(high, 0);
    arbiter.tell(claim("low", 0, 2, 1, low));
    expect(low, 1);
    expect(high, 1);
  }

  @Test
  void whoWantsNothingMoreOrIsSilentLeavesItsSlotsToOthers() {
    var arbiter = arbiter(1);
    arbiter.tell(claim("high", 1, 1, 1, high));
    expect(high, 1);
    arbiter.tell(claim("low", 0, 1, 0, low));
    expect(low, 0);
    arbiter.tell(claim("high", 1, 0, 0, high));
    expect(low, 1);
    arbiter.tell(claim("low", 0, 1, 1, low));
    expect(low, 1);
    nowNanos.addAndGet(10 * SECOND);
    arbiter.tell(claim("other", 0, 1, 0, high));
    expect(high, 1);
  }

  @Test
  void oneThatSeesNoSlotsYetTakesNobodysAway() {
    var arbiter = arbiter(0);
    arbiter.tell(claim("low", 0, 1, 1, low));
    low.expectNoMessage();
    nowNanos.addAndGet(6 * SECOND);
    arbiter.tell(claim("low", 0, 1, 1, low));
    expect(low, 0);
  }
}
