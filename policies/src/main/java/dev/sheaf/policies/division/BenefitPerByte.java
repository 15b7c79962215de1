package dev.sheaf.policies.division;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives the cache to the datasets whose jobs save most time for each byte of it, a pair of blocks
 * at a time; a dataset gets at least one pair or nothing, and one whose jobs wait for nothing gets
 * nothing.
 *
 * <p>A byte of a dataset is worth as much as any other byte of it, so the dataset of the greatest
 * density is filled before the next one gets anything. With {@link Extent#ENOUGH} it is filled only
 * until its hungriest job waits no more, {@code 1 - t_hit / t_miss} of it: the rest would save
 * nothing.
 *
 * <p><i>Source:</i> benefit-aware placement of Quiver (Kumar and Sivathanu, FAST 2020); the density
 * per byte is ours. <i>Cost:</i> O(datasets · log datasets + pairs).
 */
public final class BenefitPerByte implements SpaceDivision {
  private final Extent extent;

  /** How far a dataset is filled. */
  public enum Extent {
    /** All of it, as the density alone says. */
    WHOLE,
    /** Until its jobs wait no more. */
    ENOUGH
  }

  /** A division that fills datasets so far. */
  public BenefitPerByte(Extent extent) {
    this.extent = extent;
  }

  @Override
  public String name() {
    return extent == Extent.WHOLE ? "benefitPerByte" : "benefitPerByteEnough";
  }

  @Override
  public SortedMap<String, Long> divide(long capacityBytes, List<DatasetDemand> datasets) {
    var densestFirst = new ArrayList<>(datasets);
    densestFirst.sort(
        Comparator.comparingDouble(DatasetDemand::density)
            .reversed()
            .thenComparing(DatasetDemand::dataset));
    var shares = new TreeMap<String, Long>();
    var left = capacityBytes;
    for (var each : densestFirst) {
      var share = each.density() > 0 ? share(each, left) : 0;
      shares.put(each.dataset(), share);
      left -= share;
    }
    return shares;
  }

  private long share(DatasetDemand of, long left) {
    var wanted = extent == Extent.WHOLE ? of.bytes() : enoughBytes(of);
    var pairs = (wanted + of.pairBytes() - 1) / of.pairBytes();
    var whole = Math.min(of.bytes(), pairs * of.pairBytes());
    return left >= whole ? whole : left / of.pairBytes() * of.pairBytes();
  }

  /** With this much, the hungriest job reads from the origin no more than the origin gives. */
  private static long enoughBytes(DatasetDemand of) {
    var spared = of.jobs().stream().mapToDouble(JobBenefit::timeSpared).max().orElse(0);
    return (long) Math.ceil(spared * of.bytes());
  }
}
