package dev.sheaf.node.functions;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sheaf.lambda.bridge.deploy.FleetBill;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.bridge.deploy.FleetSpec;
import dev.sheaf.lambda.bridge.deploy.FunctionCode;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec;
import dev.sheaf.lambda.function.ChunkHandler;
import dev.sheaf.node.config.LambdaSettings;
import dev.sheaf.wire.chunk.FunctionCall;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the settings ask for, in the words of a deployment. */
public final class WantedFleet {
  /** How often functions are warmed where nothing is known of reclaims yet. */
  public static final Duration FIRST_WARM_UP = Duration.ofMinutes(1);

  /** Stands for the role while none is set. */
  public static final String ROLE_TO_COME = "FunctionRoleArn of the stack";

  private WantedFleet() {}

  /** The fleet, all of whose functions run {@code code}. */
  public static FleetSpec of(LambdaSettings settings, FunctionCode code) {
    var aws = settings.aws();
    var names = new FleetNames(settings.cluster());
    return new FleetSpec(
        names,
        settings.nodes(),
        new FunctionSpec(
            FunctionSpec.RUNTIME,
            FunctionSpec.HANDLER,
            aws.roleArn().isEmpty() ? ROLE_TO_COME : aws.roleArn(),
            aws.architecture(),
            settings.memoryMb(),
            FunctionSpec.TIMEOUT_SECONDS,
            FunctionSpec.EPHEMERAL_MB,
            FunctionSpec.environment(settings.memoryMb()),
            new FunctionSpec.Vpc(aws.subnets(), aws.securityGroups()),
            names.logGroup(),
            FunctionSpec.NO_SNAPSHOTS,
            1,
            code.sha256()));
  }

  /** What it will cost. */
  public static FleetBill bill(LambdaSettings settings) {
    return FleetBill.of(
        settings.prices(),
        settings.nodes(),
        settings.memoryMb(),
        settings.code(),
        warmUp(settings).toSeconds());
  }

  /** How often functions are warmed, as far as that is known. */
  public static Duration warmUp(LambdaSettings settings) {
    return settings.warmUp().orElse(FIRST_WARM_UP);
  }

  /** The account of the role; {@code *} while it is not known. */
  public static String account(LambdaSettings settings) {
    var arn = settings.aws().roleArn();
    return arn.isEmpty() ? "*" : arn.split(":", -1)[4];
  }

  /** Packs what runs in a function, from where this process has it. */
  public static FunctionCode code(Path zip) throws IOException {
    return FunctionCode.pack(
        Stream.of(ChunkHandler.class, FunctionCall.class, RequestStreamHandler.class)
            .map(WantedFleet::origin)
            .distinct()
            .toList(),
        zip);
  }

  private static Path origin(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(type + " has no place", e);
    }
  }

  /** What makes the stack that the fleet needs. */
  public static String stackCommand(LambdaSettings settings) {
    return String.join(
        " ",
        "aws cloudformation deploy --template-file " + FleetNames.TEMPLATE,
        "--stack-name sheaf-" + settings.cluster(),
        "--capabilities CAPABILITY_NAMED_IAM",
        "--parameter-overrides Cluster=%s MemoryMb=%d"
            .formatted(settings.cluster(), settings.memoryMb()));
  }
}
