package dev.sheaf.simulation.world;

/**
 * How the provider's functions behave.
 *
 * <p><i>Units:</i> nanoseconds, bytes.
 *
 * @param nodes functions, each with at most one run at a time
 * @param bytesPerSecond what one function can send or receive
 * @param latency how long starts and answers take
 * @param idleNanos how long an environment that is not invoked lives
 * @param coldStartsPerSecond the rate at which environments are started, beyond a burst of ten
 *     seconds' worth
 * @param end when a run that serves ends
 * @param backup copies to a second environment
 * @param lostAnswers the share of a function's answers that never arrive
 */
public record HostSettings(
    int nodes,
    long bytesPerSecond,
    Latency latency,
    long idleNanos,
    double coldStartsPerSecond,
    ServingEnd end,
    Backup backup,
    double lostAnswers) {

  /**
   * How long starts and answers take.
   *
   * @param warmNanos from an invoke to the answer of an environment that exists
   * @param coldNanos from an invoke to the answer of a new one
   * @param handshakeNanos the billed part of {@code warmNanos}
   * @param pingNanos a ping and its answer
   */
  public record Latency(long warmNanos, long coldNanos, long handshakeNanos, long pingNanos) {}

  /**
   * Copies to a second environment of the same function.
   *
   * @param everyNanos 0 means never
   * @param billedNanos how long both environments together run for it
   */
  public record Backup(long everyNanos, long billedNanos) {}
}
