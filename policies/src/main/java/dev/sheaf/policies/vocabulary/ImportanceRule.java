package dev.sheaf.policies.vocabulary;

/**
 * How an importance job selects the samples of an epoch.
 *
 * <p>Of {@code E} epochs, of which {@code F} read everything, the job reads about {@code F + (E -
 * F)/(1 + β)} datasets: a saving of {@code (1 - F/E) × β/(1 + β)}.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023); {@link #PUBLISHED} has the values of its
 * released command line.
 *
 * @param warmUpEpochs how many epochs read everything at first, 1..100000
 * @param fullEvery an epoch whose number this divides reads everything: the guard of accuracy,
 *     1..100000
 * @param beta exponent of the percentile, 0..16: 0 selects all, 1 about half
 * @param history how many losses a percentile is over, 2..65536
 * @param highShare share of the selected that is of high importance, 0..1
 */
public record ImportanceRule(
    int warmUpEpochs, int fullEvery, double beta, int history, double highShare) {
  /** As published: five epochs in full, then every third one, and three quarters of the others. */
  public static final ImportanceRule PUBLISHED = new ImportanceRule(5, 3, 0.33, 1024, 0.7);

  /** About how many times the dataset a job reads in {@code epochs}: fewer than it has epochs. */
  public double timesRead(int epochs) {
    var times = 0.0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      times += readsAll(epoch) ? 1 : 1 / (1 + beta);
    }
    return times;
  }

  /** True when {@code epoch}, from 0, reads everything. */
  public boolean readsAll(int epoch) {
    return epoch < warmUpEpochs || epoch % fullEvery == 0;
  }
}
