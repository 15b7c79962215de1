package dev.sheaf.actors.job;

import dev.sheaf.actors.dataset.ConductorReply;

/** What a {@code JobCoordinator} tells itself: timers and answers of others. */
public sealed interface JobSignal extends JobMessage {
  /** An answer of the dataset's conductor. */
  record Conducted(ConductorReply reply) implements JobSignal {}

  /** The conductor did not answer the question {@code sequence} in time: open in seeded order. */
  record ConductorSilent(long sequence) implements JobSignal {}

  /** Time to look after leases and counters. */
  record Tick() implements JobSignal {}
}
