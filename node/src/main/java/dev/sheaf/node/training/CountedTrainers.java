package dev.sheaf.node.training;

import dev.sheaf.actors.ensemble.TrainerOffer;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.TrainerLaunch;
import dev.sheaf.gpu.worker.Trainers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** Trainers that are counted when they are started, and when they end. */
final class CountedTrainers implements Trainers {
  private final Trainers trainers;
  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();

  CountedTrainers(Trainers trainers) {
    this.trainers = trainers;
  }

  @Override
  public TrainerLaunch launch(Assignment assignment) throws IOException {
    var launch = trainers.launch(assignment);
    started.increment();
    return launch;
  }

  @Override
  public void ended(TrainerLaunch launch) {
    ended.increment();
    trainers.ended(launch);
  }

  /** Processes since the node was started. */
  long started() {
    return started.sum();
  }

  /** Processes that have not ended. */
  long running() {
    return Math.max(0, started.sum() - ended.sum());
  }

  @Override
  public CompletableFuture<TrainerOffer> offer() {
    return trainers.offer();
  }

  @Override
  public Duration patience() {
    return trainers.patience();
  }

  @Override
  public Duration startPatience() {
    return trainers.startPatience();
  }
}
