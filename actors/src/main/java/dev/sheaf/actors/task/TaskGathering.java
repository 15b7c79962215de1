package dev.sheaf.actors.task;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.task.Chain;
import dev.sheaf.policies.task.TaskPlan.PlannedTask;
import dev.sheaf.wire.task.Cell;
import dev.sheaf.wire.task.TaskCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what a planned task needs: rows of the source, and what other tasks gave out. */
final class TaskGathering {
  private final TaskSource source;
  private final List<Chain> chains;
  private final TaskShelf shelf;

  TaskGathering(TaskSource source, List<Chain> chains, TaskShelf shelf) {
    this.source = source;
    this.chains = chains;
    this.shelf = shelf;
  }

  TaskCall call(PlannedTask task, Payer payer) throws IOException, InterruptedException {
    var steps =
        task.chain().steps().stream()
            .map(step -> new TaskCall.Step(step.op().label(), step.params(), step.inputs()))
            .toList();
    var tables = new ArrayList<SortedMap<Long, Cell>>();
    for (var table : task.chain().tables()) {
      var rows = Chain.needed(table, task.rows());
      tables.add(table.isSource() ? source.read(rows, payer) : kept(table.name(), rows));
    }
    return new TaskCall(steps, tables, task.rows());
  }

  private SortedMap<Long, Cell> kept(String stage, List<Long> rows) throws IOException {
    var hash =
        chains.stream()
            .filter(chain -> chain.stage().name().equals(stage))
            .map(Chain::hash)
            .findFirst()
            .orElseThrow();
    var cells = new TreeMap<Long, Cell>();
    for (var row : rows) {
      var cell = shelf.get(hash, row);
      if (cell.isEmpty()) {
        throw new IOException("row %d of %s is not kept any more".formatted(row, stage));
      }
      cells.put(row, cell.get());
    }
    return cells;
  }
}
