package dev.sheaf.lambda.bridge.deploy;

import java.util.Optional;

/**
 * How many functions an account lets run at once in a region.
 *
 * <p><i>Source:</i> AWS Lambda quotas, 2026-06: 1,000 by default, 10 in some new accounts; 100 must
 * stay that no function has reserved.
 *
 * @param concurrency of all functions
 * @param unreserved what no function has reserved
 */
public record AccountLimits(int concurrency, int unreserved) {
  /** What must stay unreserved. */
  public static final int KEPT_UNRESERVED = 100;

  /** What is missing, and what to ask AWS for; empty when the plan fits. */
  public Optional<String> shortage(FleetPlan plan) {
    var left = unreserved - plan.reservations();
    if (plan.reservations() == 0 || left >= KEPT_UNRESERVED) {
      return Optional.empty();
    }
    return Optional.of(
        ("this account may run %d functions at once in this region, of which %d are not reserved;"
                + " %d more reservations would leave %d, and %d must stay: ask for a quota of at"
                + " least %d (Service Quotas, AWS Lambda, Concurrent executions, L-B99A9384), or"
                + " lower sheaf.lambda.nodes")
            .formatted(
                concurrency,
                unreserved,
                plan.reservations(),
                left,
                KEPT_UNRESERVED,
                concurrency + KEPT_UNRESERVED - left));
  }
}
