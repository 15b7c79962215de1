package dev.sheaf.lambda.local.fleet;

import java.time.Duration;

/**
 * What the provider grants.
 *
 * @param environmentsPerTenSeconds how fast environments of one function may be started
 * @param idleReclaim how long an environment that is not called lives
 */
public record FleetTerms(
    int accountConcurrency,
    int leastUnreserved,
    int environmentsPerTenSeconds,
    Duration idleReclaim) {}
