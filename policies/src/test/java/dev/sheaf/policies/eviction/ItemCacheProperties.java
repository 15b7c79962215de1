package dev.sheaf.policies.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.eviction.ItemCache.Verdict;
import dev.sheaf.policies.eviction.ItemPolicy.Reads;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ItemCacheProperties {
  private static final int SEEDS = 60;
  private static final int ITEMS = 40;
  private static final int READS = 600;

  @Test
  void theCapacityIsNeverExceededAndHitsAreWhatIsHeld() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var trace = trace(seed);
      var sizes = sizes(seed, 30);
      for (var policy : ItemPolicy.values()) {
        var cache =
            policy.cache(reads(trace, sizes), 1 + Draw.below(Draw.draw(seed, 9), 200), seed);
        for (var item : trace) {
          var held = cache.holds(item);
          var verdict = cache.read(item, sizes[item]);
          var where = policy + " of seed " + seed;
          assertEquals(held, verdict == Verdict.HIT, where);
          assertEquals(verdict != Verdict.BYPASSED, cache.holds(item), where);
          assertTrue(cache.usedBytes() <= cache.capacityBytes(), where);
          assertEquals(used(cache, sizes), cache.usedBytes(), where);
        }
      }
    }
  }

  @Test
  void noPolicyHitsMoreThanTheOptimum() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var trace = trace(seed);
      var best = hits(ItemPolicy.BELADY, trace, 10, seed);
      for (var policy : ItemPolicy.values()) {
        assertTrue(hits(policy, trace, 10, seed) <= best, policy + " of seed " + seed);
      }
    }
  }

  @Test
  void theOptimumIsWhatTryingEverythingFinds() {
    for (long seed = 1; seed <= 12; seed++) {
      var trace = new int[13];
      for (int at = 0; at < trace.length; at++) {
        trace[at] = (int) Draw.below(Draw.draw(seed, at), 7);
      }
      for (int capacity = 1; capacity <= 4; capacity++) {
        assertEquals(
            mostHits(trace, 0, List.of(), capacity),
            hits(ItemPolicy.BELADY, trace, capacity, seed),
            "capacity %d, seed %d".formatted(capacity, seed));
      }
    }
  }

  @Test
  void theChainsDecideLikeTheLibrarysOrderedMaps() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var trace = trace(seed);
      assertEquals(
          modelHits(trace, 10, true), hits(ItemPolicy.LRU, trace, 10, seed), "seed " + seed);
      assertEquals(
          modelHits(trace, 10, false), hits(ItemPolicy.FIFO, trace, 10, seed), "seed " + seed);
    }
  }

  @Test
  void theListOfCountsDecidesLikeASearchForTheLeast() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var trace = trace(seed);
      assertEquals(
          leastCounted(trace, 10, false), hits(ItemPolicy.LFU, trace, 10, seed), "seed " + seed);
      assertEquals(
          leastCounted(trace, 10, true),
          hits(ItemPolicy.LFU_FOR_EVER, trace, 10, seed),
          "seed " + seed);
    }
  }

  @Test
  void randomVictimsAreThoseOfTheSeed() {
    var trace = trace(3);
    assertEquals(departures(trace, 1), departures(trace, 1));
    assertNotEquals(departures(trace, 1), departures(trace, 2));
  }

  private static List<Integer> departures(int[] trace, long seed) {
    var left = new ArrayList<Integer>();
    var cache = new RandomVictimCache(ITEMS, 10, (item, sizeBytes) -> left.add(item), seed);
    Arrays.stream(trace).forEach(item -> cache.read(item, 1));
    return left;
  }

  /** Reads of which a few items get the most. */
  private static int[] trace(long seed) {
    var trace = new int[READS];
    for (int at = 0; at < READS; at++) {
      var widest = 1 + Draw.below(Draw.draw(seed, at, 1), ITEMS);
      trace[at] = (int) Draw.below(Draw.draw(seed, at, 2), widest);
    }
    return trace;
  }

  private static long[] sizes(long seed, int most) {
    var sizes = new long[ITEMS];
    Arrays.setAll(sizes, item -> Draw.below(Draw.draw(seed, item, 3), most));
    return sizes;
  }

  private static Reads reads(int[] trace, long[] sizes) {
    return new Reads(ITEMS, item -> sizes[item], () -> trace);
  }

  private static int hits(ItemPolicy policy, int[] trace, int capacity, long seed) {
    var cache = policy.cache(new Reads(ITEMS, item -> 1, () -> trace), capacity, seed);
    return (int) Arrays.stream(trace).filter(item -> cache.read(item, 1) == Verdict.HIT).count();
  }

  private static long used(ItemCache cache, long[] sizes) {
    var used = 0L;
    for (int item = 0; item < ITEMS; item++) {
      used += cache.holds(item) ? sizes[item] : 0;
    }
    return used;
  }

  private static int mostHits(int[] trace, int at, List<Integer> held, int capacity) {
    if (at == trace.length) {
      return 0;
    }
    if (held.contains(trace[at])) {
      return 1 + mostHits(trace, at + 1, held, capacity);
    }
    var best = mostHits(trace, at + 1, held, capacity);
    var with = new ArrayList<>(held);
    with.add(trace[at]);
    if (with.size() <= capacity) {
      return Math.max(best, mostHits(trace, at + 1, with, capacity));
    }
    for (var victim : held) {
      var without = new ArrayList<>(with);
      without.removeIf(victim::equals);
      best = Math.max(best, mostHits(trace, at + 1, without, capacity));
    }
    return best;
  }

  private static int modelHits(int[] trace, int capacity, boolean byRead) {
    var held = new LinkedHashMap<Integer, Integer>(16, .75f, byRead);
    var hits = 0;
    for (var item : trace) {
      if (held.containsKey(item)) {
        hits++;
        held.get(item);
      } else {
        if (held.size() == capacity) {
          held.remove(held.firstEntry().getKey());
        }
        held.put(item, item);
      }
    }
    return hits;
  }

  /** What is held, with its count and the position of its last read. */
  private record Counted(int item, int reads, int lastRead) {}

  private static int leastCounted(int[] trace, int capacity, boolean forEver) {
    var held = new TreeMap<Integer, Counted>();
    var all = new int[ITEMS];
    var hits = 0;
    for (int at = 0; at < trace.length; at++) {
      var item = trace[at];
      var before = held.remove(item);
      hits += before == null ? 0 : 1;
      if (before == null && held.size() == capacity) {
        var least =
            held.values().stream()
                .min(Comparator.comparingInt(Counted::reads).thenComparingInt(Counted::lastRead));
        held.remove(least.orElseThrow().item());
      }
      all[item] = before == null && !forEver ? 1 : all[item] + 1;
      held.put(item, new Counted(item, all[item], at));
    }
    return hits;
  }
}
