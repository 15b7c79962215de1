package dev.sheaf.node.tasks;

import akka.actor.typed.ActorSystem;
import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.task.TaskDoor;
import dev.sheaf.actors.task.TaskEngine;
import dev.sheaf.actors.task.TaskRuns;
import dev.sheaf.actors.task.TaskShelf;
import dev.sheaf.actors.task.ThreadTasks;
import dev.sheaf.gpu.worker.WorkerTasks;
import dev.sheaf.node.Storage;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.functions.FunctionFleet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node's tasks: local threads, its GPU worker, its functions, as far as there are such. */
public final class NodeTasks implements AutoCloseable {
  private static final String LOCAL = "local";

  private final TaskShelf shelf;
  private final TaskRuns runs;

  private NodeTasks(TaskShelf shelf, TaskRuns runs) {
    this.shelf = shelf;
    this.runs = runs;
  }

  /**
   * Opens what was kept and makes ready what does more.
   *
   * @throws IOException when the shelf's folder cannot be used
   */
  public static NodeTasks open(
      Settings settings,
      ActorSystem<?> system,
      Storage storage,
      Optional<FunctionFleet> functions,
      ImageDecoders decoders)
      throws IOException {
    var shelf = TaskShelf.open(settings.state().resolve("tasks"), settings.tasks().capacityBytes());
    var engines = new ArrayList<TaskEngine>();
    engines.add(new ThreadTasks(LOCAL, settings.tasks().slots(), decoders));
    if (settings.plays("gpu") && settings.gpu().slots() > 0) {
      engines.add(new WorkerTasks(settings.gpu().slots(), decoders));
    }
    functions.flatMap(FunctionFleet::tasks).ifPresent(engines::add);
    var ports =
        new TaskRuns.Ports(
            storage.manifests(), storage.reader(), storage.origin(), shelf, List.copyOf(engines));
    return new NodeTasks(shelf, TaskRuns.start(system, ports, system.name().hashCode()));
  }

  /** Where runs are asked for. */
  public TaskDoor door() {
    return runs;
  }

  /** What was kept. */
  public TaskShelf shelf() {
    return shelf;
  }

  @Override
  public void close() {
    runs.close();
  }
}
