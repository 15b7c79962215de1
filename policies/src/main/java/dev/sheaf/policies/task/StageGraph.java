package dev.sheaf.policies.task;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Stages that fit together, each after those that it reads.
 *
 * <p>A stage's rows are kept where nobody or more than one reads them; between, stages are fused.
 */
public final class StageGraph {
  /** The most stages of a graph. */
  public static final int MOST_STAGES = 64;

  private final List<Stage> stages;
  private final SortedMap<String, Integer> readers = new TreeMap<>();

  StageGraph(List<Stage> inOrder) {
    this.stages = List.copyOf(inOrder);
    for (var stage : stages) {
      readers.putIfAbsent(stage.name(), 0);
      stage.inputs().stream().distinct().forEach(input -> readers.merge(input, 1, Integer::sum));
    }
  }

  /** Whether stages make a graph. */
  public sealed interface Checked {
    /** They do. */
    record Sound(StageGraph graph) implements Checked {}

    /** They do not; all that is wrong. */
    record Flawed(List<Flaw> flaws) implements Checked {
      /** Flaws that own their list. */
      public Flawed {
        flaws = List.copyOf(flaws);
      }
    }
  }

  /**
   * A field that breaks its rule.
   *
   * @param field such as {@code stages[1].op}
   * @param value what it is, for people
   * @param rule what it must be
   */
  public record Flaw(String field, String value, String rule) {}

  /**
   * Holds stages against what they may be.
   *
   * @param ordered whether a row of the source follows the one before in time
   */
  public static Checked check(List<Stage> stages, boolean ordered) {
    return new StageCheck(stages, ordered).check();
  }

  /** The stages, each after those that it reads. */
  public List<Stage> stages() {
    return stages;
  }

  private boolean isKept(String stage) {
    return readers.getOrDefault(stage, 0) != 1;
  }

  /** Stages that nobody reads: what comes of the graph. */
  public List<String> results() {
    return stages.stream()
        .map(Stage::name)
        .filter(name -> readers.getOrDefault(name, 0) == 0)
        .toList();
  }

  /**
   * The chains, each after those that it reads.
   *
   * @param source names what the rows are: the same name has the same bytes for ever
   */
  public List<Chain> chains(String source) {
    var hashes = new TreeMap<String, String>();
    hashes.put(Stage.SOURCE, ContentName.of(List.of("source", source)));
    var chains = new ArrayList<Chain>();
    for (var stage : stages) {
      var hash = hash(stage, hashes);
      hashes.put(stage.name(), hash);
      if (isKept(stage.name())) {
        chains.add(new Fusing().chain(stage, hash, results().contains(stage.name())));
      }
    }
    return List.copyOf(chains);
  }

  private static String hash(Stage stage, SortedMap<String, String> hashes) {
    var parts = new ArrayList<String>();
    var op = Op.named(stage.op()).orElseThrow();
    parts.add("stage");
    parts.add(op.label() + "@" + op.version());
    stage.params().forEach((name, value) -> parts.add(name + "=" + value));
    stage.inputs().forEach(input -> parts.add(hashes.getOrDefault(input, "")));
    return ContentName.of(parts);
  }

  /** Puts a kept stage together with those that only it reads. */
  private final class Fusing {
    private final List<Chain.Step> steps = new ArrayList<>();
    private final SortedMap<String, Integer> places = new TreeMap<>();
    private final List<String> tables = new ArrayList<>();
    private final SortedMap<String, Integer> rowsBefore = new TreeMap<>();

    Chain chain(Stage last, String hash, boolean wanted) {
      add(last);
      reach(last, 0);
      var read =
          tables.stream()
              .map(name -> new Chain.Table(name, rowsBefore.getOrDefault(name, 0)))
              .toList();
      return new Chain(last, hash, steps, read, wanted);
    }

    private int add(Stage stage) {
      var inputs = stage.inputs().stream().map(this::place).toList();
      steps.add(new Chain.Step(Op.named(stage.op()).orElseThrow(), stage.params(), inputs));
      places.put(stage.name(), steps.size() - 1);
      return steps.size() - 1;
    }

    private int place(String input) {
      var known = places.get(input);
      if (known != null) {
        return known;
      }
      if (!isTable(input)) {
        return add(named(input));
      }
      if (!tables.contains(input)) {
        tables.add(input);
      }
      return -1 - tables.indexOf(input);
    }

    private void reach(Stage stage, int before) {
      var reach = before + Op.named(stage.op()).orElseThrow().rowsBefore();
      for (var input : stage.inputs()) {
        if (isTable(input)) {
          rowsBefore.merge(input, reach, Math::max);
        } else {
          reach(named(input), reach);
        }
      }
    }

    private boolean isTable(String input) {
      return input.equals(Stage.SOURCE) || isKept(input);
    }

    private Stage named(String name) {
      return stages.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }
  }
}
