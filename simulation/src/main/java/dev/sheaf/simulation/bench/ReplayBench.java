package dev.sheaf.simulation.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sheaf.policies.eviction.ItemCache;
import dev.sheaf.policies.eviction.ItemCache.Verdict;
import dev.sheaf.policies.eviction.LeastRecentlyReadCache;
import dev.sheaf.simulation.workload.Trace;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Replays a trace through our LRU and through Caffeine's W-TinyLFU, in turns, and says how many
 * requests each answers a second.
 *
 * <p>Both get the same arrays, made before any time is taken: items as numbers for ours, the same
 * numbers boxed for Caffeine. Both begin a pass empty with the same capacity, in KiB, because
 * Caffeine's weights are {@code int}. Caffeine runs its maintenance on the caller's thread. One
 * pass of each goes before the first that counts, and which of them goes first changes each round.
 *
 * <p>What it does not show: Caffeine is a concurrent map for any key, ours is a simulator's array
 * for one thread and dense numbers; and W-TinyLFU admits by frequency, so the hit ratios differ by
 * policy, not by fault.
 */
public final class ReplayBench {
  private static final long KIB = 1024;

  private final int[] items;
  private final Integer[] keys;
  private final Integer[] sizesKib;
  private final int uniqueItems;
  private final long capacityKib;
  private final LongSupplier nanoTime;

  /** Of a trace and a capacity; the clock is {@link System#nanoTime}. */
  public ReplayBench(Trace trace, long capacityBytes) {
    this(trace, capacityBytes, System::nanoTime);
  }

  ReplayBench(Trace trace, long capacityBytes, LongSupplier nanoTime) {
    this.items = trace.objects();
    this.uniqueItems = trace.uniqueObjects();
    this.keys = Arrays.stream(items).boxed().toArray(Integer[]::new);
    this.sizesKib =
        IntStream.range(0, items.length)
            .mapToObj(request -> kib(trace.sizeBytes(request)))
            .toArray(Integer[]::new);
    this.capacityKib = capacityBytes / KIB;
    this.nanoTime = nanoTime;
  }

  /**
   * What came of it; rates are the medians over the rounds.
   *
   * @param requests of one pass
   * @param passes of the trace in each round, of each cache
   * @param ratio ours / Caffeine
   */
  public record Result(
      int requests,
      int rounds,
      int passes,
      long capacityBytes,
      double lruRequestsPerSecond,
      double caffeineTinyLfuRequestsPerSecond,
      double ratio,
      double lruHitRatio,
      double caffeineTinyLfuHitRatio) {}

  /** Takes the time of so many passes of each cache in each of so many rounds. */
  public Result run(int rounds, int passes) {
    if (rounds < 1 || passes < 1) {
      throw new IllegalArgumentException(
          "rounds and passes must be at least 1 but were %d and %d".formatted(rounds, passes));
    }
    var lruHits = lruPass();
    var caffeineHits = caffeinePass();
    var lru = new double[rounds];
    var caffeine = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        lru[round] = requestsPerSecond(this::lruPass, passes);
        caffeine[round] = requestsPerSecond(this::caffeinePass, passes);
      } else {
        caffeine[round] = requestsPerSecond(this::caffeinePass, passes);
        lru[round] = requestsPerSecond(this::lruPass, passes);
      }
    }
    return new Result(
        items.length,
        rounds,
        passes,
        capacityKib * KIB,
        median(lru),
        median(caffeine),
        median(lru) / median(caffeine),
        lruHits / (double) items.length,
        caffeineHits / (double) items.length);
  }

  private double requestsPerSecond(LongSupplier pass, int passes) {
    var hits = 0L;
    var began = nanoTime.getAsLong();
    for (int each = 0; each < passes; each++) {
      hits += pass.getAsLong();
    }
    var tookNanos = Math.max(1, nanoTime.getAsLong() - began);
    if (hits < 0) {
      throw new IllegalStateException("hits must be at least 0 but were " + hits);
    }
    return 1e9 * passes * items.length / tookNanos;
  }

  private long lruPass() {
    var cache = new LeastRecentlyReadCache(uniqueItems, capacityKib, ItemCache.Departures.UNHEARD);
    var hits = 0L;
    for (int request = 0; request < items.length; request++) {
      if (cache.read(items[request], sizesKib[request]) == Verdict.HIT) {
        hits++;
      }
    }
    return hits;
  }

  private long caffeinePass() {
    Cache<Integer, Integer> cache =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(capacityKib)
            .weigher((Integer key, Integer sizeKib) -> sizeKib)
            .build();
    var hits = 0L;
    for (int request = 0; request < keys.length; request++) {
      if (cache.getIfPresent(keys[request]) == null) {
        cache.put(keys[request], sizesKib[request]);
      } else {
        hits++;
      }
    }
    return hits;
  }

  private static int kib(long sizeBytes) {
    return Math.toIntExact((sizeBytes + KIB - 1) / KIB);
  }

  private static double median(double[] values) {
    var sorted = Arrays.stream(values).sorted().toArray();
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
