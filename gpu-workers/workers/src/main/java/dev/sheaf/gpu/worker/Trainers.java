package dev.sheaf.gpu.worker;

import dev.sheaf.actors.ensemble.TrainerOffer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How a node starts what trains its members. */
public interface Trainers extends AutoCloseable {
  /** How long a trainer may say nothing while something is asked of it. */
  Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * How the process for an assignment is started.
   *
   * @throws IOException when this node does not start it; the message says why, and what to do
   */
  TrainerLaunch launch(Assignment assignment) throws IOException;

  /** Whatever was started by {@code launch} has ended; told once for each launch. */
  default void ended(TrainerLaunch launch) {}

  /** A process that was started before for such an assignment, and waits; empty when none does. */
  default Optional<Arrival> waiting(Assignment assignment) {
    return Optional.empty();
  }

  /** A process has begun with an assignment: another may be started for the next of its kind. */
  default void begun(Assignment assignment) {}

  /** Ends what waits. */
  @Override
  default void close() {}

  /** What the cluster is told of it, once it is known; never completed by a failure. */
  CompletableFuture<TrainerOffer> offer();

  /** How long a trainer may say nothing while something is asked of it. */
  default Duration patience() {
    return PATIENCE;
  }

  /** How long a trainer may take until it has its model. */
  default Duration startPatience() {
    return patience();
  }
}
