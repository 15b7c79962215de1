package dev.sheaf.policies.economics;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.List;

/**
 * How likely a stripe is lost when {@code r} of N nodes are reclaimed between two repairs, its
 * chunks being on distinct nodes chosen at random: more than p of n chunks on the r nodes.
 *
 * <p>{@code P(r) = Σ C(r,i) C(N-r,n-i) / C(N,n)} over i from p+1 to min(n, r).
 *
 * <p><i>Cost:</i> O(n²); chunks are placed one by one, and the shares of each outcome are only ever
 * added and multiplied, so nothing cancels. <i>Source:</i> Wang et al., "InfiniCache", FAST 2020,
 * §4.3.
 */
public final class LossProbability {
  private LossProbability() {}

  /** The probability that a stripe is lost. */
  public static double of(int nodes, StripeCode code, int reclaimed) {
    var lost = 0.0;
    var terms = terms(nodes, code, reclaimed);
    for (int i = code.chunks(); i > code.parity(); i--) {
      lost += terms[i];
    }
    return lost;
  }

  /** The probability that exactly {@code i} chunks of a stripe are on reclaimed nodes, by i. */
  public static double[] terms(int nodes, StripeCode code, int reclaimed) {
    if (nodes < code.chunks()) {
      throw new IllegalArgumentException(
          "nodes must be at least the %d chunks of %s but was %d"
              .formatted(code.chunks(), code, nodes));
    }
    if (reclaimed < 0 || reclaimed > nodes) {
      throw new IllegalArgumentException(
          "reclaimed must be 0..%d but was %d".formatted(nodes, reclaimed));
    }
    var terms = new double[code.chunks() + 1];
    terms[0] = 1;
    for (int placed = 0; placed < code.chunks(); placed++) {
      place(terms, placed, nodes - placed, reclaimed);
    }
    return terms;
  }

  private static void place(double[] terms, int placed, int nodesLeft, int reclaimed) {
    for (int i = placed + 1; i >= 0; i--) {
      var stays = terms[i] * Math.max(0, nodesLeft - Math.max(0, reclaimed - i)) / nodesLeft;
      var comes = i == 0 ? 0 : terms[i - 1] * Math.max(0, reclaimed - i + 1) / nodesLeft;
      terms[i] = stays + comes;
    }
  }

  /**
   * The loss over an interval in which the number of reclaimed nodes is itself chance.
   *
   * @param shares the probability that r nodes are reclaimed, by r from 0
   */
  public static double mean(int nodes, StripeCode code, List<Double> shares) {
    var lost = 0.0;
    for (int r = 0; r < shares.size(); r++) {
      lost += shares.get(r) * of(nodes, code, r);
    }
    return lost;
  }

  /** The share of stripes that outlive an hour of so many intervals: {@code (1 - P)^intervals}. */
  public static double hourlyAvailability(double lossPerInterval, double intervalsPerHour) {
    if (!(lossPerInterval >= 0 && lossPerInterval <= 1) || !(intervalsPerHour > 0)) {
      throw new IllegalArgumentException(
          "a loss must be 0..1 and intervals above 0 but were %s and %s"
              .formatted(lossPerInterval, intervalsPerHour));
    }
    return StrictMath.pow(1 - lossPerInterval, intervalsPerHour);
  }
}
