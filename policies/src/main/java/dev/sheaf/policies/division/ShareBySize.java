package dev.sheaf.policies.division;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives every dataset the same fraction of its bytes. A baseline.
 *
 * <p><i>Cost:</i> O(datasets).
 */
public final class ShareBySize implements SpaceDivision {
  @Override
  public String name() {
    return "shareBySize";
  }

  @Override
  public SortedMap<String, Long> divide(long capacityBytes, List<DatasetDemand> datasets) {
    var all = (double) datasets.stream().mapToLong(DatasetDemand::bytes).sum();
    var fraction = Math.min(1, capacityBytes / all);
    var shares = new TreeMap<String, Long>();
    datasets.forEach(each -> shares.put(each.dataset(), (long) (fraction * each.bytes())));
    return shares;
  }
}
