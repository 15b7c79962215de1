package dev.sheaf.policies.eviction;

import dev.sheaf.policies.economics.OriginBound;

/**
 * The hit ratios of simple caches in closed form, for one job that reads every item once an epoch
 * in a new and independent order.
 *
 * <p><i>Units:</i> {@code c} is the cache's share of the items, 0..1; the ratio is that of every
 * epoch after the first (for LFU, of the epoch that is named), in the limit of many items.
 *
 * <p><i>Derivation of {@link #firstInFirstOut} and {@link #randomVictim}.</i> When an epoch begins,
 * a share c of the items is held, and which one it is says nothing about their order in this epoch.
 * Let M(v) be the misses since then, over all items, at position v of the epoch. An item read at v
 * hits if it was held at the beginning and none of the M(v) admissions drove it out. FIFO has by
 * then driven out what M(v) admitted before, so {@code M' = 1 - max(0, c - M)}; with a random
 * victim each admission drives it out with probability 1 in c, so {@code M' = 1 - c exp(-M / c)}.
 * Both have a solution from {@code M(0) = 0}, and the hit ratio is {@code 1 - M(1)}.
 */
public final class ExpectedHits {
  private static final int ROUNDS = 500;
  private static final double FIFO_TURN = 1 - StrictMath.exp(-1);

  private ExpectedHits() {}

  /** LRU: {@code c + (1 - c) ln(1 - c)}. */
  public static double leastRecentlyRead(double c) {
    return OriginBound.lruHitRate(c);
  }

  /**
   * LRU with {@code held} of {@code items} in the cache, exactly: {@code c - (1 - c) (H(items) -
   * H(items - held))} with the harmonic numbers H; {@code c / (2 items)} above the limit.
   *
   * <p>The item that was i-th of its epoch hits if, of the i - 1 before it, so few are read again
   * before it that they and the {@code items - i} after it leave it a place; in the next epoch it
   * is equally likely to come at each place among those i.
   */
  public static double leastRecentlyReadOf(int items, int held) {
    if (!(held >= 0 && held <= items && items > 0)) {
      throw new IllegalArgumentException(
          "held must be 0..items and items at least 1 but they were %d and %d"
              .formatted(held, items));
    }
    var harmonic = 0.0;
    for (int i = items; i > items - held; i--) {
      harmonic += 1.0 / i;
    }
    return (held - (items - held) * harmonic) / items;
  }

  /**
   * FIFO: {@code -c - ln(1 - c)} as long as an epoch's misses refill the whole cache, which is up
   * to c = 1 - 1/e; from there on {@code 1 - (1 - c)(e - 1)}.
   */
  public static double firstInFirstOut(double c) {
    require(c);
    return c <= FIFO_TURN ? -c - StrictMath.log1p(-c) : 1 - (1 - c) * (StrictMath.E - 1);
  }

  /**
   * FIFO for small c, as if misses were spread evenly over an epoch: {@code h = (c / (1 - h))² /
   * 2}; it is 3 % low at c = 0.1 and of no use above c = 0.3.
   */
  public static double firstInFirstOutOfSmall(double c) {
    require(c);
    var h = 0.0;
    for (int round = 0; round < ROUNDS; round++) {
      var lifeEpochs = c / (1 - h);
      h = (h + Math.min(1, lifeEpochs * lifeEpochs / 2)) / 2;
    }
    return h;
  }

  /** A random victim: {@code -c ln(1 - c + c exp(-1 / c))}. */
  public static double randomVictim(double c) {
    require(c);
    return c == 0 ? 0 : -c * StrictMath.log(1 - c + c * StrictMath.exp(-1 / c));
  }

  /**
   * A random victim, as if misses were spread evenly over an epoch: {@code h = ((1 - exp(-a)) /
   * a)²} with {@code a = (1 - h) / c}; up to 0.002 below {@link #randomVictim}.
   */
  public static double randomVictimOfEvenMisses(double c) {
    require(c);
    if (c == 0 || c == 1) {
      return c;
    }
    var h = 0.1;
    for (int round = 0; round < ROUNDS; round++) {
      var a = (1 - h) / c;
      var survives = -StrictMath.expm1(-a) / a;
      h = (h + survives * survives) / 2;
    }
    return h;
  }

  /**
   * LFU that counts while an item is held, in an epoch from a cold cache: {@code c - f(epoch + 1)},
   * where {@code f(2) = c} and {@code f(n + 1) = (1 - c) ln(1 + f(n) / (1 - c))}; near {@code c - 2
   * (1 - c) / epoch} in the long run.
   *
   * <p><i>Derivation.</i> f(n) is the share of the cache that has no hit yet when epoch n begins.
   * Whatever has one stays; of the others the oldest leaves first, and those before the X-th have
   * left or been read at position v, so {@code X' = (1 - c + X) / (1 - v)}, until X = f(n). What is
   * read before it would leave, the integral of f(n) - X, never counts as f again.
   *
   * @param epoch at least 2
   */
  public static double leastFrequentlyRead(double c, int epoch) {
    require(c);
    if (epoch < 2) {
      throw new IllegalArgumentException("epoch must be at least 2 but was " + epoch);
    }
    if (c == 1) {
      return 1;
    }
    var unread = c;
    for (int past = 2; past <= epoch; past++) {
      unread = (1 - c) * StrictMath.log1p(unread / (1 - c));
    }
    return c - unread;
  }

  /** Fill and keep, and Belady's optimum: c; no policy hits more. */
  public static double fillAndKeep(double c) {
    require(c);
    return c;
  }

  private static void require(double c) {
    if (!(c >= 0 && c <= 1)) {
      throw new IllegalArgumentException("c must be 0..1 but was " + c);
    }
  }
}
