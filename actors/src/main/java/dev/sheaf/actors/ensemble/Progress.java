package dev.sheaf.actors.ensemble;

import org.jspecify.annotations.Nullable;

/**
 * How far a member's trainer is.
 *
 * @param node that it runs on
 * @param device {@code cpu}, {@code cuda:0}, …
 * @param pid of its process there; 0 while there is none
 * @param epoch from 0
 * @param step training steps so far
 * @param loss of training, a mean over the last steps
 * @param imagesPerSecond while it computes
 * @param waitShare share of its time in which it waits for batches
 * @param restarts how often its process was replaced
 * @param shared whether its batches are prepared for several members at once
 * @param gpu what the driver tells of its accelerator; null where it has none, or tells nothing
 */
public record Progress(
    String node,
    String device,
    long pid,
    int epoch,
    long step,
    double loss,
    double imagesPerSecond,
    double waitShare,
    int restarts,
    boolean shared,
    @Nullable Gpu gpu) {
  /**
   * An accelerator, all of its users together.
   *
   * @param busyPercent of the last second in which it computed
   */
  public record Gpu(long usedBytes, long totalBytes, int busyPercent) {}

  /** Progress of a member whose batches are prepared for it alone. */
  public Progress(
      String node,
      String device,
      long pid,
      int epoch,
      long step,
      double loss,
      double imagesPerSecond,
      double waitShare,
      int restarts) {
    this(node, device, pid, epoch, step, loss, imagesPerSecond, waitShare, restarts, false, null);
  }

  /**
   * The same with what is known beside the steps.
   *
   * @param together whether its batches are prepared for several members at once
   * @param facts of its accelerator; null where nothing is told
   */
  public Progress with(boolean together, @Nullable Gpu facts) {
    return new Progress(
        node,
        device,
        pid,
        epoch,
        step,
        loss,
        imagesPerSecond,
        waitShare,
        restarts,
        together,
        facts);
  }
}
