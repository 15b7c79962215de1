package dev.sheaf.actors.reading;

import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.actors.store.PackageStore;
import java.util.List;
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

  private final PackageStore store;
  private final int mostPending;
  private final AtomicInteger pending = new AtomicInteger();

  Admission(PackageStore store, int mostPending) {
    this.store = store;
    this.mostPending = mostPending;
  }

  /** Space for these packages; leave it by {@link #leave}. */
  PackageStore.Reservation enter(List<Long> absentSizes) throws Overloaded {
    if (pending.incrementAndGet() > mostPending) {
      pending.decrementAndGet();
      throw new Overloaded("batches in service (sheaf.cache.pending-batches)", SOON_NANOS);
    }
    var space = store.reserve(absentSizes);
    if (space == null) {
      pending.decrementAndGet();
      throw new Overloaded("memory for packages (sheaf.cache.memory)", SOON_NANOS);
    }
    return space;
  }

  /** Requests that were let in and have not left. */
  int pending() {
    return pending.get();
  }

  void leave(PackageStore.Reservation space) {
    space.close();
    pending.decrementAndGet();
  }
}
