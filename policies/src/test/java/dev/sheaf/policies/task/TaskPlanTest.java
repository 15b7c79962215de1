package dev.sheaf.policies.task;

import static dev.sheaf.policies.task.StageGraphTest.graph;
import static dev.sheaf.policies.task.StageGraphTest.resize;
import static dev.sheaf.policies.task.StageGraphTest.stage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.task.SparseOrDense.Span;
import dev.sheaf.policies.task.TaskPlan.PlannedTask;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class TaskPlanTest {
  private static final Stage DECODE = stage("pixels", "decode", Map.of(), "rows");
  private static final TaskPlan.Known NOTHING = (hash, row) -> false;

  /** Packages of 20 rows of 10 bytes. */
  private static final TaskPlan.Layout LAYOUT =
      new TaskPlan.Layout() {
        @Override
        public long rows() {
          return 1000;
        }

        @Override
        public long streamOf(long row) {
          return row / 20;
        }

        @Override
        public long sizeBytes(long row) {
          return 10;
        }
      };

  private static List<Long> rows(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static List<PlannedTask> plan(StageGraph graph, List<Long> wanted, TaskPlan.Known known) {
    return TaskPlan.of(graph.chains("samples v"), LAYOUT, wanted, known, 1000);
  }

  @Test
  void aTaskStaysInsideItsPackageAndBelowItsFanOut() {
    var tasks = plan(graph(DECODE), rows(15, 45), NOTHING);
    assertEquals(
        List.of(rows(15, 19), rows(20, 27), rows(28, 35), rows(36, 39), rows(40, 45)),
        tasks.stream().map(PlannedTask::rows).toList());
    var small = TaskPlan.of(graph(DECODE).chains("v"), LAYOUT, rows(0, 5), NOTHING, 25);
    assertEquals(
        List.of(rows(0, 1), rows(2, 3), rows(4, 5)),
        small.stream().map(PlannedTask::rows).toList());
  }

  @Test
  void whatIsKnownIsNotDoneAgain() {
    var graph = graph(DECODE, resize("small", 64, "pixels"));
    var done = new HashSet<String>();
    for (var task : plan(graph, rows(0, 99), NOTHING)) {
      task.rows().forEach(row -> done.add(task.chain().hash() + row));
    }
    TaskPlan.Known known = (hash, row) -> done.contains(hash + row);
    assertEquals(List.of(), plan(graph, rows(0, 99), known));
    assertEquals(
        List.of(rows(100, 104)),
        plan(graph, rows(90, 104), known).stream().map(PlannedTask::rows).toList());
  }

  @Test
  void backwardsOnlyTheRowsThatAreNeededAreDone() {
    var graph =
        graph(
            DECODE,
            stage("moved", "difference", Map.of(), "pixels"),
            resize("small", 64, "pixels"));
    var tasks = plan(graph, List.of(0L, 7L, 30L), NOTHING);
    var byStage = new TreeMap<String, Set<Long>>();
    for (var task : tasks) {
      byStage
          .computeIfAbsent(task.chain().stage().name(), first -> new HashSet<>())
          .addAll(task.rows());
    }
    assertEquals(Set.of(0L, 6L, 7L, 29L, 30L), byStage.get("pixels"));
    assertEquals(Set.of(0L, 7L, 30L), byStage.get("moved"));
    var readers =
        tasks.stream().filter(task -> !task.chain().stage().name().equals("pixels")).toList();
    var names = tasks.stream().map(PlannedTask::name).toList();
    for (var task : readers) {
      assertFalse(task.after().isEmpty(), "it reads what another gives");
      assertTrue(names.subList(0, names.indexOf(task.name())).containsAll(task.after()));
    }
  }

  @Test
  void rowsBeforeAddUpAlongAChain() {
    var graph =
        graph(
            DECODE,
            stage("once", "difference", Map.of(), "pixels"),
            stage("twice", "difference", Map.of(), "once"));
    var chain = graph.chains("movie").getFirst();
    assertEquals(List.of(3L, 4L, 5L), Chain.needed(chain.tables().getFirst(), List.of(5L)));
    assertEquals(List.of(0L, 1L), Chain.needed(chain.tables().getFirst(), List.of(1L)));
  }

  @Test
  void orderedTasksWaitForThoseBeforeThem() {
    for (var ordering : Stage.Ordering.values()) {
      var decode = new Stage("pixels", "decode", new TreeMap<>(), List.of("rows"), 10, ordering);
      var tasks = plan(graph(decode), rows(0, 39), NOTHING);
      var waiting = tasks.stream().map(task -> task.after().size()).toList();
      assertEquals(
          switch (ordering) {
            case NONE -> List.of(0, 0, 0, 0);
            case STREAM -> List.of(0, 1, 0, 1);
            case TOTAL -> List.of(0, 1, 1, 1);
          },
          waiting,
          ordering.name());
    }
  }

  @Test
  void denseRowsAreReadThroughAndSparseOnesOneByOne() {
    assertEquals(
        List.of(new Span(0, 11), new Span(20, 20), new Span(40, 41)),
        SparseOrDense.spans(List.of(0L, 3L, 11L, 20L, 40L, 41L)));
    assertEquals(List.of(), SparseOrDense.spans(List.of()));
    assertTrue(SparseOrDense.isDense(1, 8));
    assertFalse(SparseOrDense.isDense(1, 9));
  }
}
