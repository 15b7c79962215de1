package dev.sheaf.actors.job;

/**
 * How far a job is, as one node that serves it knows.
 *
 * @param epoch that was asked for last
 * @param batches of that epoch, in each rank
 * @param asked batches of the epoch up to the last one that was asked for here
 * @param ahead batches after that one whose ids are here
 */
public record JobPlace(String job, int epoch, long batches, long asked, long ahead) {}
