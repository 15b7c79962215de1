package dev.sheaf.policies.eviction;

import dev.sheaf.policies.eviction.ImportanceVerdict.Admitted;
import dev.sheaf.policies.eviction.ImportanceVerdict.Refused;
import dev.sheaf.policies.eviction.ImportanceVerdict.Replaced;

/**
 * Keeps samples by (weight, frequency) and remembers both for samples it does not hold: a miss
 * while full is admitted when what is remembered of it is more than the least that is held.
 *
 * <p>A sample of which nothing is remembered is passed through when the cache is full.
 *
 * <p><i>Cost:</i> O(log C); 13 bytes a sample of the dataset for what is remembered.
 *
 * <p><i>Source:</i> SHADE (Khan et al., FAST 2023), importance-aware eviction with a ghost cache.
 */
public final class GhostRanked {
  private final int capacity;
  private final ImportanceHeap held;
  private final double[] weight;
  private final int[] frequency;
  private final boolean[] known;

  /** Nothing yet, of {@code samples} with ids from 0, and room for {@code capacity} of them. */
  public GhostRanked(int samples, int capacity) {
    if (capacity < 0 || samples < 1) {
      throw new IllegalArgumentException(
          "samples must be at least 1 and capacity at least 0 but were %d and %d"
              .formatted(samples, capacity));
    }
    this.capacity = capacity;
    this.held = new ImportanceHeap(samples);
    this.weight = new double[samples];
    this.frequency = new int[samples];
    this.known = new boolean[samples];
  }

  /** Whether a sample is held. */
  public boolean holds(int id) {
    return held.holds(id);
  }

  /** How many samples are held. */
  public int size() {
    return held.size();
  }

  /** Learns the weight of a sample and how often it was drawn, held or not. */
  public void learn(int id, double itsWeight, int itsFrequency) {
    weight[id] = itsWeight;
    frequency[id] = itsFrequency;
    known[id] = true;
    if (held.holds(id)) {
      held.remove(id);
      held.insert(id, itsWeight, itsFrequency);
    }
  }

  /** Offers a sample that was read and is not held. */
  public ImportanceVerdict offer(int id) {
    if (held.holds(id)) {
      throw new IllegalArgumentException("a sample must not be held when offered but was: " + id);
    }
    if (held.size() < capacity) {
      held.insert(id, weight[id], frequency[id]);
      return new Admitted();
    }
    if (capacity == 0 || !known[id] || !held.leastIsBelow(weight[id], frequency[id])) {
      return new Refused();
    }
    var victim = held.least();
    held.remove(victim);
    held.insert(id, weight[id], frequency[id]);
    return new Replaced(victim);
  }
}
