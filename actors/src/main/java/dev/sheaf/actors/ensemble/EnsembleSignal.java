package dev.sheaf.actors.ensemble;

import dev.sheaf.actors.job.JobReply;

/** What an {@code EnsembleCoordinator} tells itself. */
public sealed interface EnsembleSignal extends EnsembleMessage {
  /** A while has passed. */
  record Tick() implements EnsembleSignal {}

  /** A member's job has answered. */
  record JobSaid(JobReply reply) implements EnsembleSignal {}
}
