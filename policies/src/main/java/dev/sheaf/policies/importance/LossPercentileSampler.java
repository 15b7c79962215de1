package dev.sheaf.policies.importance;

import dev.sheaf.policies.ledger.KeyedBijection;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;

/**
 * Selects a sample with probability percentile^β, where its latest loss stands among the last
 * losses that were looked at.
 *
 * <p>The first epochs, and every one that {@code reuseFactor} divides, read everything. In the
 * others a fresh permutation is walked in batches; until the history is full everything is kept;
 * the batch's losses join the history after the batch is judged. On uniform percentiles {@code
 * 1/(1+β)} of the samples are selected: 0.752 at β = 0.33.
 *
 * <p><i>Cost:</i> O(N log history) an epoch, one sort of the history a batch.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023) as released, its {@code SBPSampler}; after
 * Jiang et al. 2019 (selective back-propagation).
 */
public final class LossPercentileSampler {
  private final Settings settings;
  private final LossHistory history;

  /** With an empty history. */
  public LossPercentileSampler(Settings settings) {
    this.settings = settings;
    this.history = new LossHistory(settings.historyLosses());
  }

  /**
   * What is set.
   *
   * @param warmUpEpochs how many epochs read everything at first
   * @param reuseFactor an epoch that this divides reads everything
   * @param beta exponent of the percentile; 0 selects all, 1 half of them
   * @param historyLosses how many losses a percentile is over
   * @param batchSamples how many samples are judged by one state of the history
   * @param highShare share of the selected that is of high importance
   * @param asReleased percentiles in whole percents with the hardest hundredth at 0, and flags by
   *     list position
   */
  public record Settings(
      int warmUpEpochs,
      int reuseFactor,
      double beta,
      int historyLosses,
      int batchSamples,
      double highShare,
      boolean asReleased) {

    /** The released command line's values. */
    public static Settings published() {
      return new Settings(5, 3, 0.33, 1024, 256, 0.7, false);
    }

    /** Checks the ranges. */
    public Settings {
      if (warmUpEpochs < 0 || reuseFactor < 1 || batchSamples < 1) {
        throw new IllegalArgumentException(
            "warmUpEpochs must be at least 0, reuseFactor and batchSamples at least 1 but were"
                + " %d, %d, %d".formatted(warmUpEpochs, reuseFactor, batchSamples));
      }
      if (!(beta >= 0)) {
        throw new IllegalArgumentException("beta must be at least 0 but was " + beta);
      }
    }

    /** Whether an epoch, from 0, reads everything. */
    public boolean fullAccess(int epoch) {
      return epoch < warmUpEpochs || epoch % reuseFactor == 0;
    }
  }

  /** The share of uniform percentiles that is selected: {@code 1/(1+β)}. */
  public static double expectedShare(double beta) {
    return 1 / (1 + beta);
  }

  /**
   * The samples of an epoch.
   *
   * @param losses the latest loss of each sample, by id
   */
  public Selection select(int epoch, double[] losses, long seed) {
    var key = Draw.draw(Draw.draw(seed, "selection"), epoch);
    var walk = permutation(losses.length, key);
    if (settings.fullAccess(epoch)) {
      return Selection.everything(walk);
    }
    var ids = chosen(walk, losses, Draw.draw(key, 1));
    var share = settings.highShare();
    var high =
        settings.asReleased()
            ? HighFlags.asReleased(ids, losses, share)
            : HighFlags.byId(ids, losses, share);
    return new Selection(ids, high, false);
  }

  /** All samples in an order that belongs to {@code key}. */
  static int[] permutation(int samples, long key) {
    var bijection = new KeyedBijection(samples, key);
    var order = new int[samples];
    for (int place = 0; place < samples; place++) {
      order[place] = (int) bijection.at(place);
    }
    return order;
  }

  private int[] chosen(int[] walk, double[] losses, long key) {
    var ids = new int[walk.length];
    var count = 0;
    for (int start = 0; start < walk.length; start += settings.batchSamples()) {
      var end = Math.min(start + settings.batchSamples(), walk.length);
      for (int place = start; place < end; place++) {
        if (keeps(losses[walk[place]], Uniform.of(Draw.draw(key, walk[place])))) {
          ids[count++] = walk[place];
        }
      }
      for (int place = start; place < end; place++) {
        history.append(losses[walk[place]]);
      }
    }
    return Arrays.copyOf(ids, count);
  }

  private boolean keeps(double loss, double chance) {
    if (!history.full()) {
      return true;
    }
    var percentile =
        settings.asReleased() ? history.percentileAsReleased(loss) : history.percentile(loss);
    return StrictMath.pow(percentile, settings.beta()) > chance;
  }
}
