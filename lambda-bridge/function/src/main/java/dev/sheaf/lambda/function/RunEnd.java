package dev.sheaf.lambda.function;

import dev.sheaf.wire.chunk.FunctionCall;
import java.util.concurrent.TimeUnit;

/**
 * When a run ends: at the end of a billing cycle that is paid for anyway, when the bridge has been
 * silent for too long, and in any case before the provider's own deadline.
 *
 * <p>Once the end has been decided nothing puts it off, so that who is told BYE was never told that
 * the run goes on.
 */
final class RunEnd {
  /** A bridge that lives says something at least so often. */
  static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long BEFORE_DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long FINE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final long began;
  private final long tickNanos;
  private final long lastNanos;
  private long endNanos;
  private long heardNanos;
  private boolean asked;
  private boolean ended;

  RunEnd(long began, FunctionCall call, long remainingMillis) {
    this.began = began;
    this.tickNanos = TimeUnit.MILLISECONDS.toNanos(call.tickMillis());
    this.lastNanos =
        System.nanoTime()
            - began
            + TimeUnit.MILLISECONDS.toNanos(remainingMillis)
            - BEFORE_DEADLINE_NANOS;
    this.endNanos = cycleEnd(TimeUnit.MILLISECONDS.toNanos(call.stayMillis()));
    this.heardNanos = System.nanoTime();
  }

  /** A cycle of more than a millisecond is left a little before it ends. */
  private long cycleEnd(long nanos) {
    var cycles = Math.ceilDiv(Math.max(1, nanos), tickNanos) * tickNanos;
    return tickNanos > FINE_TICK_NANOS ? cycles - MARGIN_NANOS : cycles;
  }

  /** Nanoseconds since the run began. */
  long elapsedNanos() {
    return System.nanoTime() - began;
  }

  /** The bridge has said something, and wants so much more time from now on. */
  void heard(long stayNanos) {
    heardNanos = System.nanoTime();
    endNanos = Math.max(endNanos, cycleEnd(elapsedNanos() + Math.clamp(stayNanos, 0, lastNanos)));
  }

  /** What the run waits for has come; from now on it stays for as long as it is asked to. */
  void asked(long stayNanos) {
    if (!asked) {
      asked = true;
      endNanos = 0;
    }
    heard(stayNanos);
  }

  /** Nanoseconds until the run ends if nothing more is heard; at least 0. */
  long leftNanos() {
    if (ended) {
      return 0;
    }
    var now = System.nanoTime();
    var silent = heardNanos + SILENCE_NANOS - now;
    var due = began + Math.min(endNanos, lastNanos) - now;
    return Math.max(0, Math.min(silent, due));
  }

  /** As many whole milliseconds: a run ends that little early rather than late. */
  int leftMillis() {
    return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(leftNanos()));
  }

  /** Decides that the run is over, if it is. */
  boolean decide() {
    ended |= leftMillis() == 0;
    return ended;
  }

  /** The run is over now. */
  void now() {
    ended = true;
  }
}
