package dev.sheaf.policies.vocabulary;

/**
 * Numbered draws for one name: the n-th depends on the seed, the name and n, never on what others
 * draw.
 */
public class Draws {
  private final long key;
  private long drawn;

  /** The draws of {@code name} in the run with {@code seed}. */
  public Draws(long seed, String name) {
    this.key = Draw.draw(seed, name);
  }

  /** 64 uniform bits. */
  public final long next() {
    return Draw.draw(key, drawn++);
  }

  /** Uniform in 0 ≤ x < 1. */
  public final double uniform() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in 0..bound-1. */
  public final int below(int bound) {
    return (int) Draw.below(next(), bound);
  }

  /** Uniform in 0..bound-1. */
  public final long below(long bound) {
    return Draw.below(next(), bound);
  }

  /** True with this probability. */
  public final boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Exponentially distributed with this mean. */
  public final double exponential(double mean) {
    return -mean * StrictMath.log1p(-uniform());
  }

  /** Puts the first {@code count} of {@code items} into a uniformly random order. */
  public final void shuffle(int[] items, int count) {
    for (int last = count - 1; last > 0; last--) {
      var other = below(last + 1);
      var kept = items[last];
      items[last] = items[other];
      items[other] = kept;
    }
  }

  /** The numbers 0..count-1 in a uniformly random order. */
  public final int[] permutation(int count) {
    var items = new int[count];
    for (int i = 0; i < count; i++) {
      items[i] = i;
    }
    shuffle(items, count);
    return items;
  }
}
