package dev.sheaf.actors;

/**
 * Marks a message, event or snapshot that may cross the network or enter the journal.
 *
 * <p>Control messages carry ids, locations and decisions, never sample bytes, and stay under 32 KB.
 */
public interface ControlMessage {}
