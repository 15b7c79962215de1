package dev.sheaf.gpu.worker;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a child lives, by what it says, and why it was ended where it was this side that did so.
 *
 * <p>A child that has said once that it lives has to go on saying so: it does that on a thread of
 * its own, however long a step takes, so silence means that the whole process stands still. One
 * that never said so is watched by nothing but its exit.
 */
final class Pulse {
  private final long deadNanos;
  private boolean beats;
  private long lastNanos;
  private @Nullable Failure seen;

  /**
   * The pulse of a child of which nothing was heard.
   *
   * @param deadNanos after so much silence it is dead
   */
  Pulse(long deadNanos) {
    this.deadNanos = deadNanos;
  }

  /** A child is up, and may have said on the way that it lives. */
  void began(TrainerChild child, long nowNanos) {
    if (child.beats()) {
      beat(nowNanos);
    }
  }

  /** It says that it lives. */
  void beat(long nowNanos) {
    beats = true;
    lastNanos = nowNanos;
  }

  /** It says something else. */
  void heard(long nowNanos) {
    lastNanos = nowNanos;
  }

  boolean isDead(long nowNanos) {
    return beats && nowNanos - lastNanos > deadNanos;
  }

  /** Ends a child that stands still; that it is gone is told by its exit. */
  void look(TrainerChild child, long nowNanos) {
    if (isDead(nowNanos) && seen == null) {
      kill(
          child,
          "its process stood still: not a word for %d ms"
              .formatted(TimeUnit.NANOSECONDS.toMillis(deadNanos)));
    }
  }

  void kill(TrainerChild child, String reason) {
    said(new Failure(Failure.Kind.HANG, reason));
    child.kill();
  }

  /** What went wrong is known before the child is gone. */
  void said(Failure failure) {
    seen = seen == null ? failure : seen;
  }

  /** Why the child is gone: what was known before, else what its end shows. */
  Failure goneFor(String words, OptionalInt status) {
    return seen == null ? Failure.gone(words, status) : seen;
  }
}
