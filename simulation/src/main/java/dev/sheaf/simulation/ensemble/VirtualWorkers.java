package dev.sheaf.simulation.ensemble;

import dev.sheaf.policies.books.EnsembleBook;
import dev.sheaf.policies.books.EnsembleProtocol.Command;
import dev.sheaf.policies.books.EnsembleProtocol.Effect;
import dev.sheaf.policies.ensemble.Berth;
import dev.sheaf.policies.ensemble.Flotilla;
import dev.sheaf.simulation.ensemble.Recruits.Recruit;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The workers of an ensemble in virtual time: they train at the rate of the slowest among them, as
 * all take every batch of one prepared stream, and tell the book when somebody converges.
 */
final class VirtualWorkers {
  private static final double NANOS = 1e9;

  private final Timeline timeline;
  private final EnsembleBook book;
  private final double preparedPerSecond;
  private final long checkpointNanos;
  private final TreeMap<String, Recruit> recruits = new TreeMap<>();
  private final TreeMap<String, Double> imagesLeft = new TreeMap<>();
  private final TreeMap<String, Berth> training = new TreeMap<>();
  private final TreeMap<String, Integer> trains = new TreeMap<>();
  private double rate;
  private long since;
  private long plans;
  private double mismatchSeconds;
  private double trainedSeconds;
  private int checkpoints;
  private int mostGpus;
  private int spread;

  /**
   * Workers that do nothing yet.
   *
   * @param preparedPerSecond how many images a second all nodes together prepare
   */
  VirtualWorkers(
      Timeline timeline, EnsembleBook book, double preparedPerSecond, long checkpointNanos) {
    this.timeline = timeline;
    this.book = book;
    this.preparedPerSecond = preparedPerSecond;
    this.checkpointNanos = checkpointNanos;
  }

  /** What came of it. */
  record Voyage(
      double seconds,
      int rounds,
      int checkpoints,
      int converged,
      int mostGpus,
      int spread,
      double rateMismatch) {}

  Voyage train(List<Recruit> ensemble) {
    for (var recruit : ensemble) {
      recruits.put(recruit.member().id(), recruit);
      imagesLeft.put(recruit.member().id(), recruit.imagesNeeded());
      tell(new Command.Enlist(recruit.member()));
    }
    tell(new Command.Muster());
    timeline.run();
    return new Voyage(
        timeline.now() / NANOS,
        book.round(),
        checkpoints,
        book.converged().size(),
        mostGpus,
        spread,
        trainedSeconds == 0 ? 0 : mismatchSeconds / trainedSeconds);
  }

  private void tell(Command command) {
    var decision = book.decide(command, timeline.now());
    decision.events().forEach(book::apply);
    if (decision.effects().isEmpty() && decision.events().isEmpty()) {
      return;
    }
    settle();
    if (command instanceof Command.Converged converged) {
      training.remove(converged.member());
    }
    decision.effects().forEach(this::run);
    plan();
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Train train -> {
        var place = train.place();
        var recruit = recruits.get(place.member());
        if (recruit != null) {
          training.put(place.member(), new Berth(recruit.member(), place.gpus()));
        }
        trains.put(place.member(), train.round());
        spread += place.slices().size() > 1 ? 1 : 0;
      }
      case Effect.Checkpoint checkpoint -> {
        checkpoints++;
        training.remove(checkpoint.member());
        timeline.after(
            checkpointNanos,
            () -> tell(new Command.Checkpointed(checkpoint.round(), checkpoint.member())));
      }
    }
  }

  /** Takes from everybody what was trained since the plan was made. */
  private void settle() {
    var seconds = (timeline.now() - since) / NANOS;
    for (var id : training.keySet()) {
      imagesLeft.merge(id, -rate * seconds, Double::sum);
    }
    mismatchSeconds += flotilla().rateMismatch() * seconds;
    trainedSeconds += training.isEmpty() ? 0 : seconds;
    since = timeline.now();
  }

  /** Lets the next member converge when it will, unless something happens before. */
  private void plan() {
    var plan = ++plans;
    mostGpus = Math.max(mostGpus, flotilla().gpus());
    rate = Math.min(flotilla().rate(), preparedPerSecond);
    var next = new ArrayList<>(training.keySet());
    next.sort((one, other) -> Double.compare(left(one), left(other)));
    if (!next.isEmpty()) {
      var first = next.getFirst();
      var round = trains.getOrDefault(first, 0);
      timeline.after(
          Math.max(0, (long) Math.ceil(left(first) / rate * NANOS)),
          () -> {
            if (plan == plans) {
              tell(new Command.Converged(round, first));
            }
          });
    }
  }

  private double left(String member) {
    return imagesLeft.getOrDefault(member, 0.0);
  }

  private Flotilla flotilla() {
    return new Flotilla(List.copyOf(training.values()));
  }
}
