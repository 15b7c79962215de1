package dev.sheaf.policies.ensemble;

/**
 * Combines members by the mean of their probabilities, sample by sample.
 *
 * <p><i>Shape:</i> probabilities are rows of {@code classes} floats, one row a sample, as members
 * report them; all members report the same samples in the same order.
 */
public final class SoftVote {
  private final int classes;
  private final double[] sums;
  private final int[] labels;
  private int members;

  /** A vote on samples with these labels; a label of -1 means unknown and is not scored. */
  public SoftVote(int classes, int[] labels) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes must be at least 1 but was " + classes);
    }
    this.classes = classes;
    this.labels = labels.clone();
    this.sums = new double[Math.multiplyExact(labels.length, classes)];
  }

  /** Adds a member's probabilities. */
  public void add(float[] probabilities) {
    if (probabilities.length != sums.length) {
      throw new IllegalArgumentException(
          "a member must report "
              + sums.length
              + " probabilities but reported "
              + probabilities.length);
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += probabilities[i];
    }
    members++;
  }

  /** How many members have voted. */
  public int members() {
    return members;
  }

  /** The class with the highest sum for a sample, the lowest number among equals. */
  public int winner(int sample) {
    var best = 0;
    for (int c = 1; c < classes; c++) {
      if (sums[sample * classes + c] > sums[sample * classes + best]) {
        best = c;
      }
    }
    return best;
  }

  /** The share of labelled samples whose winner is their label; NaN when none is labelled. */
  public double accuracy() {
    var right = 0;
    var scored = 0;
    for (int sample = 0; sample < labels.length; sample++) {
      if (labels[sample] >= 0) {
        scored++;
        right += winner(sample) == labels[sample] ? 1 : 0;
      }
    }
    return scored == 0 ? Double.NaN : (double) right / scored;
  }

  /** The accuracy of one member alone, by the same rule. */
  public static double accuracy(int classes, int[] labels, float[] probabilities) {
    var alone = new SoftVote(classes, labels);
    alone.add(probabilities);
    return alone.accuracy();
  }
}
