package dev.sheaf.policies.task;

import dev.sheaf.policies.task.Stage.Ordering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which tasks the wanted rows come to: from the results backwards to the rows that are needed of
 * every chain, without those that are known already, and forwards again into tasks.
 *
 * <p><i>Cost:</i> O(rows × chains × log rows).
 */
public final class TaskPlan {
  private final List<Chain> chains;
  private final Layout layout;
  private final List<PlannedTask> tasks = new ArrayList<>();

  /** Which task does a row, by chain. */
  private final Map<String, TreeMap<Long, String>> makers = new HashMap<>();

  private TaskPlan(List<Chain> chains, Layout layout) {
    this.chains = chains;
    this.layout = layout;
  }

  /** How the rows of a source lie. */
  public interface Layout {
    /** How many there are. */
    long rows();

    /** The stream, or package, of a row; tasks stay inside one. Grows with the row. */
    long streamOf(long row);

    /** Bytes of a row; 0 when that is not known. */
    long sizeBytes(long row);
  }

  /** What was done before. */
  @FunctionalInterface
  public interface Known {
    /** True when the row of this chain is kept. */
    boolean has(String chainHash, long row);
  }

  /**
   * A task.
   *
   * @param name of what it does to which rows; the same for ever
   * @param chain what it does
   * @param rows that it gives out, in order
   * @param after tasks that must be done before
   */
  public record PlannedTask(String name, Chain chain, List<Long> rows, List<String> after) {
    /** A task that owns its lists. */
    public PlannedTask {
      rows = List.copyOf(rows);
      after = List.copyOf(after);
    }
  }

  /**
   * The tasks for {@code wanted} rows of all results, each after those that it waits for.
   *
   * @param mostBytes of the source that a task of several rows may read
   */
  public static List<PlannedTask> of(
      List<Chain> chains, Layout layout, List<Long> wanted, Known known, long mostBytes) {
    var plan = new TaskPlan(chains, layout);
    var missing = plan.missing(wanted, known);
    for (var chain : chains) {
      plan.cut(chain, missing.getOrDefault(chain.stage().name(), new TreeSet<>()), mostBytes);
    }
    return List.copyOf(plan.tasks);
  }

  /** The rows that each chain has still to give, by its stage: from the results backwards. */
  private Map<String, SortedSet<Long>> missing(List<Long> wanted, Known known) {
    var missing = new HashMap<String, SortedSet<Long>>();
    for (var chain : chains.reversed()) {
      var rows = missing.computeIfAbsent(chain.stage().name(), first -> new TreeSet<>());
      if (chain.wanted()) {
        rows.addAll(wanted);
      }
      rows.removeIf(row -> known.has(chain.hash(), row));
      for (var table : chain.tables()) {
        if (!table.isSource()) {
          missing
              .computeIfAbsent(table.name(), first -> new TreeSet<>())
              .addAll(Chain.needed(table, List.copyOf(rows)));
        }
      }
    }
    return missing;
  }

  private void cut(Chain chain, SortedSet<Long> rows, long mostBytes) {
    var packet = new ArrayList<Long>();
    var bytes = 0L;
    for (var row : rows) {
      var more = layout.sizeBytes(row);
      if (!packet.isEmpty()
          && (packet.size() == chain.stage().fanOut()
              || bytes + more > mostBytes
              || layout.streamOf(packet.getLast()) != layout.streamOf(row))) {
        add(chain, packet);
        packet.clear();
        bytes = 0;
      }
      packet.add(row);
      bytes += more;
    }
    if (!packet.isEmpty()) {
      add(chain, packet);
    }
  }

  private void add(Chain chain, List<Long> rows) {
    var name = chain.taskName(rows);
    var after = new TreeSet<String>();
    for (var table : chain.tables()) {
      var theirs = makers.get(table.name());
      if (theirs != null) {
        for (var row : Chain.needed(table, rows)) {
          var maker = theirs.get(row);
          if (maker != null) {
            after.add(maker);
          }
        }
      }
    }
    var mine = makers.computeIfAbsent(chain.stage().name(), first -> new TreeMap<>());
    var before = mine.lastEntry();
    if (before != null && waits(chain.stage().ordering(), before.getKey(), rows.getFirst())) {
      after.add(before.getValue());
    }
    rows.forEach(row -> mine.put(row, name));
    tasks.add(new PlannedTask(name, chain, rows, List.copyOf(after)));
  }

  private boolean waits(Ordering ordering, long before, long row) {
    return switch (ordering) {
      case NONE -> false;
      case STREAM -> layout.streamOf(before) == layout.streamOf(row);
      case TOTAL -> true;
    };
  }
}
