package dev.sheaf.policies.eviction;

import java.util.Arrays;

/**
 * Evicts the item whose next read is farthest in the future, or does not keep what comes if that is
 * the one (Belady's MIN): the bound that no policy exceeds, for it must know the future.
 *
 * <p>For items of one size it is optimal. For items of several sizes the optimum is NP-hard: this
 * is then the usual heuristic, and only {@code 1 - first touches / reads} bounds others. <i>Shape:
 * </i> the reads must come in the order of the positions that were given. <i>Cost:</i> O(log held).
 *
 * <p><i>Source:</i> Belady, "A study of replacement algorithms for a virtual-storage computer", IBM
 * Systems Journal 1966, with bypass.
 */
public final class FarthestNextUseCache extends BoundedCache {
  /** The next use of what is never read again. */
  public static final int NEVER = Integer.MAX_VALUE;

  private final int[] nextUse;
  private final FarthestFirst byNextUse;
  private int position;

  /**
   * Empty, before the first of the reads whose future is known.
   *
   * @param nextUse for the read at each position, the position of the same item's next read, or
   *     {@link #NEVER}; see {@link #nextUses}
   */
  public FarthestNextUseCache(int items, long capacityBytes, Departures departures, int[] nextUse) {
    super(items, capacityBytes, departures);
    this.nextUse = nextUse.clone();
    this.byNextUse = new FarthestFirst(items);
  }

  /** For each read of a sequence, the position of the next read of the same item. */
  public static int[] nextUses(int[] reads, int items) {
    var next = new int[items];
    Arrays.fill(next, NEVER);
    var uses = new int[reads.length];
    for (int at = reads.length - 1; at >= 0; at--) {
      uses[at] = next[reads[at]];
      next[reads[at]] = at;
    }
    return uses;
  }

  @Override
  void hit(int item) {
    byNextUse.change(item, nextUse[position++]);
  }

  @Override
  void missed(int item) {
    position++;
  }

  @Override
  boolean admits(int item, long sizeBytes) {
    while (!fits(sizeBytes) && byNextUse.farthest() > nextUse[position - 1]) {
      evict();
    }
    return fits(sizeBytes);
  }

  @Override
  int victim() {
    return byNextUse.remove();
  }

  @Override
  void entered(int item) {
    byNextUse.add(item, nextUse[position - 1]);
  }
}
