package dev.sheaf.policies.form;

/**
 * Looks for the split that trains fastest, among all splits in whole percent.
 *
 * <p>Of splits that are as fast, up to rounding, it takes the one that keeps most encoded, then
 * most decoded: the smaller a form, the more samples it holds, and an encoded sample is augmented
 * anew each epoch.
 *
 * <p><i>Source:</i> model-driven partitioning of Seneca (FAST 2026, §5.1). <i>Cost:</i> 5,151
 * foretellings.
 */
public final class FormSplits {
  private static final double ROUNDING = 1e-9;

  private FormSplits() {}

  /** What a split is judged by. */
  public enum Judge {
    /** The published weighted mean of rates. */
    MEAN_OF_RATES,
    /** The rate at which the first shared resource is used up. */
    RESOURCE_BOUND;

    /** Samples a second. */
    public double rate(FormModel model, Split split) {
      return switch (this) {
        case MEAN_OF_RATES -> model.meanOfRates(split);
        case RESOURCE_BOUND -> model.resourceBound(split);
      };
    }
  }

  /**
   * The best split and how good it is.
   *
   * @param examined how many splits were compared
   * @param asGood how many of them are as fast as the best, up to rounding; more than one means
   *     that the model leaves the split open
   */
  public record Best(Split split, double samplesPerSecond, int examined, int asGood) {}

  /** The best split of a model's cache. */
  public static Best best(FormModel model, Judge judge) {
    var split = model.asReleased() ? new Split(99, 0, 1) : Split.ALL_ENCODED;
    var most = judge.rate(model, split);
    var examined = 0;
    var asGood = 0;
    for (int encoded = 100; encoded >= 0; encoded--) {
      for (int decoded = 100 - encoded; decoded >= 0; decoded--) {
        var candidate = new Split(encoded, decoded, 100 - encoded - decoded);
        if (!offered(model, candidate)) {
          continue;
        }
        examined++;
        var rate = judge.rate(model, candidate);
        if (rate > most * (1 + ROUNDING)) {
          most = rate;
          split = candidate;
          asGood = 1;
        } else if (rate >= most * (1 - ROUNDING)) {
          asGood++;
        }
      }
    }
    return new Best(split, most, examined, asGood);
  }

  /** The published script never looks at splits without augmented samples. */
  private static boolean offered(FormModel model, Split split) {
    return !model.asReleased() || split.augmentedPercent() > 0;
  }
}
