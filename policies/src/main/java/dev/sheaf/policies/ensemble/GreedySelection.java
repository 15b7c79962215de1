package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses whose votes count how often: again and again it adds the member, chosen ones included,
 * that lowers the loss on held-out samples most, and keeps the best choice on the way.
 *
 * <p><i>Shape:</i> probabilities as in {@link SoftVote}; every sample has a label. <i>Source:</i>
 * Caruana et al., "Ensemble selection from libraries of models", ICML 2004. <i>Cost:</i> O(rounds ·
 * members · samples).
 */
public final class GreedySelection {
  /** A probability below this is not told from 0, so that one blunder is not infinitely bad. */
  private static final double LEAST = 1e-12;

  private GreedySelection() {}

  /** The indices of the chosen members, with repetitions, in the order of choice. */
  public static List<Integer> choose(
      List<float[]> probabilities, int[] labels, int classes, int rounds) {
    var sums = new double[labels.length];
    var chosen = new ArrayList<Integer>();
    var best = List.<Integer>of();
    var least = Double.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      var next = 0;
      var nextLoss = Double.MAX_VALUE;
      for (int member = 0; member < probabilities.size(); member++) {
        var loss = loss(sums, probabilities.get(member), labels, classes, round + 1);
        if (loss < nextLoss) {
          nextLoss = loss;
          next = member;
        }
      }
      chosen.add(next);
      for (int sample = 0; sample < labels.length; sample++) {
        sums[sample] += probabilities.get(next)[sample * classes + labels[sample]];
      }
      if (nextLoss < least) {
        least = nextLoss;
        best = List.copyOf(chosen);
      }
    }
    return best;
  }

  /** The mean negative log likelihood with this member added. */
  private static double loss(
      double[] sums, float[] member, int[] labels, int classes, int members) {
    var loss = 0.0;
    for (int sample = 0; sample < labels.length; sample++) {
      var probability = (sums[sample] + member[sample * classes + labels[sample]]) / members;
      loss -= StrictMath.log(Math.max(probability, LEAST));
    }
    return loss / labels.length;
  }
}
