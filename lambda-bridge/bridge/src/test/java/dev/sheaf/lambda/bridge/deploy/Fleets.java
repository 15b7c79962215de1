package dev.sheaf.lambda.bridge.deploy;

import dev.sheaf.lambda.bridge.deploy.DeployedFunction.Health;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec.Vpc;
import java.util.List;

/** Fleets for tests. */
final class Fleets {
  static final FleetNames LAB = new FleetNames("lab");

  private Fleets() {}

  static FleetSpec of(int count) {
    return new FleetSpec(LAB, count, function(1024, "abc"));
  }

  static FunctionSpec function(int memoryMb, String code) {
    return new FunctionSpec(
        FunctionSpec.RUNTIME,
        FunctionSpec.HANDLER,
        "arn:aws:iam::123456789012:role/sheaf-lab-function",
        "x86_64",
        memoryMb,
        FunctionSpec.TIMEOUT_SECONDS,
        FunctionSpec.EPHEMERAL_MB,
        FunctionSpec.environment(memoryMb),
        new Vpc(List.of(), List.of()),
        LAB.logGroup(),
        FunctionSpec.NO_SNAPSHOTS,
        1,
        code);
  }

  static FunctionSpec reserving(FunctionSpec is, int concurrency) {
    return new FunctionSpec(
        is.runtime(),
        is.handler(),
        is.roleArn(),
        is.architecture(),
        is.memoryMb(),
        is.timeoutSeconds(),
        is.ephemeralMb(),
        is.environment(),
        is.vpc(),
        is.logGroup(),
        is.snapStart(),
        concurrency,
        is.codeSha256());
  }

  static DeployedFunction ready(String name, FunctionSpec spec) {
    return new DeployedFunction(name, spec, new Health.Ready());
  }
}
