package dev.sheaf.simulation.importance;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * The training losses of imaginary samples: each has a difficulty, all losses shrink over the
 * epochs, and each visit is off by chance.
 *
 * <p>{@code loss = exp(spread·z(i) + noise·z(i, epoch) - epoch/decayEpochs)} with standard normal
 * z. It stands in for a training, of which only the order of losses matters here; it says nothing
 * of accuracy.
 *
 * @param spread how far difficulties are apart
 * @param noise how far a visit is off; 0 keeps the order of samples for ever
 * @param decayEpochs in how many epochs losses fall to 1/e
 */
record LossModel(double spread, double noise, double decayEpochs) {

  /** The loss of a sample when it is trained in an epoch. */
  double of(int id, int epoch, long seed) {
    var difficulty = spread * normal(Draw.draw(seed, 1, id));
    var chance = noise == 0 ? 0 : noise * normal(Draw.draw(seed, 2, id, epoch));
    return StrictMath.exp(difficulty + chance - epoch / decayEpochs);
  }

  private static double normal(long drawn) {
    var radius = StrictMath.sqrt(-2 * StrictMath.log1p(-uniform(drawn)));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform(Draw.draw(drawn, 3)));
  }

  private static double uniform(long drawn) {
    return (drawn >>> 11) * 0x1.0p-53;
  }
}
