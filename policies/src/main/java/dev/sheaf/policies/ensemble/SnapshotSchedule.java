package dev.sheaf.policies.ensemble;

/**
 * A learning rate that falls along a cosine and starts again, so that one run passes several minima
 * and leaves a member in each.
 *
 * <p><i>Source:</i> Huang et al., "Snapshot ensembles: train 1, get M for free", ICLR 2017, eq. 2.
 * <i>Cost:</i> O(1).
 *
 * @param first the rate at the start of each cycle
 * @param steps of the whole run
 * @param snapshots how many cycles, and so members
 */
public record SnapshotSchedule(double first, int steps, int snapshots) {
  /** A schedule that has a step for each snapshot. */
  public SnapshotSchedule {
    if (snapshots < 1 || steps < snapshots) {
      throw new IllegalArgumentException(
          "snapshots must be 1..%d (the steps) but were %d".formatted(steps, snapshots));
    }
  }

  /** The learning rate of step 1, 2, … */
  public double rate(int step) {
    var cycle = Math.ceilDiv(steps, snapshots);
    var part = (double) ((step - 1) % cycle) / cycle;
    return first / 2 * (StrictMath.cos(StrictMath.PI * part) + 1);
  }

  /** True when the weights after this step are a member. */
  public boolean snapshotAfter(int step) {
    return step % Math.ceilDiv(steps, snapshots) == 0 || step == steps;
  }
}
