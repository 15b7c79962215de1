package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.List;

/**
 * The weights with which a mean of members is most likely to have made the labels of held-out
 * samples.
 *
 * <p><i>Algorithm.</i> Expectation maximisation from equal weights: a member's next weight is the
 * mean share that it has in the probability of the right class. The likelihood never falls, and has
 * one maximum, as it is concave in the weights.
 *
 * <p><i>Source:</i> Dempster, Laird, Rubin, J. R. Stat. Soc. B 39 (1977), for a mixture whose parts
 * are given. <i>Cost:</i> O({@value #ROUNDS} · members · samples).
 */
public final class MixtureWeights {
  private static final int ROUNDS = 200;

  /** A probability below this is not told from 0. */
  private static final double LEAST = 1e-12;

  private MixtureWeights() {}

  /** The weights, which add up to 1; equal ones when there is no sample. */
  public static List<Double> fit(List<float[]> probabilities, int[] labels, int classes) {
    var members = probabilities.size();
    var weights = new double[members];
    java.util.Arrays.fill(weights, 1.0 / members);
    for (int round = 0; round < ROUNDS && labels.length > 0; round++) {
      var next = new double[members];
      for (int sample = 0; sample < labels.length; sample++) {
        share(probabilities, sample * classes + labels[sample], weights, next);
      }
      for (int member = 0; member < members; member++) {
        weights[member] = next[member] / labels.length;
      }
    }
    var fitted = new ArrayList<Double>();
    for (var weight : weights) {
      fitted.add(weight);
    }
    return List.copyOf(fitted);
  }

  /** Adds each member's share in one probability; they add up to 1. */
  private static void share(List<float[]> probabilities, int at, double[] weights, double[] next) {
    var all = 0.0;
    for (int member = 0; member < weights.length; member++) {
      all += weights[member] * Math.max(probabilities.get(member)[at], LEAST);
    }
    for (int member = 0; member < weights.length; member++) {
      next[member] += weights[member] * Math.max(probabilities.get(member)[at], LEAST) / all;
    }
  }
}
