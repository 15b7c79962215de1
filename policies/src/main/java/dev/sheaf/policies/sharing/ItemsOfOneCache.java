package dev.sheaf.policies.sharing;

import dev.sheaf.policies.eviction.ItemCache;
import dev.sheaf.policies.eviction.ItemCache.Departures;
import dev.sheaf.policies.substitution.SampleSet;
import dev.sheaf.policies.substitution.UnreadSamples;
import java.util.function.Function;

/**
 * Holds what an item cache holds, which knows nothing of jobs: LRU and fill-and-keep, the
 * baselines.
 *
 * <p><i>Cost:</i> that of the cache, and O(jobs) when a sample comes or goes.
 */
public final class ItemsOfOneCache implements SharedResidency {
  private final ItemCache cache;
  private final SampleSet window;
  private final SampleSet nothing = new SampleSet(0);
  private final ActiveJobs jobs = new ActiveJobs();

  /** With an empty cache of samples that have size 1; it must tell what leaves. */
  public ItemsOfOneCache(int samples, Function<Departures, ItemCache> cache) {
    this.window = new SampleSet(samples);
    this.cache = cache.apply((id, sizeBytes) -> left(id));
  }

  @Override
  public boolean holds(int id) {
    return window.contains(id);
  }

  @Override
  public int held() {
    return window.size();
  }

  @Override
  public void begins(UnreadSamples job) {
    jobs.begins(job, window, nothing);
  }

  @Override
  public void leaves(UnreadSamples job) {
    jobs.leaves(job);
  }

  @Override
  public Reads read(UnreadSamples job, int id) {
    return switch (cache.read(id, 1)) {
      case HIT -> Reads.HIT;
      case BYPASSED -> Reads.MISS;
      case ADMITTED -> {
        window.add(id);
        jobs.arrived(id);
        yield Reads.MISS;
      }
    };
  }

  private void left(int id) {
    window.remove(id);
    jobs.evicted(id);
  }
}
