package dev.sheaf.policies.admission;

/**
 * What a request finds when it comes; the request itself is not in it.
 *
 * @param node what all have under way
 * @param tenant what its tenant has under way
 * @param own what its own job has under way
 * @param tenants who have something under way, its own counted
 * @param jobs of its tenant that have something under way, its own counted
 * @param nodePace how fast the node answers
 * @param ownPace how fast its job is answered
 */
public record Counters(
    Load node, Load tenant, Load own, int tenants, int jobs, Pace nodePace, Pace ownPace) {}
