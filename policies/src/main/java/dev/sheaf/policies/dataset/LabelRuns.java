package dev.sheaf.policies.dataset;

import java.util.function.IntUnaryOperator;

/**
 * Measures how sorted by class an archive is: whether neighbours have the same label more often
 * than chance would have it.
 */
public final class LabelRuns {
  private static final int LEAST_SAMPLES = 100;
  private static final double SUSPICIOUS_FACTOR = 3;

  private LabelRuns() {}

  /**
   * The mean length of runs of one label.
   *
   * @param samples how many samples there are
   * @param labels the label of each, in origin order
   */
  public static double meanLength(int samples, IntUnaryOperator labels) {
    var runs = 0;
    var last = 0;
    for (int sample = 0; sample < samples; sample++) {
      var label = labels.applyAsInt(sample);
      runs += sample == 0 || label != last ? 1 : 0;
      last = label;
    }
    return samples == 0 ? 0 : (double) samples / runs;
  }

  /**
   * A sentence for people when an archive is sorted by class, else empty.
   *
   * @param samples how many samples there are
   * @param labels the label of each, in origin order
   * @param classes how many classes there are
   */
  public static String note(int samples, IntUnaryOperator labels, int classes) {
    var mean = meanLength(samples, labels);
    var chance = classes < 2 ? samples : classes / (classes - 1.0);
    if (samples < LEAST_SAMPLES || mean < SUSPICIOUS_FACTOR * chance) {
      return "";
    }
    return "The archive is sorted by class (runs of "
        + Math.round(mean)
        + " samples of one label; a mixed one has "
        + Math.round(chance * 10) / 10.0
        + "): packages mix runs from up to eight places, but shuffling before packing mixes better.";
  }
}
