package dev.sheaf.simulation.kernel;

import dev.sheaf.policies.vocabulary.Draws;

/**
 * The chance of one actor: what it draws depends on the run's seed, its name and how often it has
 * drawn, never on what others draw.
 */
public final class RandomStream extends Draws {
  /** The stream of {@code actor} in the run with {@code seed}. */
  public RandomStream(long seed, String actor) {
    super(seed, actor);
  }

  /** Normally distributed with mean 0 and deviation 1 (Box–Muller, one of the two). */
  public double normal() {
    var radius = StrictMath.sqrt(-2 * StrictMath.log1p(-uniform()));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }

  /** How many of independent events with this mean rate happen (Knuth; normal above 700). */
  public int poisson(double mean) {
    if (mean > 700) {
      return (int) Math.max(0, Math.round(mean + StrictMath.sqrt(mean) * normal()));
    }
    var limit = StrictMath.exp(-mean);
    var count = 0;
    for (var product = uniform(); product > limit; product *= uniform()) {
      count++;
    }
    return count;
  }
}
