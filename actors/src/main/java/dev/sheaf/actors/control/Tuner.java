package dev.sheaf.actors.control;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.sheaf.actors.tier.ReadPermits;
import dev.sheaf.policies.books.TunerBook;
import dev.sheaf.policies.prefetch.Caps;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sets how a node reads its origin, once a second: the live shell of {@link TunerBook}.
 *
 * <pre>
 *   tuning ─ each second: count, judge, set ─► tuning
 * </pre>
 */
public final class Tuner extends AbstractBehavior<Tuner.Command> {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final TunerBook book;
  private final Ports ports;
  private final LongSupplier clockNanos;

  /** What a tuner is told. */
  public sealed interface Command {
    /** A second has passed. */
    record Tick() implements Command {}
  }

  /**
   * What a tuner reads and sets.
   *
   * @param counters what the node has counted so far; how full its buffer is, lookAhead says
   */
  public record Ports(
      Caps caps, Supplier<TunerBook.Counters> counters, ReadPermits readers, LookAhead lookAhead) {}

  /** The tuner of a node. */
  public static Behavior<Command> create(Ports ports) {
    return Behaviors.withTimers(timers -> {
      timers.startTimerWithFixedDelay(new Command.Tick(), EVERY);
      return create(ports, System::nanoTime);
    });
  }

  /** The same by another clock, and without a timer. */
  static Behavior<Command> create(Ports ports, LongSupplier clockNanos) {
    return Behaviors.setup(context -> new Tuner(context, ports, clockNanos));
  }

  private Tuner(ActorContext<Command> context, Ports ports, LongSupplier clockNanos) {
    super(context);
    this.ports = ports;
    this.clockNanos = clockNanos;
    this.book = new TunerBook(ports.caps(), ports.readers().limit());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.Tick.class, tick -> tick()).build();
  }

  private Behavior<Command> tick() {
    var now = clockNanos.getAsLong();
    var total = ports.counters().get().with(ports.lookAhead().readyPercent());
    book.decide(new TunerBook.Command.Count(total), now).events().forEach(book::apply);
    for (var effect : book.wake(now)) {
      switch (effect) {
        case TunerBook.Effect.ReadWith(int count) -> readWith(count);
        case TunerBook.Effect.LookAhead(long bytes) -> ports.lookAhead().set(bytes);
      }
    }
    return this;
  }

  private void readWith(int count) {
    if (count != ports.readers().limit()) {
      getContext().getLog().debug("reading with {} at once", count);
      ports.readers().resize(count);
    }
  }
}
