package dev.sheaf.policies.ledger;

/** A set of samples, as 64-bit words: bit {@code id % 64} of word {@code id / 64} is sample id. */
@FunctionalInterface
public interface SampleBits {
  /** Word number {@code index}; 0 beyond the last. */
  long word(int index);

  /** True when sample {@code id} is in the set. */
  default boolean has(long id) {
    return (word((int) (id >>> 6)) >>> (id & 63) & 1) == 1;
  }

  /** The set that {@code words} holds. */
  static SampleBits of(long[] words) {
    return index -> index < words.length ? words[index] : 0;
  }
}
