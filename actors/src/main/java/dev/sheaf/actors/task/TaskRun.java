package dev.sheaf.actors.task;

import dev.sheaf.actors.task.TaskDoor.Phase;
import dev.sheaf.actors.task.TaskDoor.View;
import dev.sheaf.actors.task.TaskDoor.Wish;
import dev.sheaf.policies.books.TaskFigures;
import dev.sheaf.policies.task.Chain;
import dev.sheaf.policies.task.StageGraph;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A run of this node, as it is shown. */
final class TaskRun {
  final String name;
  final Wish wish;
  final StageGraph graph;
  final LongAdder picoUsd = new LongAdder();
  volatile Phase phase = Phase.RUNNING;
  volatile String why = "";
  volatile boolean calledOff;
  volatile long known;
  volatile List<Long> wanted = List.of();
  volatile List<Chain> chains = List.of();
  volatile @Nullable TaskSource source;
  volatile @Nullable TaskFigures last;

  TaskRun(String name, Wish wish, StageGraph graph) {
    this.name = name;
    this.wish = wish;
    this.graph = graph;
  }

  boolean isOver() {
    return phase != Phase.RUNNING && phase != Phase.INDEXING;
  }

  View view(TaskFigures figures) {
    return new View(
        name, phase, why, wanted.size(), known, figures, picoUsd.sum(), graph.results());
  }

  /** The chain of a result. */
  Optional<Chain> result(String stage) {
    return chains.stream()
        .filter(chain -> chain.wanted() && chain.stage().name().equals(stage))
        .findFirst();
  }
}
