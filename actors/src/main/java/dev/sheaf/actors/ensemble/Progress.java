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
    int restarts) {}
