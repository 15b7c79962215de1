package dev.sheaf.policies.importance;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.KeyedBijection;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongPredicate;

/**
 * Lets samples of few packages stand in for as many of low importance that were selected all over
 * the dataset.
 *
 * <p>Samples of high importance are at hand in derived packages, and are read as they were
 * selected. Of the rest, which a package holds is as good as another: so whole packages are taken,
 * in one seeded round of all jobs, until as many samples are selected as before. Every other
 * package is left with nothing but what is at hand, and need not be read from the origin. The round
 * goes on from epoch to epoch, so that the rest is read evenly.
 *
 * <pre>
 *   package          0       1       2        H is at hand, L is not; what is selected in brackets
 *   selected      [H] L [L]  [H][L] L  H [L] L     three packages are read, for three L
 *   stood in      [H] L  L   [H][L][L] H [L] L     package 1 is read whole, and one more in part
 * </pre>
 *
 * <p>What no job has a loss of stays selected: it is never stood in for.
 *
 * <p><i>Cost:</i> O(N), and the words given.
 *
 * <p><i>Source:</i> after iCACHE (Chen et al., HPCA 2023), where a sample of low importance may be
 * answered by another out of a package that is read in one piece.
 */
public final class StandIns {
  private final PackageTable table;
  private final SampleSelection eligible;
  private final SampleBits atHand;
  private final LongPredicate known;

  /**
   * For a job that may read {@code eligible}.
   *
   * @param atHand samples that derived packages hold
   * @param known true for a sample whose loss is known
   */
  public StandIns(
      PackageTable table, SampleSelection eligible, SampleBits atHand, LongPredicate known) {
    this.table = table;
    this.eligible = eligible;
    this.atHand = atHand;
    this.known = known;
  }

  /** A selection, and what it needs no origin for. */
  public static final class Packed {
    private final long[] words;
    private final BitSet near;

    private Packed(long[] words, BitSet near) {
      this.words = words;
      this.near = near;
    }

    /** The selected samples, as the words of {@link SampleBits}. */
    public long[] words() {
      return words;
    }

    /** The packages of which nothing is selected but what is at hand, if anything. */
    public BitSet near() {
      return near;
    }
  }

  /** The seed of the round that all jobs of a dataset version go. */
  public static long round(DatasetVersion version) {
    return Draw.draw(Draw.draw(0, version.hash()), "stand-ins");
  }

  /**
   * As many samples as {@code selected}, those of low importance out of as few packages as hold
   * them.
   *
   * @param round seed of the round, the same for all jobs of the dataset
   */
  public Packed pack(long[] selected, long round, int epoch) {
    if (isNothingAtHand(selected.length)) {
      return new Packed(selected, new BitSet());
    }
    var words = selected.clone();
    var loose = new long[selected.length];
    eligible.forEach(id -> {
      if (!atHand.has(id) && known.test(id)) {
        loose[(int) (id >>> 6)] |= 1L << (id & 63);
      }
    });
    var owed = 0L;
    for (int word = 0; word < words.length; word++) {
      owed += Long.bitCount(words[word] & loose[word]);
      words[word] &= ~loose[word];
    }
    take(words, loose, owed, new Round(round, epoch));
    return new Packed(words, near(words));
  }

  private boolean isNothingAtHand(int words) {
    for (int word = 0; word < words; word++) {
      if (atHand.word(word) != 0) {
        return false;
      }
    }
    return true;
  }

  private record Round(long seed, int epoch) {}

  /** Selects what is loose, package by package, until so many are selected. */
  private void take(long[] words, long[] loose, long owed, Round round) {
    var all = Arrays.stream(loose).map(Long::bitCount).sum();
    if (owed == 0 || all == 0) {
      return;
    }
    var order = new KeyedBijection(table.packages(), round.seed());
    var step = Math.max(1, Math.ceilDiv(owed * table.packages(), all));
    var place = step * round.epoch() % table.packages();
    for (var left = owed; left > 0; place = (place + 1) % table.packages()) {
      var index = (int) order.at(place);
      var end = table.firstId(index) + table.count(index);
      for (long id = table.firstId(index); id < end && left > 0; id++) {
        var bit = 1L << (id & 63);
        if ((loose[(int) (id >>> 6)] & bit) != 0) {
          words[(int) (id >>> 6)] |= bit;
          left--;
        }
      }
    }
  }

  private BitSet near(long[] words) {
    var near = new BitSet(table.packages());
    for (int index = 0; index < table.packages(); index++) {
      near.set(index, isNear(words, index));
    }
    return near;
  }

  private boolean isNear(long[] words, int index) {
    var end = table.firstId(index) + table.count(index);
    for (long id = table.firstId(index); id < end; id++) {
      if ((words[(int) (id >>> 6)] >>> (id & 63) & 1) == 1 && !atHand.has(id)) {
        return false;
      }
    }
    return true;
  }
}
