package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A rule that makes one prediction of several, with the weights that it learned.
 *
 * <p><i>Shape:</i> a member's probabilities are rows of {@code classes} floats, one row a sample;
 * all members have the same samples in the same order.
 *
 * @param rule how
 * @param weights one for each member, in their order; they add up to 1
 */
public record Combination(Combine rule, List<Double> weights) {
  private static final int GREEDY_ROUNDS_A_MEMBER = 5;

  /** So much does the mean probability count where hard votes are equal. */
  private static final double TIE = 1e-3;

  /** A combination that owns its list. */
  public Combination {
    weights = List.copyOf(weights);
  }

  /** The combination that these labelled samples teach; soft and hard votes learn nothing. */
  public static Combination fit(
      Combine rule, List<float[]> probabilities, int[] labels, int classes) {
    var members = probabilities.size();
    return switch (rule) {
      case SOFT, HARD -> new Combination(rule, Collections.nCopies(members, 1.0 / members));
      case WEIGHTED -> new Combination(rule, MixtureWeights.fit(probabilities, labels, classes));
      case GREEDY -> new Combination(rule, chosen(probabilities, labels, classes));
    };
  }

  private static List<Double> chosen(List<float[]> probabilities, int[] labels, int classes) {
    var members = probabilities.size();
    var rounds = GREEDY_ROUNDS_A_MEMBER * members;
    var order =
        labels.length == 0
            ? java.util.stream.IntStream.range(0, members).boxed().toList()
            : GreedySelection.choose(probabilities, labels, classes, rounds);
    var weights = new ArrayList<Double>();
    for (int member = 0; member < members; member++) {
      weights.add(1.0 * Collections.frequency(order, member) / order.size());
    }
    return weights;
  }

  /** The probabilities of all together, in the shape of a member's. */
  public float[] vote(List<float[]> probabilities, int classes) {
    if (probabilities.size() != weights.size()) {
      throw new IllegalArgumentException(
          "members must be " + weights.size() + " but were " + probabilities.size());
    }
    var sums = new double[probabilities.getFirst().length];
    for (int member = 0; member < weights.size(); member++) {
      add(probabilities.get(member), weights.get(member), classes, sums);
    }
    var voted = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      voted[i] = (float) sums[i];
    }
    return voted;
  }

  private void add(float[] member, double weight, int classes, double[] sums) {
    if (rule != Combine.HARD) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * member[i];
      }
      return;
    }
    for (int row = 0; row < sums.length; row += classes) {
      sums[row + Scores.mostProbable(member, row, classes)] += weight * (1 - TIE);
      for (int c = 0; c < classes; c++) {
        sums[row + c] += weight * TIE * member[row + c];
      }
    }
  }
}
