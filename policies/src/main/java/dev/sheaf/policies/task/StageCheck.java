package dev.sheaf.policies.task;

import dev.sheaf.policies.task.StageGraph.Checked;
import dev.sheaf.policies.task.StageGraph.Flaw;
import dev.sheaf.policies.vocabulary.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds all that keeps stages from being a graph, and puts them in order when nothing does. */
final class StageCheck {
  private static final String NAME = "[a-z][a-z0-9-]{0,31}";

  private final List<Stage> stages;
  private final boolean ordered;
  private final Map<String, Stage> named = new LinkedHashMap<>();
  private final List<Flaw> flaws = new ArrayList<>();

  StageCheck(List<Stage> stages, boolean ordered) {
    this.stages = stages;
    this.ordered = ordered;
  }

  Checked check() {
    if (stages.isEmpty() || stages.size() > StageGraph.MOST_STAGES) {
      flaw("stages", stages.size() + " stages", "1..%d stages".formatted(StageGraph.MOST_STAGES));
      return new Checked.Flawed(flaws);
    }
    for (int i = 0; i < stages.size(); i++) {
      name("stages[%d]".formatted(i), stages.get(i));
    }
    var complete = new ArrayList<Stage>();
    for (int i = 0; i < stages.size(); i++) {
      complete.add(look("stages[%d]".formatted(i), stages.get(i)));
    }
    var inOrder = flaws.isEmpty() ? inOrder(complete) : List.<Stage>of();
    return flaws.isEmpty() ? new Checked.Sound(new StageGraph(inOrder)) : new Checked.Flawed(flaws);
  }

  private void flaw(String field, String value, String rule) {
    flaws.add(new Flaw(field, value, rule));
  }

  private void name(String at, Stage stage) {
    if (!stage.name().matches(NAME)) {
      flaw(at + ".name", stage.name(), "1..32 small letters, digits and -, a letter first");
    } else if (stage.name().equals(Stage.SOURCE)) {
      flaw(at + ".name", stage.name(), "another name than that of the source");
    } else if (named.putIfAbsent(stage.name(), stage) != null) {
      flaw(at + ".name", stage.name(), "a name that no other stage has");
    }
    if (stage.fanOut() < 1 || stage.fanOut() > Stage.MOST_FAN_OUT) {
      flaw(
          at + ".fanOut",
          String.valueOf(stage.fanOut()),
          "a whole number 1..%d".formatted(Stage.MOST_FAN_OUT));
    }
  }

  /** The stage with all its parameters, as far as they are known. */
  private Stage look(String at, Stage stage) {
    var found = Op.named(stage.op());
    if (found.isEmpty()) {
      flaw(at + ".op", stage.op(), "one of " + String.join(", ", Op.labels()) + meant(stage.op()));
      return stage;
    }
    var op = found.get();
    if (op.rowsBefore() > 0 && !ordered) {
      flaw(
          at + ".op",
          stage.op(),
          "an op that needs one row at a time: samples follow no order in time; read a sequence or"
              + " a movie");
    }
    inputs(at, stage, op);
    return new Stage(
        stage.name(),
        stage.op(),
        params(at, stage, op),
        stage.inputs(),
        stage.fanOut(),
        stage.ordering());
  }

  private static String meant(String given) {
    return NearestName.of(given, Op.labels())
        .map(name -> " (did you mean " + name + "?)")
        .orElse("");
  }

  private SortedMap<String, String> params(String at, Stage stage, Op op) {
    var complete = new TreeMap<String, String>();
    var known = op.params().stream().map(Op.Param::name).toList();
    stage
        .params()
        .forEach((name, value) -> {
          if (!known.contains(name)) {
            flaw(
                at + "." + name,
                value,
                "left out: %s takes %s"
                    .formatted(op.label(), known.isEmpty() ? "nothing" : String.join(", ", known)));
          }
        });
    for (var param : op.params()) {
      var value = stage.params().getOrDefault(param.name(), param.fallback());
      if (!param.admits(value)) {
        flaw(at + "." + param.name(), value.isEmpty() ? "absent" : value, param.rule());
      }
      complete.put(param.name(), value);
    }
    return complete;
  }

  private void inputs(String at, Stage stage, Op op) {
    if (stage.inputs().size() != op.inputs()) {
      flaw(
          at + ".inputs",
          stage.inputs().size() + " stages",
          "%d of them: %s reads so many".formatted(op.inputs(), op.label()));
    }
    for (int i = 0; i < stage.inputs().size(); i++) {
      var input = stage.inputs().get(i);
      var field = "%s.inputs[%d]".formatted(at, i);
      var source = input.equals(Stage.SOURCE);
      if (!source && !named.containsKey(input)) {
        flaw(
            field,
            input,
            "a stage, or %s%s"
                .formatted(
                    Stage.SOURCE,
                    NearestName.of(input, named.keySet())
                        .map(name -> " (did you mean " + name + "?)")
                        .orElse("")));
      } else if (source != op.takesEncoded()) {
        flaw(
            field,
            input,
            source
                ? "a stage that gives pixels: " + op.label() + " reads no encoded images"
                : Stage.SOURCE + ": decode reads encoded images, and stages give pixels");
      }
    }
  }

  /** Each after those that it reads; a cycle is a flaw that names its stages. */
  private List<Stage> inOrder(List<Stage> complete) {
    var left = new ArrayList<>(complete);
    var placed = new ArrayList<Stage>();
    var known = new ArrayList<>(List.of(Stage.SOURCE));
    while (!left.isEmpty()) {
      var next = left.stream().filter(stage -> known.containsAll(stage.inputs())).findFirst();
      if (next.isEmpty()) {
        cycle(complete, left);
        return List.of();
      }
      placed.add(next.get());
      known.add(next.get().name());
      left.remove(next.get());
    }
    return placed;
  }

  /** Of stages that all wait for one another, goes back from the first until one comes again. */
  private void cycle(List<Stage> all, List<Stage> left) {
    var waiting = left.stream().map(Stage::name).toList();
    var path = new ArrayList<String>();
    var at = left.getFirst();
    while (!path.contains(at.name())) {
      path.add(at.name());
      var back = at.inputs().stream().filter(waiting::contains).findFirst().orElseThrow();
      at = left.stream().filter(stage -> stage.name().equals(back)).findFirst().orElseThrow();
    }
    var cycle = new ArrayList<>(path.subList(path.indexOf(at.name()), path.size()));
    cycle.add(at.name());
    var first = at.name();
    var index = all.stream().map(Stage::name).toList().indexOf(first);
    flaw(
        "stages[%d].inputs".formatted(index),
        String.join(" <- ", cycle),
        "stages that do not wait for themselves");
  }
}
