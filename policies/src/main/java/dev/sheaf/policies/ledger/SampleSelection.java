package dev.sheaf.policies.ledger;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.JobSpec;

/**
 * Which samples a job reads: all, those that are not held out, or only those that are.
 *
 * <p>The held-out share is taken from every package alike. Package {@code p} holds out {@code
 * floor((share × firstId(p+1) + u) / 1000) - floor((share × firstId(p) + u) / 1000)} samples, where
 * {@code u} is drawn from the seed: the shares add up exactly, and the count of any package is
 * known without looking at its samples. A keyed bijection of the package, the same in every epoch,
 * puts the held-out samples first and the others after them. Two jobs of one seed, one with {@code
 * heldOut} and one without, therefore share no sample and miss none.
 *
 * <p><i>Cost:</i> O(1) for a count, no memory.
 */
public final class SampleSelection {
  private static final int WHOLE = 1000;

  private final PackageTable table;
  private final int share;
  private final boolean heldOut;
  private final long rounding;
  private final long splitSeed;

  private SampleSelection(JobSpec spec, PackageTable table) {
    this.table = table;
    this.share = spec.validationShare();
    this.heldOut = spec.heldOut();
    var seed = Draw.draw(spec.seed(), "held-out samples");
    this.rounding = Draw.below(Draw.draw(seed, 0), WHOLE);
    this.splitSeed = Draw.draw(seed, 1);
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

  /** The selected samples of package {@code index}, in an order that is the same in every epoch. */
  Selected split(int index) {
    var count = table.count(index);
    var firstId = table.firstId(index);
    if (share == 0) {
      return new Selected(firstId, 0, null);
    }
    var first = heldOut ? 0 : heldOutBefore(index + 1) - heldOutBefore(index);
    return new Selected(firstId, first, new KeyedBijection(count, Draw.draw(splitSeed, index)));
  }

  private long selectedBefore(int index) {
    return heldOut ? heldOutBefore(index) : firstIdOf(index) - heldOutBefore(index);
  }

  private long heldOutBefore(int index) {
    return (share * firstIdOf(index) + rounding) / WHOLE;
  }

  private long firstIdOf(int index) {
    return index == table.packages() ? table.samples() : table.firstId(index);
  }
}
