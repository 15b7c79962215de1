package dev.sheaf.policies.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses among models that nobody uses, in an {@link EvictionOrder}; ties go by name.
 *
 * <p><i>Cost:</i> O(n log n) for n models.
 */
public final class IdleVictims implements VictimChoice {
  private final EvictionOrder order;

  /** Chooses in this order. */
  public IdleVictims(EvictionOrder order) {
    this.order = order;
  }

  @Override
  public Optional<List<String>> choose(List<ModelCopy> copies, long neededBytes) {
    if (order == EvictionOrder.NEVER && neededBytes > 0) {
      return Optional.empty();
    }
    var openings = copies.stream().mapToLong(ModelCopy::lastUse).max().orElse(0);
    var idle =
        copies.stream()
            .filter(copy -> copy.users() == 0)
            .sorted(
                Comparator.<ModelCopy>comparingLong(copy -> order.rank(copy, openings))
                    .thenComparing(ModelCopy::model))
            .toList();
    var victims = new ArrayList<String>();
    var freed = 0L;
    for (var copy : idle) {
      if (freed >= neededBytes) {
        break;
      }
      victims.add(copy.model());
      freed += copy.sizeBytes();
    }
    return freed >= neededBytes ? Optional.of(victims) : Optional.empty();
  }
}
