package dev.sheaf.policies.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses as the released model store does, for comparison only: a candidate in use never replaces
 * the least found so far, but what is found so far may itself be in use, so the first model by name
 * is taken although it is used whenever it is the least, or nothing idle is less. With {@link
 * EvictionOrder#EAGER} it refuses exactly when room is needed.
 *
 * <p><i>Source:</i> rai-project/trims_mxnet, tools/uprd.cc, the comparators of the eviction loops.
 * <i>Cost:</i> O(n²) for n models.
 */
public final class VictimsAsReleased implements VictimChoice {
  private final EvictionOrder order;

  /** Chooses in this order. */
  public VictimsAsReleased(EvictionOrder order) {
    this.order = order;
  }

  @Override
  public Optional<List<String>> choose(List<ModelCopy> copies, long neededBytes) {
    if (order == EvictionOrder.NEVER || order == EvictionOrder.EAGER) {
      return neededBytes > 0 ? Optional.empty() : Optional.of(List.of());
    }
    var openings = copies.stream().mapToLong(ModelCopy::lastUse).max().orElse(0);
    var left = new ArrayList<>(copies);
    var victims = new ArrayList<String>();
    var freed = 0L;
    while (freed < neededBytes && !left.isEmpty()) {
      var least = left.getFirst();
      for (var copy : left) {
        if (copy.users() == 0 && order.rank(copy, openings) < order.rank(least, openings)) {
          least = copy;
        }
      }
      left.remove(least);
      victims.add(least.model());
      freed += least.sizeBytes();
    }
    return freed >= neededBytes ? Optional.of(victims) : Optional.empty();
  }
}
