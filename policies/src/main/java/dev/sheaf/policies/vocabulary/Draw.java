package dev.sheaf.policies.vocabulary;

/**
 * The only source of chance in a decision: a 64-bit mix of a seed and the keys of what is decided.
 *
 * <p>There is no stream and no state: the same seed and keys give the same value in every process
 * and for ever, so a replay cannot differ. Each key is folded in by adding an odd constant and
 * passing the sum through the SplitMix64 finaliser.
 *
 * <p><i>Source:</i> Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014 (the finaliser is Stafford's variant 13).
 */
public final class Draw {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Draw() {}

  /** A 64-bit value drawn for {@code seed} and one key. */
  public static long draw(long seed, long key) {
    return mix(mix(seed + GOLDEN) + GOLDEN + key);
  }

  /** A 64-bit value drawn for {@code seed} and two keys. */
  public static long draw(long seed, long key1, long key2) {
    return draw(draw(seed, key1), key2);
  }

  /** A 64-bit value drawn for {@code seed} and three keys. */
  public static long draw(long seed, long key1, long key2, long key3) {
    return draw(draw(seed, key1, key2), key3);
  }

  /** A 64-bit value drawn for {@code seed} and a text, by its UTF-16 units. */
  public static long draw(long seed, CharSequence key) {
    var value = draw(seed, key.length());
    for (int i = 0; i < key.length(); i++) {
      value = draw(value, key.charAt(i));
    }
    return value;
  }

  /** Maps a drawn value onto {@code 0..bound-1} without modulo bias that matters. */
  public static long below(long drawn, long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be at least 1 but was " + bound);
    }
    return Math.unsignedMultiplyHigh(drawn, bound);
  }

  private static long mix(long z) {
    var a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    var b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
