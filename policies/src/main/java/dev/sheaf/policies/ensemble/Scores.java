package dev.sheaf.policies.ensemble;

/**
 * How good probabilities are on labelled samples.
 *
 * @param samples that have a label
 * @param accuracy share of them whose most probable class is their label; NaN without samples
 * @param loss mean negative log likelihood of the label; NaN without samples
 * @param calibrationError how far confidence is from accuracy, over 15 bins of confidence (Guo et
 *     al., ICML 2017, eq. 3); NaN without samples
 */
public record Scores(int samples, double accuracy, double loss, double calibrationError) {
  private static final int BINS = 15;
  private static final double LEAST = 1e-12;

  /** The scores of rows of {@code classes} probabilities; a label of -1 is not scored. */
  public static Scores of(float[] probabilities, int[] labels, int classes) {
    if (probabilities.length != labels.length * classes) {
      throw new IllegalArgumentException(
          "probabilities must be %d × %d but were %d"
              .formatted(labels.length, classes, probabilities.length));
    }
    var scored = 0;
    var right = 0;
    var loss = 0.0;
    var gaps = new double[BINS];
    for (int sample = 0; sample < labels.length; sample++) {
      if (labels[sample] >= 0) {
        var row = sample * classes;
        var best = mostProbable(probabilities, row, classes);
        var confidence = probabilities[row + best];
        var hit = best == labels[sample] ? 1 : 0;
        scored++;
        right += hit;
        loss -= StrictMath.log(Math.max(probabilities[row + labels[sample]], LEAST));
        gaps[Math.clamp((int) (confidence * BINS), 0, BINS - 1)] += hit - confidence;
      }
    }
    var error = 0.0;
    for (var gap : gaps) {
      error += Math.abs(gap);
    }
    return scored == 0
        ? new Scores(0, Double.NaN, Double.NaN, Double.NaN)
        : new Scores(scored, (double) right / scored, loss / scored, error / scored);
  }

  /** The most probable class of the row that begins at {@code row}, the lowest among equals. */
  public static int mostProbable(float[] probabilities, int row, int classes) {
    var best = 0;
    for (int c = 1; c < classes; c++) {
      best = probabilities[row + c] > probabilities[row + best] ? c : best;
    }
    return best;
  }

  /** The share of rows on whose most probable class two members disagree; 0 without rows. */
  public static double disagreement(float[] one, float[] other, int classes) {
    var rows = one.length / classes;
    var apart = 0;
    for (int row = 0; row < rows; row++) {
      var at = row * classes;
      apart += mostProbable(one, at, classes) == mostProbable(other, at, classes) ? 0 : 1;
    }
    return rows == 0 ? 0 : (double) apart / rows;
  }
}
