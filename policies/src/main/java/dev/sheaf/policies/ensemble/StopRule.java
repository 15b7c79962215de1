package dev.sheaf.policies.ensemble;

/**
 * When a member's training ends before its last epoch.
 *
 * @param patience after so many epochs without a lower loss on held-out samples; 0 = never
 * @param divisor of successive halving: the share that goes on from a rung is 1/divisor; 0 = none
 * @param rungs of successive halving; 0 = none
 */
public record StopRule(int patience, int divisor, int rungs) {
  /** All members train to their last epoch. */
  public static final StopRule NEVER = new StopRule(0, 0, 0);

  /** True when members that are behind are stopped. */
  public boolean halves() {
    return divisor > 0;
  }
}
