package dev.sheaf.actors.ensemble;

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
    boolean shared) {
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
    this(node, device, pid, epoch, step, loss, imagesPerSecond, waitShare, restarts, false);
  }

  /** The same, with batches that are prepared for several at once or for it alone. */
  public Progress fed(boolean together) {
    return new Progress(
        node, device, pid, epoch, step, loss, imagesPerSecond, waitShare, restarts, together);
  }
}
