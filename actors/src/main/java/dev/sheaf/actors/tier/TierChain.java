package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.vocabulary.Draw;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The tiers below node memory, fastest first: a read goes down until one has the package, and what
 * was found is offered to the tiers above.
 */
public final class TierChain {
  private static final int ATTEMPTS = 4;
  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final List<Tier> tiers;
  private final LongAdder failures = new LongAdder();

  /** A chain of these tiers; the last one is the origin. */
  public TierChain(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
  }

  /** Reads a package whole, trying again what is worth it until the deadline. */
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    for (int attempt = 0; ; attempt++) {
      var outcome = once(manifest, index, into, deadlineNanos);
      if (!(outcome instanceof TierRead.Failed failed)
          || !failed.worthRetry()
          || attempt + 1 == ATTEMPTS) {
        return outcome;
      }
      var wait = waitNanos(index, attempt);
      if (System.nanoTime() + wait >= deadlineNanos) {
        return new TierRead.Late();
      }
      LockSupport.parkNanos(wait);
    }
  }

  /** Reads that failed, or were asked to slow down, and were worth another try. */
  public long failures() {
    return failures.sum();
  }

  /** Doubles with every attempt, and is spread by half so that readers do not come back as one. */
  private static long waitNanos(int index, int attempt) {
    var whole = FIRST_WAIT_NANOS << attempt;
    return whole / 2 + Draw.below(Draw.draw(System.nanoTime(), index, attempt), whole);
  }

  private TierRead once(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    TierRead outcome = new TierRead.Absent();
    for (int depth = 0; depth < tiers.size(); depth++) {
      outcome = tiers.get(depth).read(manifest, index, into, deadlineNanos);
      if (outcome instanceof TierRead.Read read) {
        for (int above = 0; above < depth && read.damaged().isEmpty(); above++) {
          tiers.get(above).offer(manifest, index, into);
        }
        return outcome;
      }
    }
    if (outcome instanceof TierRead.Failed failed && failed.worthRetry()) {
      failures.increment();
    }
    return outcome;
  }
}
