package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.policies.vocabulary.Draw;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The tiers below node memory, fastest first: a read goes down until one has the package, and what
 * was found is offered to the tiers above.
 */
public final class TierChain {
  private static final int ATTEMPTS = 4;
  private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final List<Tier> tiers;
  private final List<Tier> near;
  private final List<Tier> origin;
  private final LongAdder failures = new LongAdder();
  private final LongAdder originSamples = new LongAdder();

  /** A chain of these tiers; the last one is the origin. */
  public TierChain(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
    this.near = tiers.stream().filter(tier -> tier.kind() != TierKind.ORIGIN).toList();
    this.origin = tiers.stream().filter(tier -> tier.kind() == TierKind.ORIGIN).toList();
  }

  /** Reads a package whole, trying again what is worth it until the deadline. */
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    return tryAgain(index, deadlineNanos, () -> whole(manifest, index, into, deadlineNanos));
  }

  /** Reads a sample without the rest of its package from a tier that is nearer than the origin. */
  public TierRead nearSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    return sample(near, manifest, id, into, deadlineNanos);
  }

  /** The same from the origin; nothing is offered to the tiers above. */
  public TierRead originSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    var outcome =
        tryAgain(id, deadlineNanos, () -> sample(origin, manifest, id, into, deadlineNanos));
    if (outcome instanceof TierRead.Read read) {
      count(read, 1);
    }
    return outcome;
  }

  private void count(TierRead.Read read, int samples) {
    if (read.from() == TierKind.ORIGIN) {
      originSamples.add(samples);
    }
  }

  /** Samples that came from the origin, all of a package where it was read whole. */
  public long originSamples() {
    return originSamples.sum();
  }

  private TierRead tryAgain(long key, long deadlineNanos, Supplier<TierRead> once) {
    for (int attempt = 0; ; attempt++) {
      var outcome = once.get();
      if (!(outcome instanceof TierRead.Failed failed) || !failed.worthRetry()) {
        return outcome;
      }
      failures.increment();
      if (attempt + 1 == ATTEMPTS) {
        return outcome;
      }
      var wait = waitNanos(key, attempt);
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
  private static long waitNanos(long key, int attempt) {
    var whole = FIRST_WAIT_NANOS << attempt;
    return whole / 2 + Draw.below(Draw.draw(System.nanoTime(), key, attempt), whole);
  }

  private TierRead whole(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    TierRead outcome = new TierRead.Absent();
    for (int depth = 0; depth < tiers.size(); depth++) {
      if (System.nanoTime() - deadlineNanos >= 0) {
        return new TierRead.Late();
      }
      outcome = tiers.get(depth).read(manifest, index, into, deadlineNanos);
      if (outcome instanceof TierRead.Read read) {
        count(read, manifest.table().count(index));
        for (int above = 0; above < depth && read.damaged().isEmpty(); above++) {
          tiers.get(above).offer(manifest, index, into);
        }
        return outcome;
      }
    }
    return outcome;
  }

  private static TierRead sample(
      List<Tier> of, Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    TierRead outcome = new TierRead.Absent();
    for (var tier : of) {
      if (System.nanoTime() - deadlineNanos >= 0) {
        return new TierRead.Late();
      }
      outcome = tier.readSample(manifest, id, into, deadlineNanos);
      if (outcome instanceof TierRead.Read) {
        return outcome;
      }
    }
    return outcome;
  }
}
