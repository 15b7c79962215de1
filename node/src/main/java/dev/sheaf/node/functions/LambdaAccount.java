package dev.sheaf.node.functions;

import dev.sheaf.lambda.bridge.SdkInvoker;
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
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** The account in which functions are made: the SDK's client, as the settings want it. */
public final class LambdaAccount implements AutoCloseable {
  /** What is not AWS takes any region; this one needs no place to be told. */
  private static final String ANY_REGION = "us-east-1";

  /** A call lasts as long as its run, and Lambda ends that after this time. */
  static final Duration LONGEST_RUN = Duration.ofMinutes(16);

  private static final Duration ONE_CALL = Duration.ofSeconds(60);

  private final LambdaAsyncClient client;

  private LambdaAccount(LambdaAsyncClient client) {
    this.client = client;
  }

  /**
   * Opens it; nobody is asked for anything yet.
   *
   * @throws DeployException when no region is known
   */
  public static LambdaAccount open(LambdaSettings.Aws settings) {
    var builder =
        LambdaAsyncClient.builder()
            .httpClientBuilder(NettyNioAsyncHttpClient.builder())
            .overrideConfiguration(all -> all.apiCallTimeout(ONE_CALL));
    var region = settings.region();
    if (!settings.endpoint().isEmpty()) {
      builder.endpointOverride(URI.create(settings.endpoint()));
      region = region.isEmpty() ? ANY_REGION : region;
    }
    if (!region.isEmpty()) {
      builder.region(Region.of(region));
    }
    try {
      return new LambdaAccount(builder.build());
    } catch (SdkClientException failed) {
      throw new DeployException("no AWS region: set sheaf.lambda.region, or AWS_REGION");
    }
  }

  /** Opens one at this address, for who signs so. */
  static LambdaAccount at(URI endpoint, String region, AwsCredentialsProvider credentials) {
    return new LambdaAccount(
        LambdaAsyncClient.builder()
            .httpClientBuilder(NettyNioAsyncHttpClient.builder())
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(credentials)
            .build());
  }

  /** What calls functions there, so many at once. */
  static SdkInvoker invoker(LambdaSettings.Aws settings, int calls) {
    var region = settings.region();
    if (region.isEmpty()) {
      region = settings.endpoint().isEmpty() ? regionOfProfile() : ANY_REGION;
    }
    return new SdkInvoker(
        new SdkInvoker.Place(
            region,
            settings.endpoint().isEmpty() ? null : URI.create(settings.endpoint()),
            DefaultCredentialsProvider.builder().build(),
            calls,
            LONGEST_RUN));
  }

  private static String regionOfProfile() {
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
  }
}
