package dev.sheaf.policies.ledger;

/**
 * Opens packages in seeded order, a whole group at a time, when what is open does not fill a batch.
 *
 * <p>It depends on nothing but seed, dataset version, layout, epoch and global batch: neither the
 * cache nor the number of ranks nor where windows end can change a strict order.
 */
final class SeededOpening implements PackageOpening {
  private final UntouchedPackages untouched;
  private final int group;
  private int leftInGroup;

  SeededOpening(UntouchedPackages untouched, SampleSelection selection, int globalBatch) {
    this.untouched = untouched;
    this.group = group(selection, globalBatch);
  }

  /** How many packages a group has: as many as hold {@link WindowPlan#OPEN_BATCHES} batches. */
  static int group(SampleSelection selection, int globalBatch) {
    var wanted = (double) WindowPlan.OPEN_BATCHES * globalBatch * selection.packages();
    var packages = (long) StrictMath.ceil(wanted / selection.samples());
    return Math.clamp(packages, WindowPlan.LEAST_OPEN, WindowPlan.MOST_OPEN);
  }

  @Override
  public int next(OpenPackages open, int need) {
    if (leftInGroup == 0) {
      if (open.remaining() >= need) {
        return NONE;
      }
      leftInGroup = group;
    }
    leftInGroup--;
    var index = untouched.next();
    if (index == NONE) {
      leftInGroup = 0;
    }
    return index;
  }
}
