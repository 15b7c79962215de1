package dev.sheaf.policies.ledger;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which samples a job reads: all, those that are not held out, only those that are, or those that
 * were selected for an epoch.
 *
 * <p>The held-out share is taken from every package alike. Package {@code p} holds out {@code
 * floor((share × firstId(p+1) + u) / 1000) - floor((share × firstId(p) + u) / 1000)} samples, where
 * {@code u} is drawn from the seed: the shares add up exactly, and the count of any package is
 * known without looking at its samples. A keyed bijection of the package, the same in every epoch,
 * puts the held-out samples first and the others after them. Two jobs of one seed, one with {@code
 * heldOut} and one without, therefore share no sample and miss none.
 *
 * <p><i>Cost:</i> O(1) for a count, no memory; of an epoch's selection one pass over its words, and
 * 8 bytes a package.
 */
public final class SampleSelection {
  private static final int WHOLE = 1000;
  private static final long[] NOT_COUNTED = {};

  private final PackageTable table;
  private final int share;
  private final boolean heldOut;
  private final long rounding;
  private final long splitSeed;
  private final @Nullable SampleBits bits;

  /** Of {@link #bits}: how many lie before each package. */
  private final long[] bitsBefore;

  private SampleSelection(JobSpec spec, PackageTable table) {
    this.table = table;
    this.bits = null;
    this.bitsBefore = NOT_COUNTED;
    this.share = spec.validationShare();
    this.heldOut = spec.heldOut();
    var seed = splitSeed(spec.seed());
    this.rounding = rounding(seed);
    this.splitSeed = Draw.draw(seed, 1);
  }

  private static long splitSeed(long seed) {
    return Draw.draw(seed, "held-out samples");
  }

  private static long rounding(long splitSeed) {
    return Draw.below(Draw.draw(splitSeed, 0), WHOLE);
  }

  /**
   * How many samples jobs of this seed hold out.
   *
   * @param samples of the dataset version
   * @param share in thousandths
   */
  public static long heldOut(long samples, int share, long seed) {
    return (share * samples + rounding(splitSeed(seed))) / WHOLE;
  }

  private SampleSelection(PackageTable table, SampleBits bits) {
    this.table = table;
    this.share = 0;
    this.heldOut = false;
    this.rounding = 0;
    this.splitSeed = 0;
    this.bits = bits;
    this.bitsBefore = new long[table.packages() + 1];
    for (int index = 0; index < table.packages(); index++) {
      var first = table.firstId(index);
      bitsBefore[index + 1] = bitsBefore[index] + count(bits, first, first + table.count(index));
    }
  }

  /** The samples of {@code table} that are in {@code bits}. */
  public static SampleSelection of(PackageTable table, SampleBits bits) {
    return new SampleSelection(table, bits);
  }

  /** The samples of {@code table} that a job with {@code spec} reads. */
  public static SampleSelection of(JobSpec spec, PackageTable table) {
    return new SampleSelection(spec, table);
  }

  /** How many samples are selected over all packages. */
  public long samples() {
    return selectedBefore(table.packages());
  }

  /** How many packages there are, those with nothing selected too. */
  public int packages() {
    return table.packages();
  }

  /** How many samples of package {@code index} are selected. */
  public int count(int index) {
    return Math.toIntExact(selectedBefore(index + 1) - selectedBefore(index));
  }

  /** The selected sample number {@code place} of all, from 0. */
  public long idAt(long place) {
    int low = 0;
    int high = table.packages() - 1;
    while (low < high) {
      var middle = (low + high + 1) >>> 1;
      if (selectedBefore(middle) <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return split(low).id(place - selectedBefore(low));
  }

  /** Gives each selected sample, package by package. */
  public void forEach(LongConsumer each) {
    for (int index = 0; index < table.packages(); index++) {
      var count = count(index);
      var selected = split(index);
      for (int place = 0; place < count; place++) {
        each.accept(selected.id(place));
      }
    }
  }

  /** The selected samples of package {@code index}, in an order that is the same in every epoch. */
  Selected split(int index) {
    var count = table.count(index);
    var firstId = table.firstId(index);
    if (bits != null) {
      return Selected.listed(firstId, placesIn(bits, firstId, count, count(index)));
    }
    if (share == 0) {
      return Selected.all(firstId);
    }
    var first = heldOut ? 0 : heldOutBefore(index + 1) - heldOutBefore(index);
    return Selected.parted(firstId, first, new KeyedBijection(count, Draw.draw(splitSeed, index)));
  }

  private static int[] placesIn(SampleBits bits, long firstId, int count, int selected) {
    var places = new int[selected];
    var found = 0;
    for (int place = 0; place < count; place++) {
      if (bits.has(firstId + place)) {
        places[found++] = place;
      }
    }
    return places;
  }

  /** How many samples from {@code first} on and before {@code end} are in {@code bits}. */
  private static long count(SampleBits bits, long first, long end) {
    var count = 0L;
    for (long word = first >>> 6; word << 6 < end; word++) {
      var inside = bits.word((int) word);
      if (word == first >>> 6) {
        inside &= -1L << (first & 63);
      }
      if (end - (word << 6) < Long.SIZE) {
        inside &= (1L << (end & 63)) - 1;
      }
      count += Long.bitCount(inside);
    }
    return count;
  }

  private long selectedBefore(int index) {
    if (bits != null) {
      return bitsBefore[index];
    }
    return heldOut ? heldOutBefore(index) : firstIdOf(index) - heldOutBefore(index);
  }

  private long heldOutBefore(int index) {
    return (share * firstIdOf(index) + rounding) / WHOLE;
  }

  private long firstIdOf(int index) {
    return index == table.packages() ? table.samples() : table.firstId(index);
  }
}
