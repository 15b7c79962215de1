package dev.sheaf.policies.dataset;

/**
 * Measures how sorted by class an archive is: whether neighbours have the same label more often
 * than chance would have it.
 */
public final class LabelRuns {
  private static final int LEAST_SAMPLES = 100;
  private static final double SUSPICIOUS_FACTOR = 3;

  private LabelRuns() {}

  /** The mean length of runs of one label, in origin order. */
  public static double meanLength(int[] labels) {
    var runs = 1;
    for (int i = 1; i < labels.length; i++) {
      runs += labels[i] == labels[i - 1] ? 0 : 1;
    }
    return labels.length == 0 ? 0 : (double) labels.length / runs;
  }

  /**
   * A sentence for people when an archive is sorted by class, else empty.
   *
   * @param labels in origin order
   * @param classes how many classes there are
   */
  public static String note(int[] labels, int classes) {
    var mean = meanLength(labels);
    var chance = classes < 2 ? labels.length : classes / (classes - 1.0);
    if (labels.length < LEAST_SAMPLES || mean < SUSPICIOUS_FACTOR * chance) {
      return "";
    }
    return "The archive is sorted by class (runs of "
        + Math.round(mean)
        + " samples of one label; a mixed one has "
        + Math.round(chance * 10) / 10.0
        + "): packages mix runs from up to eight places, but shuffling before packing mixes better.";
  }
}
