package dev.sheaf.lambda.bridge.deploy;

import dev.sheaf.lambda.bridge.deploy.DeployedFunction.Health;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec.Vpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.Concurrency;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.SnapStart;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.VpcConfig;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/** Functions of an AWS account, through the SDK; or of anything else that speaks Lambda's API. */
public final class AwsFunctionControl implements FunctionControl {
  private static final String CLUSTER_TAG = "sheaf:cluster";

  private final LambdaAsyncClient client;
  private final FleetNames names;

  /** Calls through {@code client}, which stays its owner's. */
  public AwsFunctionControl(LambdaAsyncClient client, FleetNames names) {
    this.client = client;
    this.names = names;
  }

  @Override
  public List<DeployedFunction> list(String prefix) {
    var found = new ArrayList<DeployedFunction>();
    @Nullable String marker = null;
    do {
      var from = marker;
      var page = await(client.listFunctions(request -> request.marker(from)));
      for (var each : page.functions()) {
        if (each.functionName().startsWith(prefix)) {
          // The list leaves out how a function is, and what it has reserved.
          find(each.functionName()).ifPresent(found::add);
        }
      }
      marker = page.nextMarker();
    } while (marker != null && !marker.isEmpty());
    return found;
  }

  @Override
  public Optional<DeployedFunction> find(String name) {
    try {
      var found = await(client.getFunction(request -> request.functionName(name)));
      var configuration = found.configuration();
      return Optional.of(
          new DeployedFunction(
              name, spec(configuration, found.concurrency()), health(configuration)));
    } catch (ResourceNotFoundException absent) {
      return Optional.empty();
    }
  }

  @Override
  public void create(String name, FunctionSpec spec, FunctionCode code) {
    var bytes = bytes(code);
    await(
        client.createFunction(request ->
            request
                .functionName(name)
                .description("Holds chunks of Sheaf's cluster " + names.cluster())
                .runtime(spec.runtime())
                .handler(spec.handler())
                .role(spec.roleArn())
                .architectures(Architecture.fromValue(spec.architecture()))
                .memorySize(spec.memoryMb())
                .timeout(spec.timeoutSeconds())
                .ephemeralStorage(scratch(spec))
                .environment(environment -> environment.variables(spec.environment()))
                .vpcConfig(vpc(spec))
                .loggingConfig(logging(spec))
                .snapStart(SnapStart.builder().applyOn(spec.snapStart()).build())
                .packageType(PackageType.ZIP)
                .publish(false)
                .tags(java.util.Map.of(CLUSTER_TAG, names.cluster()))
                .code(archive -> archive.zipFile(bytes))));
  }

  @Override
  public void sendCode(String name, FunctionSpec spec, FunctionCode code) {
    var bytes = bytes(code);
    await(
        client.updateFunctionCode(request ->
            request
                .functionName(name)
                .architectures(Architecture.fromValue(spec.architecture()))
                .zipFile(bytes)));
  }

  @Override
  public void configure(String name, FunctionSpec spec) {
    await(
        client.updateFunctionConfiguration(request ->
            request
                .functionName(name)
                .runtime(spec.runtime())
                .handler(spec.handler())
                .role(spec.roleArn())
                .memorySize(spec.memoryMb())
                .timeout(spec.timeoutSeconds())
                .ephemeralStorage(scratch(spec))
                .environment(environment -> environment.variables(spec.environment()))
                .vpcConfig(vpc(spec))
                .loggingConfig(logging(spec))
                .snapStart(SnapStart.builder().applyOn(spec.snapStart()).build())));
  }

  @Override
  public void reserve(String name, int concurrency) {
    await(
        client.putFunctionConcurrency(
            request -> request.functionName(name).reservedConcurrentExecutions(concurrency)));
  }

  @Override
  public void remove(String name) {
    await(client.deleteFunction(request -> request.functionName(name)));
  }

  @Override
  public AccountLimits limits() {
    var limit = await(client.getAccountSettings(request -> {})).accountLimit();
    return new AccountLimits(limit.concurrentExecutions(), limit.unreservedConcurrentExecutions());
  }

  private static EphemeralStorage scratch(FunctionSpec spec) {
    return EphemeralStorage.builder().size(spec.ephemeralMb()).build();
  }

  /** Empty lists take a function out of its VPC. */
  private static VpcConfig vpc(FunctionSpec spec) {
    return VpcConfig.builder()
        .subnetIds(spec.vpc().subnets())
        .securityGroupIds(spec.vpc().securityGroups())
        .build();
  }

  /** Reports as JSON, which the template's figures and alarms read. */
  private static LoggingConfig logging(FunctionSpec spec) {
    return LoggingConfig.builder().logFormat(LogFormat.JSON).logGroup(spec.logGroup()).build();
  }

  private static FunctionSpec spec(FunctionConfiguration is, @Nullable Concurrency concurrency) {
    var environment = is.environment();
    var reserved = concurrency == null ? null : concurrency.reservedConcurrentExecutions();
    return new FunctionSpec(
        text(is.runtimeAsString()),
        text(is.handler()),
        text(is.role()),
        is.hasArchitectures() ? is.architecturesAsStrings().getFirst() : "",
        number(is.memorySize()),
        number(is.timeout()),
        is.ephemeralStorage() == null ? FunctionSpec.EPHEMERAL_MB : is.ephemeralStorage().size(),
        new TreeMap<>(environment == null ? java.util.Map.of() : environment.variables()),
        vpc(is.vpcConfig()),
        is.loggingConfig() == null ? "" : text(is.loggingConfig().logGroup()),
        is.snapStart() == null ? FunctionSpec.NO_SNAPSHOTS : text(is.snapStart().applyOnAsString()),
        reserved == null ? -1 : reserved,
        text(is.codeSha256()));
  }

  private static Vpc vpc(@Nullable VpcConfigResponse is) {
    return is == null
        ? new Vpc(List.of(), List.of())
        : new Vpc(is.subnetIds(), is.securityGroupIds());
  }

  private static Health health(FunctionConfiguration is) {
    if (is.state() == State.FAILED) {
      return new Health.Broken(text(is.stateReason()));
    }
    if (is.lastUpdateStatus() == LastUpdateStatus.FAILED) {
      return new Health.Broken(text(is.lastUpdateStatusReason()));
    }
    return is.state() == State.PENDING || is.lastUpdateStatus() == LastUpdateStatus.IN_PROGRESS
        ? new Health.Settling()
        : new Health.Ready();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static SdkBytes bytes(FunctionCode code) {
    try {
      return SdkBytes.fromByteArrayUnsafe(Files.readAllBytes(code.zip()));
    } catch (IOException e) {
      throw new UncheckedIOException("the functions' archive cannot be read: " + code.zip(), e);
    }
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }
}
