package dev.sheaf.policies.task;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Stages that are done together, row by row, without keeping what is between them; the last one's
 * rows are kept.
 *
 * @param stage the last one
 * @param hash names its rows together with the row's number: the ops, their parameters and
 *     versions, and the source, all the way down
 * @param steps in order; the last is the stage
 * @param tables what the steps read: the source, or stages whose rows are kept
 * @param wanted whether its rows were asked for; else other chains need them
 */
public record Chain(
    Stage stage, String hash, List<Step> steps, List<Table> tables, boolean wanted) {
  /**
   * An op of a chain.
   *
   * @param inputs a step before by its place from 0, or table t as {@code -1 - t}
   */
  public record Step(Op op, SortedMap<String, String> params, List<Integer> inputs) {
    /** A step that owns its list. */
    public Step {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * What a chain reads.
   *
   * @param name {@link Stage#SOURCE} or a stage
   * @param rowsBefore how many rows before its own a row of the chain needs of it
   */
  public record Table(String name, int rowsBefore) {
    /** True when it is not another stage. */
    public boolean isSource() {
      return name.equals(Stage.SOURCE);
    }
  }

  /** A chain that owns its lists. */
  public Chain {
    steps = List.copyOf(steps);
    tables = List.copyOf(tables);
  }

  /** The rows of a table that these rows of the chain are made of, in order. */
  public static List<Long> needed(Table table, List<Long> rows) {
    if (table.rowsBefore() == 0) {
      return rows;
    }
    var needed = new TreeSet<Long>();
    for (var row : rows) {
      for (long before = Math.max(0, row - table.rowsBefore()); before <= row; before++) {
        needed.add(before);
      }
    }
    return List.copyOf(needed);
  }

  /** The name of a task that does these rows. */
  public String taskName(List<Long> rows) {
    return ContentName.of(List.of("task", hash, rows.toString()));
  }
}
