package dev.sheaf.actors.tier;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many reads of the origin may run side by side on this node; the limit may be changed while
 * they run.
 *
 * <p>A smaller limit takes hold as running reads end: none is broken off.
 */
public final class ReadPermits {
  private final Permits permits;
  private int limit;

  /** So many reads at once, to begin with. */
  public ReadPermits(int limit) {
    this.permits = new Permits(limit);
    this.limit = held(limit);
  }

  /** Allows so many reads at once from now on. */
  public synchronized void resize(int reads) {
    var more = held(reads) - limit;
    limit = reads;
    if (more >= 0) {
      permits.release(more);
    } else {
      permits.takeAway(-more);
    }
  }

  private static int held(int reads) {
    if (reads < 1) {
      throw new IllegalArgumentException("reads at once must be at least 1 but was " + reads);
    }
    return reads;
  }

  /** How many reads may run at once. */
  public synchronized int limit() {
    return limit;
  }

  /** Waits for a permit; false when there was none in time. */
  boolean tryAcquire(long waitNanos) throws InterruptedException {
    return permits.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
  }

  void release() {
    permits.release();
  }

  /** Permits that can be taken away although they are lent: then they are missing for a while. */
  private static final class Permits extends Semaphore {
    private static final long serialVersionUID = 1L;

    Permits(int count) {
      super(count);
    }

    void takeAway(int count) {
      reducePermits(count);
    }
  }
}
