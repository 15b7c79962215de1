package dev.sheaf.policies.importance;

/**
 * How important a sample is to one job: the share of the job's samples whose loss is below its own,
 * in 0..1; equal losses share the mean of their ranks.
 *
 * <p>Losses shrink over a training and differ by model, so raw values of two jobs cannot be
 * compared; ranks can. They do not change when all losses of a job are scaled, and they always sum
 * to half the number of samples, whatever a job reports.
 *
 * <p><i>Cost:</i> one sort.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023) names a relative importance value; the released
 * code has none, so this definition is ours.
 */
public final class RelativeImportance {
  private RelativeImportance() {}

  /** Of each sample, by id. */
  public static double[] of(double[] losses) {
    var order = RankOrder.ascending(losses);
    var relative = new double[losses.length];
    var span = Math.max(1, losses.length - 1);
    for (int from = 0; from < order.length; ) {
      var to = from;
      while (to < order.length && losses[order[to]] == losses[order[from]]) {
        to++;
      }
      if (to == from) {
        throw new IllegalArgumentException(
            "a loss must be a number but sample %d has %s"
                .formatted(order[from], losses[order[from]]));
      }
      for (int place = from; place < to; place++) {
        relative[order[place]] = losses.length == 1 ? 0.5 : (from + to - 1) / 2.0 / span;
      }
      from = to;
    }
    return relative;
  }
}
