package dev.sheaf.policies.ledger;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.Tail;

/**
 * The ids of every global batch, as a pure function of a job's spec, the package table and a
 * window.
 *
 * <pre>
 *   shuffle packages   which package: draw(seed, epoch, batch, position), weighted by what is left
 *                      which sample:  the package's keyed bijection at its cursor
 *   shuffle global     one keyed bijection over all selected ids, at batch × global batch + position
 * </pre>
 *
 * <p>Where a window begins or ends changes nothing; which packages were opened before which batch
 * does, and the window says that.
 */
public final class EpochOrder {
  /** The version of the order: the same log means the same ids only under the same version. */
  public static final int VERSION = 1;

  private final JobSpec spec;
  private final SampleSelection selection;

  private final boolean drawsIds;

  private EpochOrder(JobSpec spec, SampleSelection selection, boolean drawsIds) {
    this.spec = spec;
    this.selection = selection;
    this.drawsIds = drawsIds;
  }

  /** The order of a job with {@code spec} over the packages of {@code table}. */
  public static EpochOrder of(JobSpec spec, PackageTable table) {
    return new EpochOrder(spec, SampleSelection.of(spec, table), true);
  }

  /**
   * The same order for one who asks only how many samples of which package a batch takes: windows
   * are the same, but for their CRC, which is 0.
   */
  static EpochOrder withoutIds(JobSpec spec, PackageTable table) {
    return new EpochOrder(spec, SampleSelection.of(spec, table), false);
  }

  /** The order of an epoch that reads {@code selected} instead of all the job's samples. */
  public EpochOrder over(SampleSelection selected) {
    return new EpochOrder(spec, selected, drawsIds);
  }

  /** True when a window is assigned with the CRC of its ids. */
  boolean drawsIds() {
    return drawsIds;
  }

  /** The job's spec. */
  public JobSpec spec() {
    return spec;
  }

  /** Which samples the job reads. */
  public SampleSelection selection() {
    return selection;
  }

  /** How many global batches an epoch has, by the tail rule. */
  public long batches() {
    var global = spec.globalBatch();
    var whole = selection.samples() / global;
    var partial = selection.samples() % global != 0 && spec.tail() != Tail.DROP;
    return partial ? whole + 1 : whole;
  }

  /** How many samples are drawn for global batch {@code n}; padding is not drawn. */
  public int sizeOf(int n) {
    var before = (long) n * spec.globalBatch();
    return (int) Math.min(spec.globalBatch(), selection.samples() - before);
  }

  /** True when ids follow from one permutation of all, and no package is ever opened. */
  public boolean isGlobal() {
    return spec.isGlobal();
  }

  /** The ids of all batches of {@code window}, as drawn. */
  public WindowIds ids(AssignedWindow window) {
    var ids = new long[idsOf(window)];
    if (isGlobal()) {
      drawOfAll(window, ids);
    } else {
      drawAll(window, ids);
    }
    return new WindowIds(window, ids, spec.globalBatch());
  }

  EpochKeys keys(int epoch) {
    return new EpochKeys(spec.seed(), epoch);
  }

  /** Draws the ids of batch {@code n} when no package has to be asked. */
  long[] globalIds(EpochKeys keys, int n) {
    var ids = new long[sizeOf(n)];
    var order = new KeyedBijection(selection.samples(), keys.allIds());
    var first = (long) n * spec.globalBatch();
    for (int position = 0; position < ids.length; position++) {
      ids[position] = selection.idAt(order.at(first + position));
    }
    return ids;
  }

  /** How many ids all batches of {@code window} have together. */
  int idsOf(AssignedWindow window) {
    var last = window.firstBatch() + window.batches() - 1;
    return Math.addExact(
        Math.multiplyExact(window.batches() - 1, spec.globalBatch()), sizeOf(last));
  }

  private void drawOfAll(AssignedWindow window, long[] ids) {
    var keys = keys(window.epoch());
    var place = 0;
    for (int n = window.firstBatch(); n < window.firstBatch() + window.batches(); n++) {
      var batch = globalIds(keys, n);
      System.arraycopy(batch, 0, ids, place, batch.length);
      place += batch.length;
    }
  }

  /** Draws all ids of {@code window} into {@code ids}; gives what is open after it. */
  OpenPackages drawAll(AssignedWindow window, long[] ids) {
    var keys = keys(window.epoch());
    var open = new OpenPackages(selection, keys, window.open());
    var opening = window.openings().iterator();
    var next = opening.hasNext() ? opening.next() : null;
    var place = 0;
    for (int n = window.firstBatch(); n < window.firstBatch() + window.batches(); n++) {
      while (next != null && next.batch() == n) {
        open.open(next.index());
        next = opening.hasNext() ? opening.next() : null;
      }
      var size = sizeOf(n);
      open.draw(keys.batch(n), ids, place, size);
      place += size;
    }
    return open;
  }
}
