package dev.sheaf.policies.importance;

import java.util.BitSet;

/**
 * Which of the samples of an epoch are of high importance: a share of them, by loss.
 *
 * <p><i>Cost:</i> one sort.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023), H and L samples; threshold 0.7 as released.
 */
public final class HighFlags {
  private HighFlags() {}

  /**
   * The places in {@code ids} of the {@code floor(share × count)} samples with the greatest loss;
   * the smaller id parts equal losses.
   *
   * @param losses the latest loss of each sample, by id
   */
  public static BitSet byId(int[] ids, double[] losses, double share) {
    var keys = new double[ids.length];
    for (int place = 0; place < ids.length; place++) {
      keys[place] = -losses[ids[place]];
    }
    return first(RankOrder.ascending(keys, ids), share);
  }

  /**
   * The released code's flags: it looks up the loss of the <i>place</i> instead of the loss of the
   * sample at that place. No better than chance once the order is shuffled.
   */
  public static BitSet asReleased(int[] ids, double[] losses, double share) {
    var keys = new double[ids.length];
    for (int place = 0; place < ids.length; place++) {
      keys[place] = -losses[place];
    }
    return first(RankOrder.ascending(keys), share);
  }

  /** The share of the samples truly high that are flagged. */
  public static double right(BitSet flagged, BitSet truth) {
    var both = (BitSet) flagged.clone();
    both.and(truth);
    return truth.isEmpty() ? 1 : both.cardinality() / (double) truth.cardinality();
  }

  private static BitSet first(int[] order, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be 0..1 but was " + share);
    }
    var high = new BitSet(order.length);
    var count = (int) Math.floor(share * order.length + 1e-9);
    for (int i = 0; i < count; i++) {
      high.set(order[i]);
    }
    return high;
  }
}
