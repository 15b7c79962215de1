package dev.sheaf.simulation.kernel;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * The chance of one actor: what it draws depends on the run's seed, its name and how often it has
 * drawn, never on what others draw.
 */
public final class RandomStream {
  private final long key;
  private long drawn;

  /** The stream of {@code actor} in the run with {@code seed}. */
  public RandomStream(long seed, String actor) {
    this.key = Draw.draw(seed, actor);
  }

  /** 64 uniform bits. */
  public long next() {
    return Draw.draw(key, drawn++);
  }

  /** Uniform in 0 ≤ x < 1. */
  public double uniform() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in 0..bound-1. */
  public int below(int bound) {
    return (int) Draw.below(next(), bound);
  }

  /** Uniform in 0..bound-1. */
  public long below(long bound) {
    return Draw.below(next(), bound);
  }

  /** True with this probability. */
  public boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Exponentially distributed with this mean. */
  public double exponential(double mean) {
    return -mean * StrictMath.log1p(-uniform());
  }

  /** Normally distributed with mean 0 and deviation 1 (Box–Muller, one of the two). */
  public double normal() {
    var radius = StrictMath.sqrt(-2 * StrictMath.log1p(-uniform()));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }

  /** How many of independent events with this mean rate happen (Knuth; normal above 700). */
  public int poisson(double mean) {
    if (mean > 700) {
      return (int) Math.max(0, Math.round(mean + StrictMath.sqrt(mean) * normal()));
    }
    var limit = StrictMath.exp(-mean);
    var count = 0;
    for (var product = uniform(); product > limit; product *= uniform()) {
      count++;
    }
    return count;
  }

  /** Puts the first {@code count} of {@code items} into a uniformly random order. */
  public void shuffle(int[] items, int count) {
    for (int last = count - 1; last > 0; last--) {
      var other = below(last + 1);
      var kept = items[last];
      items[last] = items[other];
      items[other] = kept;
    }
  }

  /** The numbers 0..count-1 in a uniformly random order. */
  public int[] permutation(int count) {
    var items = new int[count];
    for (int i = 0; i < count; i++) {
      items[i] = i;
    }
    shuffle(items, count);
    return items;
  }
}
