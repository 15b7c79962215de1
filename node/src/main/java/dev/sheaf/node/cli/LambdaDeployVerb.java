package dev.sheaf.node.cli;

import dev.sheaf.lambda.bridge.deploy.DeployException;
import dev.sheaf.lambda.bridge.deploy.FleetDeployer;
import dev.sheaf.lambda.bridge.deploy.FleetPlan;
import dev.sheaf.lambda.bridge.deploy.FleetSpec;
import dev.sheaf.lambda.bridge.deploy.FunctionCode;
import dev.sheaf.node.config.LambdaSettings;
import dev.sheaf.node.functions.LambdaAccount;
import dev.sheaf.node.functions.TaskFunction;
import dev.sheaf.node.functions.WantedFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the functions that the settings ask for, after it has said what that takes and costs. */
@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    description = "Make or change the functions in an AWS account, as sheaf.lambda says.")
final class LambdaDeployVerb implements Callable<Integer> {
  @Mixin Output output = new Output();
  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--dry-run",
      description = "only show template, rights, plan and cost; nothing is made")
  boolean dryRun;

  @Option(names = "--prune", description = "also remove functions beyond sheaf.lambda.nodes")
  boolean prune;

  @Override
  public Integer call() throws IOException {
    output.expectWritable();
    var settings = options.read(List.of()).lambda();
    var zip = Files.createTempFile("sheaf-function", ".zip");
    try {
      var code = WantedFleet.code(zip);
      deploy(settings, WantedFleet.of(settings, code), code);
      return 0;
    } catch (DeployException known) {
      throw new CliException(String.valueOf(known.getMessage()));
    } finally {
      Files.deleteIfExists(zip);
    }
  }

  private void deploy(LambdaSettings settings, FleetSpec wanted, FunctionCode code) {
    var report = new DeployReport(settings, wanted, code);
    if (!dryRun && settings.aws().roleArn().isEmpty()) {
      throw new CliException(
          "sheaf.lambda.role-arn is not set: make the stack first, and set it to the output"
              + " FunctionRoleArn:"
              + System.lineSeparator()
              + "  "
              + WantedFleet.stackCommand(settings));
    }
    if (!dryRun) {
      output.say(report.overview());
    }
    try (var account = LambdaAccount.open(settings.aws())) {
      var deployer = account.deployer(wanted.names());
      var plan = FleetPlan.of(wanted, deployer.there(), prune);
      var shortage = deployer.limits().shortage(plan);
      if (dryRun) {
        show(report, plan, shortage, "");
      } else {
        apply(report, deployer, plan);
      }
    } catch (DeployException failed) {
      refuseUnlessDry(report, wanted, failed);
    }
  }

  /** A look at what would be made needs no account: then all of it is to be made. */
  private void refuseUnlessDry(DeployReport report, FleetSpec wanted, DeployException failed) {
    if (!dryRun) {
      throw failed;
    }
    var plan = FleetPlan.of(wanted, List.of(), prune);
    show(report, plan, Optional.empty(), String.valueOf(failed.getMessage()));
  }

  private void show(
      DeployReport report, FleetPlan plan, Optional<String> shortage, String unknown) {
    output.result(
        report.result(plan, shortage, unknown, true),
        report.overview() + System.lineSeparator() + report.plan(plan, shortage, unknown));
  }

  private void apply(DeployReport report, FleetDeployer deployer, FleetPlan plan) {
    output.say(report.plan(plan, Optional.empty(), ""));
    deployer.apply(report.wanted(), plan, report.code(), output::say);
    TaskFunction.deploy(report.settings(), deployer, report.code(), output::say);
    output.result(
        report.result(plan, Optional.empty(), "", false),
        plan.isEmpty() ? "nothing had to be done" : "done: " + plan.steps().size() + " functions");
  }
}
