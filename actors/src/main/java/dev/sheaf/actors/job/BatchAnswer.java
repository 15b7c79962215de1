package dev.sheaf.actors.job;

/** The answer to the question for a minibatch. */
public sealed interface BatchAnswer {
  /** The batch. */
  record Assigned(RankBatch batch) implements BatchAnswer {}

  /** What the coordinator said instead: the epoch is over, stale generation, rank taken … */
  record Otherwise(JobReply reply) implements BatchAnswer {}

  /** The coordinator did not answer in time; ask again after the time given. */
  record Unavailable(long retryAfterNanos) implements BatchAnswer {}
}
