package dev.sheaf.policies.importance;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.Arrays;
import java.util.function.LongToDoubleFunction;

/**
 * Selects the samples of one epoch of a live job, each with probability percentile^β, where its
 * latest loss stands among others of the job.
 *
 * <p>A pure function of rule, seed, epoch and losses. The percentile is over {@code history} losses
 * that are drawn by the seed, all of them where there are no more: of losses that stand still that
 * is what the published sliding history holds as well, and it needs one pass in order of id. A
 * sample whose loss nobody told is always selected: losses that went astray cost time, never
 * accuracy. However large a loss is, its percentile is at most 1.
 *
 * <p><i>Cost:</i> O(N log history), one bit a sample.
 *
 * <p><i>Source:</i> {@link LossPercentileSampler}, which walks as the released code of iCACHE does.
 */
public final class EpochSampler {
  private static final int TRIES_A_LOSS = 8;

  private final ImportanceRule rule;
  private final SampleSelection eligible;
  private final PackageTable table;
  private final LongToDoubleFunction losses;

  /**
   * A sampler of the samples that the job reads at all.
   *
   * @param losses the latest loss of each sample, by id; NaN where it is not known
   */
  public EpochSampler(
      ImportanceRule rule, JobSpec spec, PackageTable table, LongToDoubleFunction losses) {
    this.rule = rule;
    this.eligible = SampleSelection.of(spec, table);
    this.table = table;
    this.losses = losses;
  }

  /** What the selection of an epoch is drawn by. */
  public static long seed(JobSpec spec, int epoch) {
    return Draw.draw(Draw.draw(spec.seed(), "selection"), epoch);
  }

  /** The selected samples, as the words of {@link SampleBits}. */
  public long[] select(long seed) {
    var words = new long[Math.toIntExact((table.samples() + Long.SIZE - 1) / Long.SIZE)];
    eligible.forEach(id -> words[(int) (id >>> 6)] |= 1L << (id & 63));
    var history = history(SampleBits.of(words), Draw.draw(seed, 0));
    if (history.length == 0) {
      return words;
    }
    var key = Draw.draw(seed, 1);
    for (int index = 0; index < words.length; index++) {
      words[index] = selected(index, words[index], history, key);
    }
    return words;
  }

  private long selected(int index, long word, double[] history, long key) {
    var kept = word;
    for (var left = word; left != 0; left &= left - 1) {
      var bit = left & -left;
      var id = ((long) index << 6) + Long.numberOfTrailingZeros(bit);
      if (!keeps(losses.applyAsDouble(id), history, Uniform.of(Draw.draw(key, id)))) {
        kept &= ~bit;
      }
    }
    return kept;
  }

  private boolean keeps(double loss, double[] history, double chance) {
    return Double.isNaN(loss)
        || StrictMath.pow(LossHistory.percentile(history, loss), rule.beta()) > chance;
  }

  /** Known losses of samples drawn by {@code key}, in order; all of them where they are few. */
  private double[] history(SampleBits of, long key) {
    var known = new double[rule.history()];
    var found = 0;
    var few = table.samples() <= rule.history();
    var tries = few ? table.samples() : (long) TRIES_A_LOSS * rule.history();
    for (long i = 0; i < tries && found < known.length; i++) {
      var id = few ? i : Draw.below(Draw.draw(key, i), table.samples());
      var loss = of.has(id) ? losses.applyAsDouble(id) : Double.NaN;
      if (!Double.isNaN(loss)) {
        known[found++] = loss;
      }
    }
    var history = Arrays.copyOf(known, found);
    Arrays.sort(history);
    return history;
  }
}
