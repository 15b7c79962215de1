package dev.sheaf.simulation.sharing;

import dev.sheaf.policies.eviction.FillAndKeepCache;
import dev.sheaf.policies.eviction.LeastRecentlyReadCache;
import dev.sheaf.policies.sharing.CountedUses;
import dev.sheaf.policies.sharing.ItemsOfOneCache;
import dev.sheaf.policies.sharing.LiveBlocks;
import dev.sheaf.policies.sharing.NeededSamples;
import dev.sheaf.policies.sharing.NeededSamples.Release;
import dev.sheaf.policies.sharing.SharedResidency;
import dev.sheaf.policies.substitution.Never;
import dev.sheaf.policies.substitution.Probing;
import dev.sheaf.policies.substitution.Substitution;
import dev.sheaf.policies.substitution.WithinUnread;
import dev.sheaf.policies.substitution.WithinUnread.Pinned;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.sharing.JobRun.Cache;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The systems that are compared: which residency goes with which substitution.
 *
 * <pre>
 *   lru, minio      an item cache, no substitution
 *   ods             a constant number of uses (policy.threshold, or the number of jobs), any unread
 *   ods-active      need over active jobs, any unread
 *   pinned-window   a pinned share, the rest by need over active jobs, any unread
 *   quiver          two live blocks
 *   quiver-ported   least recently read samples, probing for ten times the batch
 * </pre>
 *
 * @param label its name
 * @param make the policies of a run, from its seed
 */
record SharingPolicy(String label, LongFunction<Cache> make) {
  private static final List<String> NAMES =
      List.of("lru", "minio", "ods", "ods-active", "pinned-window", "quiver", "quiver-ported");
  private static final List<String> PINNED = List.of("after-window", "before-origin", "when-asked");
  private static final List<String> RELEASES = List.of("at-once", "when-space-is-needed");

  /** Reads the group {@code policy}. */
  static SharingPolicy read(Parameters in, int samples, int capacity, int jobs) {
    var name = in.choice("policy.name", "pinned-window", NAMES);
    return new SharingPolicy(
        name,
        switch (name) {
          case "lru" -> seed -> new Cache(leastRecentlyRead(samples, capacity), new Never());
          case "minio" -> seed -> new Cache(firstCome(samples, capacity), new Never());
          case "ods" -> counted(in, samples, capacity, jobs);
          case "ods-active" -> needed(in, samples, capacity, 0);
          case "pinned-window" ->
              needed(in, samples, capacity, in.ratio("policy.pinnedShare", 0.9, 0, 1));
          case "quiver" -> blocks(in, samples, capacity);
          case "quiver-ported" -> {
            var factor = in.number("policy.probes", Probing.PUBLISHED_FACTOR, 1, 1_000);
            yield seed -> new Cache(leastRecentlyRead(samples, capacity), new Probing(factor));
          }
          default -> throw new BadScenario("policy.name has no policy for " + name);
        });
  }

  private static SharedResidency leastRecentlyRead(int samples, int capacity) {
    return new ItemsOfOneCache(
        samples, departures -> new LeastRecentlyReadCache(samples, capacity, departures));
  }

  private static SharedResidency firstCome(int samples, int capacity) {
    return new ItemsOfOneCache(
        samples, departures -> FillAndKeepCache.firstCome(samples, capacity));
  }

  private static LongFunction<Cache> counted(Parameters in, int samples, int capacity, int jobs) {
    var threshold = in.number("policy.threshold", jobs, 1, 255);
    var refill = in.flag("policy.refill", false);
    var shape = new CountedUses.Shape(samples, capacity, threshold, refill);
    return seed -> new Cache(new CountedUses(shape, seed), substitution(Pinned.AFTER_WINDOW));
  }

  private static LongFunction<Cache> needed(
      Parameters in, int samples, int capacity, double pinnedShare) {
    var candidates = in.number("policy.candidates", 8, 1, 1_000);
    var atOnce = in.choice("policy.release", "at-once", RELEASES).equals("at-once");
    var release = atOnce ? Release.AT_ONCE : Release.WHEN_SPACE_IS_NEEDED;
    var pinned =
        switch (in.choice("policy.pinned", "after-window", PINNED)) {
          case "before-origin" -> Pinned.BEFORE_ORIGIN;
          case "when-asked" -> Pinned.WHEN_ASKED;
          default -> Pinned.AFTER_WINDOW;
        };
    var shape = new NeededSamples.Shape(samples, capacity, pinnedShare, candidates, release);
    return seed -> new Cache(new NeededSamples(shape, seed), substitution(pinned));
  }

  private static LongFunction<Cache> blocks(Parameters in, int samples, int capacity) {
    if (capacity < 2) {
      throw new BadScenario("cache.fraction must give at least 2 samples but gave " + capacity);
    }
    var lag = in.ratio("policy.lagLimit", 0.5, 0, 1);
    var shape = new LiveBlocks.Shape(samples, capacity, (int) (lag * capacity / 2));
    return seed -> {
      var blocks = new LiveBlocks(shape, seed);
      return new Cache(blocks, blocks);
    };
  }

  private static Substitution substitution(Pinned pinned) {
    return new WithinUnread(pinned);
  }
}
