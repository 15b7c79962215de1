package dev.sheaf.node.functions;

import dev.sheaf.lambda.bridge.deploy.DeployedFunction;
import dev.sheaf.lambda.bridge.deploy.FleetDeployer;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.bridge.deploy.FleetPlan;
import dev.sheaf.lambda.bridge.deploy.FleetSpec;
import dev.sheaf.lambda.bridge.deploy.FunctionCode;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec;
import dev.sheaf.node.config.LambdaSettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The function that does tasks: the fleet's code with its second handler, as many runs at once as
 * the settings say, and nearly all of its memory for the heap, since it holds no chunks.
 */
public final class TaskFunction {
  /** The longest that a run may take. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  private TaskFunction() {}

  private static FunctionSpec spec(LambdaSettings settings, FunctionCode code) {
    var chunks = WantedFleet.of(settings, code).function();
    return new FunctionSpec(
        chunks.runtime(),
        FunctionSpec.TASK_HANDLER,
        chunks.roleArn(),
        chunks.architecture(),
        chunks.memoryMb(),
        (int) LONGEST.toSeconds(),
        chunks.ephemeralMb(),
        FunctionSpec.taskEnvironment(settings.memoryMb()),
        chunks.vpc(),
        chunks.logGroup(),
        chunks.snapStart(),
        settings.tasks(),
        chunks.codeSha256());
  }

  /** Makes it, or changes it where it differs; nothing where the settings want none. */
  public static void deploy(
      LambdaSettings settings, FleetDeployer deployer, FunctionCode code, Consumer<String> told) {
    if (settings.tasks() == 0) {
      return;
    }
    var names = new FleetNames(settings.cluster());
    var wanted = new FleetSpec(names, 1, spec(settings, code));
    var there =
        deployer.there().stream().filter(each -> each.name().equals(names.tasks())).findFirst();
    if (there.isEmpty()) {
      apply(deployer, wanted, new FleetPlan.Step.Create(names.tasks()), code, told);
      return;
    }
    var differences = there.get().spec().differences(wanted.function());
    if (!differences.isEmpty()
        || !(there.get().health() instanceof DeployedFunction.Health.Ready)) {
      apply(deployer, wanted, new FleetPlan.Step.Change(names.tasks(), differences), code, told);
    }
  }

  private static void apply(
      FleetDeployer deployer,
      FleetSpec wanted,
      FleetPlan.Step step,
      FunctionCode code,
      Consumer<String> told) {
    deployer.apply(wanted, new FleetPlan(List.of(step), List.of(), List.of()), code, told);
  }
}
