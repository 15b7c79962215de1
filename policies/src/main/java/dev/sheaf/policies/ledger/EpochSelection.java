package dev.sheaf.policies.ledger;

/**
 * Which samples an importance job reads in one epoch; said once, before any of its batches.
 *
 * @param epoch the epoch, from 0
 * @param seed what the selection was drawn by
 * @param bitmap hash of the file of {@link SampleBits} that holds the selection; empty: everything
 * @param samples how many samples are selected
 * @param batches how many global batches they make
 */
public record EpochSelection(int epoch, long seed, String bitmap, long samples, int batches) {
  /** True when every sample of the job is selected. */
  public boolean isEverything() {
    return bitmap.isEmpty();
  }
}
