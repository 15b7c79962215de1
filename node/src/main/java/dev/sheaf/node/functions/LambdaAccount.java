package dev.sheaf.node.functions;

import dev.sheaf.lambda.bridge.SdkInvoker;
import dev.sheaf.lambda.bridge.account.ClientSockets;
import dev.sheaf.lambda.bridge.deploy.AwsFunctionControl;
import dev.sheaf.lambda.bridge.deploy.DeployException;
import dev.sheaf.lambda.bridge.deploy.DeployPace;
import dev.sheaf.lambda.bridge.deploy.FleetDeployer;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.node.config.LambdaSettings;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** The account in which functions are made: the SDK's client, as the settings want it. */
public final class LambdaAccount implements AutoCloseable {
  /** What is not AWS takes any region; this one needs no place to be told. */
  private static final String ANY_REGION = "us-east-1";

  /** A call lasts as long as its run, and Lambda ends that after this time. */
  static final Duration LONGEST_RUN = Duration.ofMinutes(16);

  private static final Duration ONE_CALL = Duration.ofSeconds(60);

  private final LambdaAsyncClient client;
  private final ClientSockets sockets = new ClientSockets("lambda-account", 1);

  private LambdaAccount(LambdaAsyncClientBuilder builder) {
    client =
        builder
            .httpClientBuilder(sockets.client())
            .overrideConfiguration(all -> all.apiCallTimeout(ONE_CALL))
            .build();
  }

  /**
   * Opens it; nobody is asked for anything yet.
   *
   * @throws DeployException when no region is known
   */
  public static LambdaAccount open(LambdaSettings.Aws settings) {
    var builder = LambdaAsyncClient.builder().region(Region.of(region(settings)));
    if (!settings.endpoint().isEmpty()) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    return new LambdaAccount(builder);
  }

  /** Opens one at this address, for who signs so. */
  static LambdaAccount at(URI endpoint, String region, AwsCredentialsProvider credentials) {
    return new LambdaAccount(
        LambdaAsyncClient.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(credentials));
  }

  /** What calls functions there, so many at once. */
  static SdkInvoker invoker(LambdaSettings fleet, int calls) {
    var settings = fleet.aws();
    return new SdkInvoker(
        new SdkInvoker.Place(
            new FleetNames(fleet.cluster()),
            region(settings),
            settings.endpoint().isEmpty() ? null : URI.create(settings.endpoint()),
            DefaultCredentialsProvider.builder().build(),
            calls,
            LONGEST_RUN));
  }

  private static String region(LambdaSettings.Aws settings) {
    if (!settings.region().isEmpty()) {
      return settings.region();
    }
    if (!settings.endpoint().isEmpty()) {
      return ANY_REGION;
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    } catch (SdkClientException failed) {
      throw new DeployException("no AWS region: set sheaf.lambda.region, or AWS_REGION");
    }
  }

  /** What makes the functions of a cluster in it. */
  public FleetDeployer deployer(FleetNames names) {
    return deployer(names, DeployPace.STANDARD);
  }

  FleetDeployer deployer(FleetNames names, DeployPace pace) {
    return new FleetDeployer(new AwsFunctionControl(client, names), names, pace, Thread::sleep);
  }

  @Override
  public void close() {
    client.close();
    sockets.close();
  }
}
