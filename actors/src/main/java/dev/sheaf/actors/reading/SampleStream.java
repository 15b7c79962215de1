package dev.sheaf.actors.reading;

import org.jspecify.annotations.Nullable;

/** The frames of one request, in order of arrival. Used by one thread; close it in any case. */
public interface SampleStream extends AutoCloseable {
  /** The next frame, waiting for it until the deadline; null when all frames were given. */
  @Nullable SampleFrame next() throws InterruptedException;

  /**
   * The next frame, if it needs no waiting; null when there is none now, or never. Who must not
   * wait takes these first; a stream that cannot tell gives none.
   */
  default @Nullable SampleFrame atHand() {
    return null;
  }

  /** True when every frame is at hand already: the length of the whole body is known. */
  boolean complete();

  /** What this request has cost so far. */
  ReadCost cost();

  /** How long the consumer has waited for a cause so far; what is not counted is 0. */
  default long waitedNanos(WaitCause cause) {
    return 0;
  }

  @Override
  void close();
}
