package dev.sheaf.policies.substitution;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What a job has not read in its epoch, in the order in which it wants it, and which of that is at
 * hand.
 *
 * <p>An id leaves by {@link #read} alone, which refuses one that was read before; an epoch begins
 * only when nothing is left. So each id is read exactly once an epoch, whatever is substituted for
 * what.
 *
 * <pre>
 *   order     7 . 2 9 . 4 1 ...       '.' was read out of turn and is skipped
 *             ^ first                  postponed: 7 changes places with a later one
 *   at hand   window {9, 4}, pinned {1}: held and unread, kept up to date by who holds them
 * </pre>
 *
 * <p><i>Cost:</i> O(1) an id, amortised; 20 bytes an id.
 */
public final class UnreadSamples {
  private final int samples;
  private final long seed;
  private final int[] order;
  private final BitSet unread;
  private final SampleSet window;
  private final SampleSet pinned;
  private int epoch = -1;
  private int first;
  private int left;
  private long drawn;

  /** Of a dataset with ids {@code 0..samples-1}; no epoch has begun. */
  public UnreadSamples(int samples, long seed) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1 but was " + samples);
    }
    this.samples = samples;
    this.seed = seed;
    this.order = new int[samples];
    this.unread = new BitSet(samples);
    this.window = new SampleSet(samples);
    this.pinned = new SampleSet(samples);
  }

  /** Begins the next epoch in an order of its own; nothing is at hand until told. */
  public void beginEpoch() {
    if (left > 0) {
      throw new IllegalStateException(
          "an epoch must begin when nothing is left of the last but %d were".formatted(left));
    }
    epoch++;
    drawn = 0;
    first = 0;
    left = samples;
    unread.set(0, samples);
    window.clear();
    pinned.clear();
    Arrays.setAll(order, id -> id);
    for (int last = samples - 1; last > 0; last--) {
      swap(last, chance(last + 1));
    }
  }

  /** How many epochs have begun before this one. */
  public int epoch() {
    return epoch;
  }

  /** How many ids the dataset has. */
  public int samples() {
    return samples;
  }

  /** How many are still to be read. */
  public int left() {
    return left;
  }

  /** Whether an id is still to be read. */
  public boolean isUnread(int id) {
    return unread.get(id);
  }

  /** What is unread and held by the part of the cache that comes and goes. */
  public SampleSet windowAtHand() {
    return window;
  }

  /** What is unread and held for good. */
  public SampleSet pinnedAtHand() {
    return pinned;
  }

  /** Whether an unread id is held. */
  public boolean isAtHand(int id) {
    return window.contains(id) || pinned.contains(id);
  }

  /** Notes that an id is held from now on. */
  public void arrived(int id, boolean forGood) {
    if (unread.get(id)) {
      (forGood ? pinned : window).add(id);
    }
  }

  /** Notes that an id is held no more. */
  public void evicted(int id) {
    window.remove(id);
    pinned.remove(id);
  }

  /** The id that comes next in the order; something must be left. */
  public int first() {
    while (!unread.get(order[first])) {
      first++;
    }
    return order[first];
  }

  /** The next {@code count} ids of the order, or all that are left. */
  public int[] next(int count) {
    var ids = new int[Math.min(count, left)];
    var from = first;
    for (int found = 0; found < ids.length; from++) {
      if (unread.get(order[from])) {
        ids[found++] = order[from];
      }
    }
    // What was skipped has been read: the order closes over it.
    first = from - ids.length;
    System.arraycopy(ids, 0, order, first, ids.length);
    return ids;
  }

  /** Puts the first id of the order back to a place that chance chooses. */
  public void postpone() {
    first();
    swap(first, first + chance(samples - first));
  }

  /** Reads an id. */
  public void read(int id) {
    if (!unread.get(id)) {
      throw new IllegalStateException(
          "an id must be read once an epoch but %d was read again".formatted(id));
    }
    unread.clear(id);
    left--;
    window.remove(id);
    pinned.remove(id);
  }

  /** One of {@code set} by chance; it must have a member. */
  public int any(SampleSet set) {
    return set.at(chance(set.size()));
  }

  private int chance(int bound) {
    return (int) Draw.below(Draw.draw(seed, epoch, drawn++), bound);
  }

  private void swap(int a, int b) {
    var kept = order[a];
    order[a] = order[b];
    order[b] = kept;
  }
}
