package dev.sheaf.policies.eviction;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * Evicts an item that is drawn uniformly from those held; the n-th victim is drawn for (seed, n).
 *
 * <p><i>Cost:</i> O(1): the last of a dense list takes the victim's place. Expected: {@link
 * ExpectedHits#randomVictim}.
 */
public final class RandomVictimCache extends BoundedCache {
  private final int[] dense;
  private final long seed;
  private int count;
  private long drawn;

  /** Empty. */
  public RandomVictimCache(int items, long capacityBytes, Departures departures, long seed) {
    super(items, capacityBytes, departures);
    this.dense = new int[items];
    this.seed = seed;
  }

  @Override
  void hit(int item) {}

  @Override
  int victim() {
    var place = (int) Draw.below(Draw.draw(seed, drawn++), count);
    var victim = dense[place];
    dense[place] = dense[--count];
    return victim;
  }

  @Override
  void entered(int item) {
    dense[count++] = item;
  }
}
