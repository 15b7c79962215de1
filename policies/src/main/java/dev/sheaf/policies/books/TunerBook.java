package dev.sheaf.policies.books;

import dev.sheaf.policies.prefetch.Caps;
import dev.sheaf.policies.prefetch.Fill;
import dev.sheaf.policies.prefetch.Observed;
import dev.sheaf.policies.prefetch.Phase;
import dev.sheaf.policies.prefetch.WaitTuner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows how many reads of the origin a node makes at once and how many bytes it looks ahead, and
 * changes both by what its consumers waited: the rules are those of {@link WaitTuner}.
 *
 * <p>It is told what was counted since the node began, and judges the difference to the last time.
 * A second in which nobody asked for a batch is not judged: an idle node gives nothing back, and
 * has nothing to learn.
 *
 * <p>What is to be done follows from the state alone: {@link #decide} gives no effects, {@link
 * #wake} gives both.
 */
public final class TunerBook
    implements Book<TunerBook.Command, TunerBook.Event, TunerBook.Effect, TunerBook.Reply> {
  /** The buffer's fill is not known: what nobody waits for counts as ready. */
  public static final int UNKNOWN = -1;

  private static final int FULL_PERCENT = 100;
  private static final double CALM = 0.01;
  private static final double NANOS = 1e9;

  private final WaitTuner tuner;
  private @Nullable Counters last;
  private long lastNow;
  private long judgedNanos;

  /** A book of a node that reads so many ranges at once now. */
  public TunerBook(Caps caps, int readers) {
    this.tuner = new WaitTuner(caps, readers);
  }

  /** What the book is told. */
  public sealed interface Command {
    /** What was counted so far. */
    record Count(Counters total) implements Command {}
  }

  /**
   * What a node has counted since it began, over all its consumers.
   *
   * @param stallNanos how long consumers waited for batches
   * @param stepNanos how long their steps took, waiting included
   * @param consumedBytes bytes of the batches
   * @param originFailures replies of the origin that were errors, or asked to slow down
   * @param readyPercent how full the buffer is now, or {@link #UNKNOWN}
   */
  public record Counters(
      long stallNanos, long stepNanos, long consumedBytes, long originFailures, int readyPercent) {
    /** The same with another fill. */
    public Counters with(int percent) {
      return new Counters(stallNanos, stepNanos, consumedBytes, originFailures, percent);
    }
  }

  /** What changes the book. */
  public sealed interface Event {
    /** Something was counted in which nobody asked for anything, or for the first time. */
    record Noted(Counters total, long now) implements Event {}

    /** The tuner was asked. */
    record Judged(Counters total, Observed observed, long now) implements Event {}
  }

  /** What the node is to do; idempotent. */
  public sealed interface Effect {
    /** Read so many ranges at once. */
    record ReadWith(int readers) implements Effect {}

    /** Look so many bytes ahead. */
    record LookAhead(long bytes) implements Effect {}
  }

  /** The book is told, not asked: there is no reply. */
  public sealed interface Reply permits NoReply {}

  private record NoReply() implements Reply {}

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Count(Counters total) ->
          new Decision<>(List.of(event(total, now)), List.of(), null);
    };
  }

  private Event event(Counters total, long now) {
    var before = last;
    if (before == null || total.stepNanos() <= before.stepNanos() || now <= lastNow) {
      return new Event.Noted(total, now);
    }
    return new Event.Judged(total, observed(before, total, now - lastNow), now);
  }

  private Observed observed(Counters before, Counters total, long passedNanos) {
    var step = total.stepNanos() - before.stepNanos();
    var stall = Math.clamp(total.stallNanos() - before.stallNanos(), 0, step);
    var wait = (double) stall / step;
    var ready = Fill.NONE.and(ready(total.readyPercent(), wait));
    return new Observed(
        judgedNanos + passedNanos,
        wait,
        ready,
        ready,
        0,
        (total.consumedBytes() - before.consumedBytes()) * NANOS / passedNanos,
        (int) Math.min(Integer.MAX_VALUE, total.originFailures() - before.originFailures()),
        Phase.TRAINING);
  }

  private static int ready(int percent, double waitShare) {
    if (percent != UNKNOWN) {
      return percent;
    }
    return waitShare < CALM ? FULL_PERCENT : 0;
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.Noted(Counters total, long now) -> {
        last = total;
        lastNow = now;
      }
      case Event.Judged(Counters total, Observed observed, long now) -> {
        tuner.judge(observed);
        judgedNanos = observed.sinceStartNanos();
        last = total;
        lastNow = now;
      }
    }
  }

  @Override
  public List<Effect> wake(long now) {
    return List.of(new Effect.ReadWith(tuner.readers()), new Effect.LookAhead(tuner.bufferBytes()));
  }
}
