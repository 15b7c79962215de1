package dev.sheaf.policies.substitution;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;

/**
 * Answers a request for a sample of low importance with another that is at hand, is of low
 * importance to this job, and has not been delivered in this epoch.
 *
 * <p>The sample that was asked for stays pending and is delivered later: the epoch delivers its
 * selection exactly once. What is at hand and cannot be used is passed over; when nothing at hand
 * can be used, the caller reads the sample itself.
 *
 * <p>With {@code asReleased} the first sample at hand that is not the one asked for is taken, high
 * or low, seen or not, and the one asked for counts as delivered.
 *
 * <p><i>Cost:</i> O(1) a sample looked at; two bits a sample and job.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023), substitution of L samples; the rule that keeps
 * exactly-once is ours.
 */
public final class AmongLowImportance {
  private final BitSet pending = new BitSet();
  private final BitSet low = new BitSet();
  private final boolean asReleased;

  /** Nothing pending. */
  public AmongLowImportance(boolean asReleased) {
    this.asReleased = asReleased;
  }

  /**
   * Begins an epoch that delivers {@code selected}; {@code lowOnes} of them are of low importance.
   */
  public void begin(BitSet selected, BitSet lowOnes) {
    pending.clear();
    pending.or(selected);
    low.clear();
    low.or(lowOnes);
  }

  /** Whether a sample is still to be delivered. */
  public boolean pending(int id) {
    return pending.get(id);
  }

  /** How many samples are still to be delivered. */
  public int left() {
    return pending.cardinality();
  }

  /** Whether {@code offered} may be delivered in place of {@code asked}. */
  public boolean fits(int asked, int offered) {
    return asReleased ? offered != asked : low.get(offered) && pending.get(offered);
  }

  /**
   * The sample that is delivered for {@code asked}, which must be of low importance; empty when
   * nothing at hand fits and {@code asked} must be read.
   *
   * @param atHand what is at hand; every sample looked at is taken from it
   */
  public OptionalInt answer(int asked, PrimitiveIterator.OfInt atHand) {
    while (atHand.hasNext()) {
      var offered = atHand.nextInt();
      if (fits(asked, offered)) {
        return OptionalInt.of(offered);
      }
    }
    return OptionalInt.empty();
  }

  /** Notes that {@code delivered} was given for {@code asked}. */
  public void delivered(int asked, int delivered) {
    pending.clear(asReleased ? asked : delivered);
  }
}
