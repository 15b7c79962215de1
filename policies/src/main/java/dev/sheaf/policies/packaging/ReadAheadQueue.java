package dev.sheaf.policies.packaging;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.function.IntPredicate;

/**
 * Keeps samples of low importance at hand: reads ahead along an endless permutation into a bounded
 * buffer, moves them on to a bounded queue, and gives each away once.
 *
 * <p>Only samples that {@code wanted} accepts and that are not at hand are read; the released code
 * reads every sample, high ones too, and gives them away as substitutes.
 *
 * <p><i>Shape:</i> {@link #nextToRead} → the shell reads → {@link #arrived} → buffer → queue →
 * {@link #atHand}. <i>Cost:</i> O(1) a sample.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023), dynamic packaging; a buffer of 450 samples and
 * four readers as released.
 */
public final class ReadAheadQueue {
  /** The released buffer. */
  public static final int PUBLISHED_BUFFER_SAMPLES = 450;

  private static final int MOST_LOOKED_AT = 256;

  private final EndlessPermutation walk;
  private final int bufferSamples;
  private final int queueSamples;
  private final ArrayDeque<Integer> buffer = new ArrayDeque<>();
  private final ArrayDeque<Integer> queue = new ArrayDeque<>();
  private final BitSet taken = new BitSet();
  private int reading;

  /** Empty, with room for so many in the buffer (read or being read) and in the queue. */
  public ReadAheadQueue(EndlessPermutation walk, int bufferSamples, int queueSamples) {
    if (bufferSamples < 1 || queueSamples < 0) {
      throw new IllegalArgumentException(
          "bufferSamples must be at least 1 and queueSamples at least 0 but were %d and %d"
              .formatted(bufferSamples, queueSamples));
    }
    this.walk = walk;
    this.bufferSamples = bufferSamples;
    this.queueSamples = queueSamples;
  }

  /**
   * The next sample to read, or empty while there is no room or none of the next 256 of the walk is
   * wanted; the next call goes on from there. What is given here must arrive or be lost.
   */
  public OptionalInt nextToRead(IntPredicate wanted) {
    if (buffer.size() + reading >= bufferSamples) {
      return OptionalInt.empty();
    }
    for (int looked = 0; looked < MOST_LOOKED_AT; looked++) {
      var id = walk.next();
      if (!taken.get(id) && wanted.test(id)) {
        reading++;
        taken.set(id);
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  /** Takes a sample that was read. */
  public void arrived(int id) {
    reading--;
    buffer.add(id);
    moveOn();
  }

  /** Notes that a sample could not be read. */
  public void lost(int id) {
    reading--;
    taken.clear(id);
  }

  /**
   * Drops what is no longer wanted, at the roll of an epoch; says how many samples were dropped.
   */
  public int keepOnly(IntPredicate wanted) {
    var before = size();
    buffer.removeIf(id -> drops(id, wanted));
    queue.removeIf(id -> drops(id, wanted));
    moveOn();
    return before - size();
  }

  /** How many samples are at hand. */
  public int size() {
    return buffer.size() + queue.size();
  }

  /** What is at hand, oldest first; each sample looked at is removed. */
  public PrimitiveIterator.OfInt atHand() {
    return new PrimitiveIterator.OfInt() {
      @Override
      public boolean hasNext() {
        return size() > 0;
      }

      @Override
      public int nextInt() {
        var id = queue.isEmpty() ? buffer.remove() : queue.remove();
        taken.clear(id);
        moveOn();
        return id;
      }
    };
  }

  private boolean drops(int id, IntPredicate wanted) {
    if (wanted.test(id)) {
      return false;
    }
    taken.clear(id);
    return true;
  }

  private void moveOn() {
    while (queue.size() < queueSamples && !buffer.isEmpty()) {
      queue.add(buffer.remove());
    }
  }
}
