package dev.sheaf.lambda.bridge.deploy;

import dev.sheaf.lambda.bridge.deploy.FunctionSpec.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What has to be done so that a fleet is as it should be.
 *
 * @param steps in order of the functions' numbers; what is removed comes last
 * @param unchanged functions that are as they should be
 * @param surplus functions with numbers that are not wanted, and that stay
 */
public record FleetPlan(List<Step> steps, List<String> unchanged, List<String> surplus) {
  /** What is done to one function. */
  public sealed interface Step {
    /** The function's name. */
    String function();

    /** It is made. */
    record Create(String function) implements Step {}

    /** It is changed where it differs. */
    record Change(String function, List<Difference> differences) implements Step {
      /** A step that owns its list. */
      public Change {
        differences = List.copyOf(differences);
      }
    }

    /** It is removed, and what it holds with it. */
    record Remove(String function) implements Step {}
  }

  /** A plan that owns its lists. */
  public FleetPlan {
    steps = List.copyOf(steps);
    unchanged = List.copyOf(unchanged);
    surplus = List.copyOf(surplus);
  }

  /**
   * The steps from what there is to what is wanted.
   *
   * @param there functions, of this cluster or of others
   * @param prune whether functions that are not wanted are removed
   */
  public static FleetPlan of(FleetSpec wanted, List<DeployedFunction> there, boolean prune) {
    var byName =
        there.stream().collect(Collectors.toMap(DeployedFunction::name, Function.identity()));
    var steps = new ArrayList<Step>();
    var unchanged = new ArrayList<String>();
    for (var name : wanted.functions()) {
      var found = byName.get(name);
      if (found == null) {
        steps.add(new Step.Create(name));
        continue;
      }
      var differences = found.spec().differences(wanted.function());
      if (!differences.isEmpty()) {
        steps.add(new Step.Change(name, differences));
      } else if (found.health() instanceof DeployedFunction.Health.Ready) {
        unchanged.add(name);
      } else {
        steps.add(new Step.Change(name, List.of()));
      }
    }
    var surplus = surplus(wanted, there);
    if (prune) {
      surplus.forEach(name -> steps.add(new Step.Remove(name)));
    }
    return new FleetPlan(steps, unchanged, prune ? List.of() : surplus);
  }

  private static List<String> surplus(FleetSpec wanted, List<DeployedFunction> there) {
    var beyond = new TreeMap<Integer, String>();
    for (var each : there) {
      var index = wanted.names().index(each.name());
      if (index.isPresent() && index.getAsInt() >= wanted.count()) {
        beyond.put(index.getAsInt(), each.name());
      }
    }
    return List.copyOf(beyond.values());
  }

  /** True when nothing has to be done. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** How many functions are made. */
  public long creations() {
    return steps.stream().filter(Step.Create.class::isInstance).count();
  }

  /** How many functions take a reserved concurrency that they do not have yet. */
  public long reservations() {
    return steps.stream()
        .filter(step ->
            switch (step) {
              case Step.Create made -> true;
              case Step.Change changed ->
                  changed.differences().stream()
                      .anyMatch(each -> each.what().equals("reserved concurrency"));
              case Step.Remove removed -> false;
            })
        .count();
  }
}
