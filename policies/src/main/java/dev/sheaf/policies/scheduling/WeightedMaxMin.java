package dev.sheaf.policies.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides something among those who want it so that nobody can have more, for his weight, without
 * taking it from somebody who has less.
 *
 * <p>Who wants less than his part has what he wants, and the others share what he leaves.
 *
 * <p><i>Source:</i> max-min fairness (Bertsekas, Gallager, "Data networks", 1992, section 6.5.2).
 * <i>Cost:</i> O(n log n).
 */
public final class WeightedMaxMin {
  private WeightedMaxMin() {}

  /** One who wants {@code most} and no more. */
  public record Want(double weight, double most) {}

  /** What each gets, in their order. */
  public static List<Double> shares(double capacity, List<Want> wants) {
    var order =
        IntStream.range(0, wants.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> wants.get(i).most() / wants.get(i).weight()))
            .toList();
    var shares = new ArrayList<Double>(wants.stream().map(each -> 0.0).toList());
    var left = capacity;
    var weights = wants.stream().mapToDouble(Want::weight).sum();
    for (var i : order) {
      var want = wants.get(i);
      var share = Math.min(want.most(), left * want.weight() / weights);
      shares.set(i, share);
      left -= share;
      weights -= want.weight();
    }
    return shares;
  }
}
