package dev.sheaf.policies.model;

/**
 * A model's copy in one tier.
 *
 * @param users how many use it now
 * @param arrived when it came, as a count of arrivals
 * @param lastUse when it was last opened, as a count of openings
 * @param uses how often it was opened while it was here
 */
public record ModelCopy(
    String model, long sizeBytes, int users, long arrived, long lastUse, long uses) {}
