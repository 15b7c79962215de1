package dev.sheaf.actors.task;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.task.TaskPlan;
import dev.sheaf.wire.task.Cell;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/** Rows of encoded bytes. */
interface TaskSource {
  /** Names what the rows are: the same name has the same bytes for ever. */
  String identity();

  /** How they lie. */
  TaskPlan.Layout layout();

  /** The label of a row; -1 when it has none. */
  int label(long row);

  /**
   * Reads rows, all of one stream, in order; blocks.
   *
   * @throws IOException when it is worth another try
   */
  SortedMap<Long, Cell> read(List<Long> rows, Payer payer) throws IOException, InterruptedException;
}
