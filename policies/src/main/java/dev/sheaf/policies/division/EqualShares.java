package dev.sheaf.policies.division;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives every dataset as much as every other; what a small one does not need goes to the rest. A
 * baseline.
 *
 * <p><i>Cost:</i> O(datasets · log datasets).
 */
public final class EqualShares implements SpaceDivision {
  @Override
  public String name() {
    return "equalShares";
  }

  @Override
  public SortedMap<String, Long> divide(long capacityBytes, List<DatasetDemand> datasets) {
    var smallestFirst = new ArrayList<>(datasets);
    smallestFirst.sort(
        Comparator.comparingLong(DatasetDemand::bytes).thenComparing(DatasetDemand::dataset));
    var shares = new TreeMap<String, Long>();
    var left = capacityBytes;
    var waiting = smallestFirst.size();
    for (var each : smallestFirst) {
      var share = Math.min(each.bytes(), left / waiting);
      shares.put(each.dataset(), share);
      left -= share;
      waiting--;
    }
    return shares;
  }
}
