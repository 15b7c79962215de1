package dev.sheaf.actors.reading;

import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a request in, with all the space that it may need, or refuses it at once.
 *
 * <p>The counters are read at every request; nothing is queued. A request never waits for space, so
 * it never waits while it holds a lease.
 */
final class Admission {
  private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Claims claims;
  private final int mostPending;
  private final AtomicInteger pending = new AtomicInteger();

  Admission(Claims claims, int mostPending) {
    this.claims = claims;
    this.mostPending = mostPending;
  }

  /** A claim on these packages, and on so many bytes beside them; leave it by {@link #leave}. */
  Claims.Claim enter(Map<PackageId, Long> absent, long loneBytes) throws Overloaded {
    if (pending.incrementAndGet() > mostPending) {
      pending.decrementAndGet();
      throw new Overloaded("batches in service (sheaf.cache.pending-batches)", SOON_NANOS);
    }
    var claim = claims.enter(absent, loneBytes);
    if (claim == null) {
      pending.decrementAndGet();
      throw new Overloaded("memory for packages (sheaf.cache.memory)", SOON_NANOS);
    }
    return claim;
  }

  /** Requests that were let in and have not left. */
  int pending() {
    return pending.get();
  }

  void leave(Claims.Claim claim) {
    claim.close();
    pending.decrementAndGet();
  }
}
