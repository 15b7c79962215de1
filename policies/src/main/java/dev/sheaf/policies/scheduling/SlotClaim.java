package dev.sheaf.policies.scheduling;

/**
 * What somebody wants of the slots of a cluster, and has of them now.
 *
 * @param id who
 * @param priority the higher the sooner; those above are served first
 * @param weight how much of what equals share is due to it, at least 1
 * @param gangSlots that make sense only together, at least 1; it is given multiples of them
 * @param mostSlots that it can use, and may
 * @param heldSlots that it runs on, those included that it was told to leave
 */
public record SlotClaim(
    String id, int priority, int weight, int gangSlots, int mostSlots, int heldSlots) {
  /** A claim whose numbers make sense. */
  public SlotClaim {
    if (weight < 1 || gangSlots < 1 || mostSlots < 0 || heldSlots < 0) {
      throw new IllegalArgumentException(
          "weight and gangSlots must be at least 1, mostSlots and heldSlots 0, but were %d, %d, %d, %d"
              .formatted(weight, gangSlots, mostSlots, heldSlots));
    }
  }

  /** The slots that it can use in whole gangs, where there are {@code slots}. */
  int usable(int slots) {
    return Math.min(mostSlots, slots) / gangSlots * gangSlots;
  }
}
