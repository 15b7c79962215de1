package dev.sheaf.policies.economics;

/**
 * When a function that serves ends its run: just before the billing cycle that is paid for anyway.
 *
 * <p>{@code end = ceil((elapsed + extension) / tick) · tick - margin}. A warm-up asks for no more
 * than the cycle it is in; a run that waits for its first request, or was asked whether it lives,
 * waits for {@code patienceNanos}; after its first request it finishes the cycle, after each
 * further one it adds a cycle, because more may follow.
 *
 * <p><i>Units:</i> nanoseconds since the run began. <i>Cost:</i> O(1). <i>Source:</i> Wang et al.,
 * "InfiniCache", FAST 2020, §3.3; margins and patience as in the released runtime.
 *
 * @param tickNanos the billing grain
 * @param marginNanos how much earlier than the cycle's end
 * @param patienceNanos how long it waits for a first request
 */
public record ActivationEnd(long tickNanos, long marginNanos, long patienceNanos) {

  /** An end that can be computed. */
  public ActivationEnd {
    if (tickNanos < 1 || marginNanos < 0 || patienceNanos < 0) {
      throw new IllegalArgumentException(
          "the tick must be at least 1 ns, margin and patience at least 0 but were %d, %d, %d"
              .formatted(tickNanos, marginNanos, patienceNanos));
    }
  }

  /** The end of a run that was told to wait for a request. */
  public long whileWaiting(long elapsedNanos) {
    return cycleEnd(elapsedNanos + patienceNanos);
  }

  /** The end of a run that has just answered its {@code served}-th request. */
  public long afterRequest(long elapsedNanos, int served) {
    return cycleEnd(elapsedNanos + (served <= 1 ? marginNanos : tickNanos));
  }

  private long cycleEnd(long nanos) {
    return Math.max(nanos, Math.ceilDiv(nanos, tickNanos) * tickNanos) - marginNanos;
  }
}
