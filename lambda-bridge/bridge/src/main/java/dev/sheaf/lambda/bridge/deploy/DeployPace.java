package dev.sheaf.lambda.bridge.deploy;

import java.time.Duration;

/**
 * How patiently functions are made.
 *
 * @param attempts of one call, while its faults pass
 * @param firstWait before the second attempt; each later wait is twice as long
 * @param longestWait between two attempts
 * @param poll between two looks at a function that settles
 * @param settling the longest that a function may take; one in a VPC waits for its network
 *     interface
 * @param atOnce functions that are worked on at once; Lambda takes 15 changes a second
 */
public record DeployPace(
    int attempts,
    Duration firstWait,
    Duration longestWait,
    Duration poll,
    Duration settling,
    int atOnce) {
  /** For an account. */
  public static final DeployPace STANDARD =
      new DeployPace(
          12,
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          4);

  /** What waits; a test has it wait for nothing. */
  @FunctionalInterface
  public interface Pause {
    /** Returns after {@code wait}. */
    void pause(Duration wait) throws InterruptedException;
  }

  /** How long to wait before this attempt, the second being number 1. */
  Duration before(int attempt) {
    var wait = firstWait.multipliedBy(1L << Math.min(attempt - 1, 20));
    return wait.compareTo(longestWait) > 0 ? longestWait : wait;
  }
}
