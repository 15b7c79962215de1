package dev.sheaf.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.lambda.bridge.deploy.DeployRights;
import dev.sheaf.lambda.bridge.deploy.FleetBill;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.bridge.deploy.FleetPlan;
import dev.sheaf.lambda.bridge.deploy.FleetPlan.Step;
import dev.sheaf.lambda.bridge.deploy.FleetSpec;
import dev.sheaf.lambda.bridge.deploy.FunctionCode;
import dev.sheaf.node.config.LambdaSettings;
import dev.sheaf.node.functions.WantedFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a deployment takes, costs and does, for people and for programs. */
record DeployReport(LambdaSettings settings, FleetSpec wanted, FunctionCode code) {
  private static final double HOURS_PER_MONTH = 730;
  private static final double MEBIBYTE = 1 << 20;

  /** What has to be there, what is made, and what it costs. */
  String overview() {
    var function = wanted.function();
    return String.join(
        System.lineSeparator(),
        "template  %s: roles, logs, alarms, budget; it comes first:".formatted(FleetNames.TEMPLATE),
        "  " + WantedFleet.stackCommand(settings),
        "rights    the policy %s of that stack, for whoever deploys:"
            .formatted(wanted.names().deployPolicy()),
        policy().indent(2).stripTrailing(),
        "functions %d, %s and on: %s, %s, %d MB, at most %d s, one run at once, archive %s"
            .formatted(
                wanted.count(),
                wanted.names().function(0),
                function.runtime(),
                function.architecture(),
                function.memoryMb(),
                function.timeoutSeconds(),
                Figures.bytes(code.sizeBytes())),
        cost());
  }

  private String policy() {
    var aws = settings.aws();
    return DeployRights.policy(
            wanted.names(),
            aws.region().isEmpty() ? "*" : aws.region(),
            WantedFleet.account(settings),
            !aws.subnets().isEmpty())
        .strip();
  }

  private String cost() {
    var bill = WantedFleet.bill(settings);
    var table = new Table("cost", "dollars", "for");
    table.row(
        "standing by",
        usd(bill.warmUpUsdPerHour()),
        "an hour, warmed every %d s; %s a month"
            .formatted(
                WantedFleet.warmUp(settings).toSeconds(),
                usd(bill.warmUpUsdPerHour() * HOURS_PER_MONTH)));
    table.row(
        "a read",
        usd(bill.readUsd()),
        "10 MB from %d chunks, one invocation each; %s a million"
            .formatted(settings.code().data(), usd(bill.readUsd() * 1e6)));
    table.row(
        "at the most",
        usd(bill.mostUsdPerHour()),
        "an hour in which all functions run all the time");
    return table.text() + System.lineSeparator() + sizes(bill);
  }

  private static String sizes(FleetBill bill) {
    var parts =
        bill.sizes().stream()
            .map(each ->
                "%d x %d MB %s"
                    .formatted(each.functions(), each.memoryMb(), usd(each.usdPerHour())))
            .toList();
    return "as much memory in other sizes, dollars an hour at %,d chunk reads: %s"
        .formatted(FleetBill.READS, String.join(", ", parts));
  }

  /** Dollars with as many digits as say something. */
  private static String usd(double dollars) {
    return dollars >= 0.01
        ? String.format(Locale.ROOT, "%.2f", dollars)
        : String.format(Locale.ROOT, "%.2g", dollars);
  }

  /**
   * What is to be done.
   *
   * @param unknown why nobody knows what there is; empty when it is known
   */
  String plan(FleetPlan plan, Optional<String> shortage, String unknown) {
    var lines = new ArrayList<String>();
    lines.add(
        "plan      make %d, change %d, remove %d, leave %d as they are"
            .formatted(
                plan.creations(),
                count(plan, Step.Change.class),
                count(plan, Step.Remove.class),
                plan.unchanged().size()));
    for (var step : plan.steps()) {
      switch (step) {
        case Step.Create made -> {}
        case Step.Change changed ->
            lines.add("  change %s: %s".formatted(changed.function(), changed.differences()));
        case Step.Remove removed ->
            lines.add("  remove %s, with what it holds".formatted(removed.function()));
      }
    }
    if (!plan.surplus().isEmpty()) {
      lines.add(
          "  beyond sheaf.lambda.nodes, and staying without --prune: "
              + String.join(", ", plan.surplus()));
    }
    shortage.ifPresent(words -> lines.add("  but " + words));
    if (!unknown.isEmpty()) {
      lines.add("  as if there were no functions, since nobody could look: " + unknown);
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static long count(FleetPlan plan, Class<? extends Step> kind) {
    return plan.steps().stream().filter(kind::isInstance).count();
  }

  /** The same for programs. */
  ObjectNode result(FleetPlan plan, Optional<String> shortage, String unknown, boolean dryRun) {
    var result = Json.MAPPER.createObjectNode();
    result.put("cluster", wanted.names().cluster()).put("dryRun", dryRun);
    result.put("template", FleetNames.TEMPLATE).set("policy", json(policy()));
    result
        .putObject("functions")
        .put("count", wanted.count())
        .put("first", wanted.names().function(0))
        .put("runtime", wanted.function().runtime())
        .put("architecture", wanted.function().architecture())
        .put("memoryBytes", (long) (wanted.function().memoryMb() * MEBIBYTE))
        .put("timeoutSeconds", wanted.function().timeoutSeconds())
        .put("codeBytes", code.sizeBytes());
    var bill = WantedFleet.bill(settings);
    result
        .putObject("cost")
        .put("standingUsdPerHour", bill.warmUpUsdPerHour())
        .put("readUsd", bill.readUsd())
        .put("readBytes", FleetBill.OBJECT_BYTES)
        .put("mostUsdPerHour", bill.mostUsdPerHour())
        .set("sizes", Json.MAPPER.valueToTree(bill.sizes()));
    result.set("plan", planned(plan, shortage, unknown));
    return result;
  }

  private static ObjectNode planned(FleetPlan plan, Optional<String> shortage, String unknown) {
    var view = Json.MAPPER.createObjectNode().put("known", unknown.isEmpty());
    view.put("unknownBecause", unknown).put("quotaShortage", shortage.orElse(""));
    view.set("make", names(plan, Step.Create.class));
    var changes = view.putArray("change");
    for (var step : plan.steps()) {
      if (step instanceof Step.Change changed) {
        changes
            .addObject()
            .put("function", changed.function())
            .set("differences", Json.MAPPER.valueToTree(changed.differences()));
      }
    }
    view.set("remove", names(plan, Step.Remove.class));
    view.put("unchanged", plan.unchanged().size());
    view.set("surplus", Json.MAPPER.valueToTree(plan.surplus()));
    return view;
  }

  private static JsonNode names(FleetPlan plan, Class<? extends Step> kind) {
    List<String> names =
        plan.steps().stream().filter(kind::isInstance).map(Step::function).toList();
    return Json.MAPPER.valueToTree(names);
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the policy is JSON", e);
    }
  }
}
