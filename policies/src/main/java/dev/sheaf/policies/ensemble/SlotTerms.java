package dev.sheaf.policies.ensemble;

/**
 * How an ensemble stands to others that want the same slots.
 *
 * @param priority -1000..1000; the higher is served first, and takes slots from lower ones
 * @param weight 1..1000; what equals share is divided by it
 * @param maxSlots it never has more at once; 0 = as many as it can use
 */
public record SlotTerms(int priority, int weight, int maxSlots) {
  /** Nobody is before or behind it. */
  public static final SlotTerms EQUAL = new SlotTerms(0, 1, 0);

  /** The most slots that it may have, of {@code wanted}. */
  public int most(int wanted) {
    return maxSlots == 0 ? wanted : Math.min(maxSlots, wanted);
  }
}
