package dev.sheaf.policies.ledger;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * A permutation of {@code 0..size-1} chosen by a 64-bit key, computed and never stored.
 *
 * <p>An unbalanced Feistel network of six half rounds permutes the smallest power of two that holds
 * the range; a value that falls outside is passed through again until it falls inside (cycle
 * walking), so every size has its own permutation.
 *
 * <p><i>Cost:</i> six round keys; under two passes of twelve multiplications a value on average.
 *
 * <p><i>Source:</i> Luby, Rackoff, SIAM J. Comput. 17(2), 1988; Black, Rogaway, "Ciphers with
 * arbitrary finite domains", CT-RSA 2002, section 4 (cycle walking).
 */
public final class KeyedBijection {
  private static final int HALF_ROUNDS = 6;

  private final long size;
  private final int lowBits;
  private final long lowMask;
  private final long highMask;
  private final long[] roundKeys = new long[HALF_ROUNDS];

  /** The permutation of {@code 0..size-1} that belongs to {@code key}. */
  public KeyedBijection(long size, long key) {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1 but was " + size);
    }
    this.size = size;
    var bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    this.lowBits = bits - bits / 2;
    this.lowMask = (1L << lowBits) - 1;
    this.highMask = (1L << (bits / 2)) - 1;
    for (int round = 0; round < HALF_ROUNDS; round++) {
      roundKeys[round] = Draw.draw(key, round);
    }
  }

  /** How many values there are. */
  public long size() {
    return size;
  }

  /** The value at {@code place}. */
  public long at(long place) {
    if (place < 0 || place >= size) {
      throw new IllegalArgumentException("place must be 0.." + (size - 1) + " but was " + place);
    }
    var value = pass(place);
    while (value >= size) {
      value = pass(value);
    }
    return value;
  }

  private long pass(long value) {
    var low = value & lowMask;
    var high = value >>> lowBits;
    for (int round = 0; round < HALF_ROUNDS; round += 2) {
      low ^= Draw.draw(roundKeys[round], high) & lowMask;
      high ^= Draw.draw(roundKeys[round + 1], low) & highMask;
    }
    return (high << lowBits) | low;
  }
}
