package dev.sheaf.actors.job;

/**
 * Names one minibatch.
 *
 * @param job the job's name
 * @param generation the life of the job that the asker belongs to
 * @param epoch from 0
 * @param rank from 0
 * @param n number of the batch in the epoch, from 0; the same for all ranks
 */
public record BatchKey(String job, long generation, int epoch, int rank, int n) {}
