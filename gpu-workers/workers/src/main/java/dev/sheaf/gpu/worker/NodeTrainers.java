package dev.sheaf.gpu.worker;

import dev.sheaf.actors.ensemble.TrainerOffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trainers of a node: in a JVM, in Python, and the commands that its operator allows. */
public final class NodeTrainers implements Trainers {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTrainers.class);

  private final Choice choice;
  private final CompletableFuture<Python.Abilities> abilities = new CompletableFuture<>();
  private final Accelerators accelerators = new Accelerators();
  private final WarmTrainers warm;

  /**
   * What there is to choose from.
   *
   * @param djl the trainer in a JVM
   * @param python the node's Python
   * @param byDefault the engine of members that name none: {@code djl} or {@code python}
   * @param commands what else may be run
   * @param patience how long a trainer may say nothing while something is asked of it
   * @param warm how many processes wait for members to come
   */
  public record Choice(
      TrainerLaunch djl,
      Python python,
      String byDefault,
      AllowedCommands commands,
      Duration patience,
      WarmTrainers.Terms warm) {}

  private NodeTrainers(Choice choice) {
    this.choice = choice;
    this.warm = new WarmTrainers(choice.warm());
  }

  /** Trainers whose Python is being asked what it can do. */
  public static NodeTrainers of(Choice choice) {
    var trainers = new NodeTrainers(choice);
    Thread.ofVirtual()
        .name("python")
        .start(() -> trainers.abilities.complete(choice.python().abilities()));
    var _ = trainers.abilities.thenAccept(trainers::warn);
    return trainers;
  }

  private void warn(Python.Abilities known) {
    var commands = choice.commands().lines();
    if (!commands.isEmpty() && known.runs() && !known.holds()) {
      LOG.warn(
          "commands of members are not held in their folders: this system has no Landlock (Linux 5.13); allowed are {}",
          commands);
    }
  }

  @Override
  public TrainerLaunch launch(Assignment assignment) throws IOException {
    var program = assignment.recipe().program();
    return switch (program.engine()) {
      case DJL -> choice.djl().on(assignment.recipe().slots());
      case PYTHON -> {
        refuse(abilities.join().problem());
        yield accelerated(
            choice.python().trainer(program.precision()), assignment.recipe().slots());
      }
      case COMMAND -> {
        var words = choice.commands().words(program.command());
        refuse(words.isPresent() ? "" : "sheaf.gpu.commands does not name " + program.line());
        refuse(abilities.join().runs() ? "" : abilities.join().problem());
        yield accelerated(
            choice.python().held(folder(assignment), words.orElseThrow()),
            assignment.recipe().slots());
      }
    };
  }

  /** The same on the GPUs that the fewest use, one for each slot; as it is where there is none. */
  private TrainerLaunch accelerated(TrainerLaunch launch, int slots) {
    var told = launch.on(slots);
    return accelerators
        .take(abilities.join().gpus(), slots)
        .map(gpus -> told.with(Accelerators.VARIABLE, gpus))
        .orElse(told);
  }

  @Override
  public void ended(TrainerLaunch launch) {
    var gpu = launch.environment().get(Accelerators.VARIABLE);
    if (gpu != null) {
      accelerators.giveBack(gpu);
    }
  }

  @Override
  public Optional<Arrival> waiting(Assignment assignment) {
    return warm.take(assignment);
  }

  @Override
  public void begun(Assignment assignment) {
    warm.prepare(assignment, () -> Arrival.await(this, launch(assignment), null));
  }

  @Override
  public void close() {
    warm.close();
  }

  /** The folder of the member's name that its checkpoint lies in, or one beside the checkpoint. */
  private static Path folder(Assignment assignment) {
    var checkpoint = assignment.checkpoint().toAbsolutePath();
    var parent = Objects.requireNonNull(checkpoint.getParent(), "a checkpoint lies in a folder");
    return parent.endsWith(assignment.member()) ? parent : parent.resolve(assignment.member());
  }

  private static void refuse(String problem) throws IOException {
    if (!problem.isEmpty()) {
      throw new IOException("this node does not start it: " + problem);
    }
  }

  @Override
  public CompletableFuture<TrainerOffer> offer() {
    return abilities.thenApply(known ->
        new TrainerOffer(
            choice.byDefault(),
            known.problem(),
            known.runs() ? choice.commands().lines() : List.of()));
  }

  @Override
  public Duration patience() {
    return choice.patience();
  }
}
