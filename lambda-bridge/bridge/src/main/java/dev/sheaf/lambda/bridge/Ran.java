package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.wire.chunk.RunReport;
import java.util.concurrent.TimeUnit;

/**
 * How a run came back.
 *
 * @param requests that it served
 * @param stayNanos what the last of them asked it to stay
 */
record Ran(RunReport report, RunCost cost, boolean warmUp, long requests, long stayNanos) {
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** Whether it was a run of an environment that was there, for one request. */
  boolean isPlain() {
    return !report.cold() && requests == 1;
  }

  /** Whether it was the start of an environment, for nothing. */
  boolean isStart() {
    return report.cold() && requests == 0 && !warmUp;
  }

  /** The time it was billed; half a tick less, for it is billed in whole ones. */
  long billedNanos(FleetSettings settings) {
    return cost.mbMillis() / settings.memoryMb() * NANOS_PER_MILLI
        - settings.prices().tickMillis() * NANOS_PER_MILLI / 2;
  }
}
