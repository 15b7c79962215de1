package dev.sheaf.policies.division;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures what a cache is worth to a job: a few minibatches for which the cache is silent, and a
 * few, of samples not seen before, that come from it entirely.
 *
 * <p>The first minibatch of each kind is not counted, because it fills pipelines; of the others the
 * median counts, so that one hiccup does not. Where the slowest hit is no faster than the fastest
 * miss, the difference is noise, and the job is said to gain nothing. Distinct samples are needed
 * because the caches of a decoder would flatter a batch that is read again.
 *
 * <p><i>Source:</i> controlled probing of Quiver (Kumar and Sivathanu, FAST 2020). <i>Cost:</i>
 * O(minibatches).
 */
public final class ControlledProbe {
  private final int each;
  private final List<Long> missNanos = new ArrayList<>();
  private final List<Long> hitNanos = new ArrayList<>();

  /** What the next minibatch is to be. */
  public enum Next {
    /** From the origin, even if it is cached. */
    WITHOUT_CACHE,
    /** From the cache entirely, of samples not seen before. */
    FROM_CACHE,
    /** As it comes: enough is known. */
    DONE
  }

  /** A probe of so many minibatches of each kind, of which one is not counted. */
  public ControlledProbe(int each) {
    if (each < 2) {
      throw new IllegalArgumentException("each must be at least 2 but was " + each);
    }
    this.each = each;
  }

  /** What to do next. */
  public Next next() {
    if (missNanos.size() < each) {
      return Next.WITHOUT_CACHE;
    }
    return hitNanos.size() < each ? Next.FROM_CACHE : Next.DONE;
  }

  /** How long the minibatch took that {@link #next} asked for. */
  public void took(long nanos) {
    switch (next()) {
      case WITHOUT_CACHE -> missNanos.add(nanos);
      case FROM_CACHE -> hitNanos.add(nanos);
      case DONE -> throw new IllegalStateException("the probe is done");
    }
  }

  /** What came of it, once it is done. */
  public JobBenefit benefit(String job, int gpus, long batchBytes) {
    if (next() != Next.DONE) {
      throw new IllegalStateException("the probe is not done");
    }
    var misses = counted(missNanos);
    var hits = counted(hitNanos);
    var miss = median(misses);
    var apart = hits.getLast() < misses.getFirst();
    return new JobBenefit(job, gpus, miss, apart ? median(hits) : miss, 1e9 * batchBytes / miss);
  }

  private static List<Long> counted(List<Long> nanos) {
    return nanos.subList(1, nanos.size()).stream().sorted().toList();
  }

  private static long median(List<Long> sorted) {
    return Math.max(1, sorted.get((sorted.size() - 1) / 2));
  }
}
