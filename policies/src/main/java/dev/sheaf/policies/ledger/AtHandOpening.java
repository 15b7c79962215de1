package dev.sheaf.policies.ledger;

import java.util.Iterator;
import java.util.List;

/**
 * Opens the packages that are at hand, as the dataset's conductor offered them, so that the open
 * ones hold {@link WindowPlan#OPEN_BATCHES} global batches.
 *
 * <p>What counts is the size of the open packages, not what they have left: their number, and so
 * the share of the cache that a job needs for its window, stays the same while they are drawn.
 *
 * <p>Seeded order takes over where no package was offered at all, and where a batch could not be
 * filled otherwise.
 */
final class AtHandOpening implements PackageOpening {
  private final UntouchedPackages untouched;
  private final Iterator<Integer> offered;
  private final boolean nothingOffered;
  private final long wantedSamples;

  AtHandOpening(UntouchedPackages untouched, List<Integer> offered, int globalBatch) {
    this.untouched = untouched;
    this.offered = offered.iterator();
    this.nothingOffered = offered.isEmpty();
    this.wantedSamples = (long) WindowPlan.OPEN_BATCHES * globalBatch;
  }

  @Override
  public int next(OpenPackages open, int need) {
    var mustOpen = open.remaining() < need;
    if (!mustOpen && (enough(open) || open.packages() >= WindowPlan.MOST_OPEN)) {
      return NONE;
    }
    while (offered.hasNext()) {
      var index = offered.next();
      if (untouched.take(index)) {
        return index;
      }
    }
    return mustOpen || nothingOffered ? untouched.next() : NONE;
  }

  private boolean enough(OpenPackages open) {
    return open.openSamples() >= wantedSamples && open.packages() >= WindowPlan.LEAST_OPEN;
  }
}
