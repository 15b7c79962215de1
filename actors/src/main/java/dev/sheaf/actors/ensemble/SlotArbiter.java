package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.policies.scheduling.SlotDivision;
import dev.sheaf.policies.scheduling.Turns;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Divides the slots of the cluster among its ensembles: the live shell of {@link SlotDivision}.
 *
 * <pre>
 *   dividing  Claim: note, divide, tell everybody whose grant is another ─► dividing
 *             Tick:  the same without news; turns end, and who is silent is gone
 * </pre>
 *
 * <p>Nothing of it is journaled. Ensembles claim every second, and say what they hold: one that has
 * just begun knows all of them a second later, and until it is heard of, an ensemble keeps what it
 * was granted. That no slot is used twice is held by the keepers, whatever is granted.
 */
public final class SlotArbiter extends AbstractBehavior<ArbiterCommand> {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Long against a checkpoint and a start, short against a training. */
  private static final Duration TURN = Duration.ofSeconds(60);

  private static final Duration AGING = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /** A board that was just started is empty for so long at most. */
  private static final long BLIND_NANOS = Duration.ofSeconds(5).toNanos();

  private final Slots slots;
  private final LongSupplier clockNanos;
  private final SlotDivision division;
  private final Map<String, ActorRef<EnsembleMessage>> claimants = new HashMap<>();
  private final Map<String, Integer> told = new HashMap<>();
  private final long begunNanos;

  /** The kind of arbiters; there is one. */
  public static EntityKind<ArbiterCommand> kind(Slots slots) {
    return new EntityKind<>(
        ArbiterCommand.KIND,
        ArbiterCommand.class,
        id -> create(slots, System::nanoTime),
        "gateway",
        EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the arbiter, by a clock. */
  static Behavior<ArbiterCommand> create(Slots slots, LongSupplier clockNanos) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new ArbiterCommand.Tick(), TICK);
          return new SlotArbiter(context, slots, clockNanos);
        }));
  }

  private SlotArbiter(ActorContext<ArbiterCommand> context, Slots slots, LongSupplier clockNanos) {
    super(context);
    this.slots = slots;
    this.clockNanos = clockNanos;
    this.begunNanos = clockNanos.getAsLong();
    this.division =
        new SlotDivision(
            new SlotDivision.Terms(
                Turns.EARLIEST_DUE, TURN.toNanos(), AGING.toNanos(), PATIENCE.toNanos()));
  }

  @Override
  public Receive<ArbiterCommand> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<ArbiterCommand> on(ArbiterCommand command) {
    var now = clockNanos.getAsLong();
    switch (command) {
      case ArbiterCommand.Claim(var claim, var replyTo) when claim.mostSlots() > 0 -> {
        division.note(claim, now);
        claimants.put(claim.id(), replyTo);
        told.remove(claim.id());
      }
      case ArbiterCommand.Claim(var claim, var replyTo) -> division.leave(claim.id(), now);
      case ArbiterCommand.Tick tick -> {}
    }
    divide(now);
    return this;
  }

  private void divide(long now) {
    var count = slots.count();
    if (count == 0 && now - begunNanos < BLIND_NANOS) {
      return;
    }
    var grants = division.grants(count, now);
    claimants.keySet().retainAll(grants.keySet());
    told.keySet().retainAll(grants.keySet());
    grants.forEach((id, granted) -> {
      var claimant = claimants.get(id);
      if (claimant != null && !granted.equals(told.put(id, granted))) {
        claimant.tell(new SlotReport.Granted(granted));
      }
    });
  }
}
