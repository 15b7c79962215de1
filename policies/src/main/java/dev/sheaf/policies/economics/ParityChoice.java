package dev.sheaf.policies.economics;

import dev.sheaf.policies.vocabulary.StripeCode;

/**
 * How much parity a package is worth: as much as costs less than the misses it spares.
 *
 * <p>Costs are counted in writes of a chunk. A parity chunk costs one; a stripe that cannot be read
 * costs its refill, d writes, and a read of the origin. With chunks lost independently with
 * probability q until the package is read again, the stripe is lost with
 *
 * <pre>
 *   P(p) = Σ C(d+p, i) qⁱ (1-q)^(d+p-i) over i from p+1 to d+p
 * </pre>
 *
 * and the parity chosen is that of the least {@code p + P(p) · (d + origin)}.
 *
 * <p><i>Cost:</i> O(p · (d+p)) a choice. <i>Source:</i> ours; that one or two parity chunks are
 * enough is seen in Wang et al., "InfiniCache", FAST 2020, §4.3.
 *
 * @param most the code with the most parity that may be chosen
 * @param originWrites what a read of the origin costs, in writes of a chunk
 */
public record ParityChoice(StripeCode most, double originWrites) {
  /** A choice between costs that are none. */
  public ParityChoice {
    if (!(originWrites >= 0)) {
      throw new IllegalArgumentException(
          "a read of the origin must cost at least 0 but did " + originWrites);
    }
  }

  /** The code for packages whose chunks are each lost with probability {@code chunkLoss}. */
  public StripeCode choose(double chunkLoss) {
    var best = 0;
    var least = Double.POSITIVE_INFINITY;
    for (int parity = 0; parity <= most.parity(); parity++) {
      var code = new StripeCode(most.data(), parity);
      var cost = parity + stripeLoss(code, chunkLoss) * (most.data() + originWrites);
      if (cost < least) {
        least = cost;
        best = parity;
      }
    }
    return new StripeCode(most.data(), best);
  }

  /** How likely more chunks than the parity are lost. */
  static double stripeLoss(StripeCode code, double chunkLoss) {
    var q = Math.clamp(chunkLoss, 0, 1);
    // shares[i] is the probability that i of the chunks placed so far are lost.
    var shares = new double[code.chunks() + 1];
    shares[0] = 1;
    for (int placed = 0; placed < code.chunks(); placed++) {
      for (int i = placed + 1; i >= 0; i--) {
        shares[i] = shares[i] * (1 - q) + (i == 0 ? 0 : shares[i - 1] * q);
      }
    }
    var lost = 0.0;
    for (int i = code.chunks(); i > code.parity(); i--) {
      lost += shares[i];
    }
    return lost;
  }
}
