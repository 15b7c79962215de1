package dev.sheaf.node.origin.s3;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.node.config.Settings;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The SDK's client with our limits, made when the first s3:// address is used.
 *
 * <p>Retries are the SDK's standard ones: with jitter, fewer when many fail, slower when the store
 * throttles. Calls block the virtual thread that makes them, until the call's own limit at most.
 */
final class S3Connection implements AutoCloseable {
  /** An S3 server that is not AWS takes any region; this one needs no place to be told. */
  private static final String ANY_REGION = "us-east-1";

  private static final long GRACE_MILLIS = 1_000;
  private static final long QUIET_MILLIS = 100;
  private static final long CLOSE_MILLIS = 2_000;

  private final Settings.S3 settings;
  private final OriginMeter meter;
  private final AwsCredentialsProvider credentials;
  private @Nullable S3AsyncClient client;
  private @Nullable EventLoopGroup loops;
  private @Nullable String region;

  S3Connection(Settings.S3 settings, OriginMeter meter, AwsCredentialsProvider credentials) {
    this.settings = settings;
    this.meter = meter;
    this.credentials = credentials;
  }

  /** What the settings say of credentials: nobody's, or those of the SDK's own chain. */
  static AwsCredentialsProvider credentials(Settings.S3 settings) {
    if (settings.credentials().equals("anonymous")) {
      return AnonymousCredentialsProvider.create();
    }
    var chain = DefaultCredentialsProvider.builder();
    return settings.profile().isEmpty()
        ? chain.build()
        : chain.profileName(settings.profile()).build();
  }

  /** Makes a call and waits for its end. */
  <T> T call(Function<S3AsyncClient, CompletableFuture<T>> ask)
      throws OriginException, ExecutionException {
    var answer = ask.apply(client());
    try {
      // The SDK keeps the limit itself; the grace is for a call that it lost.
      return answer.get(settings.limits().call().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw new ExecutionException(late);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new OriginException(Reason.UNAVAILABLE, "the read was interrupted");
    }
  }

  /** The region in force, or what stands for it before the first use. */
  synchronized String region() {
    return region == null ? settings.region() : region;
  }

  /** Where requests go, for messages. */
  String endpoint() {
    return settings.endpoint().isEmpty() ? "AWS" : settings.endpoint();
  }

  private synchronized S3AsyncClient client() throws OriginException {
    if (client == null) {
      var found = findRegion();
      region = found;
      var sockets = new NioEventLoopGroup(0, new DefaultThreadFactory("s3", true));
      loops = sockets;
      client = build(found, sockets);
    }
    return client;
  }

  private String findRegion() throws OriginException {
    if (!settings.region().isEmpty()) {
      return settings.region();
    }
    if (!settings.endpoint().isEmpty()) {
      return ANY_REGION;
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    } catch (SdkClientException none) {
      throw new OriginException(
          Reason.DENIED,
          "no AWS region is known: set sheaf.origin.s3.region (or AWS_REGION) to the bucket's region,"
              + " or sheaf.origin.s3.endpoint to an S3 server that is not AWS");
    }
  }

  private S3AsyncClient build(String inRegion, EventLoopGroup sockets) {
    var aws = settings.endpoint().isEmpty();
    var checksums = settings.checksums(aws);
    var limits = settings.limits();
    var builder =
        S3AsyncClient.builder()
            .region(Region.of(inRegion))
            .credentialsProvider(credentials)
            .forcePathStyle(settings.pathStyle(aws))
            .multipartEnabled(false)
            .requestChecksumCalculation(RequestChecksumCalculation.valueOf(checksums))
            .responseChecksumValidation(ResponseChecksumValidation.valueOf(checksums))
            .asyncConfiguration(
                // What follows a call is the end of a wait, which needs no thread of its own.
                a ->
                    a.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .eventLoopGroup(SdkEventLoopGroup.create(sockets))
                    .maxConcurrency(settings.maxConnections())
                    .connectionTimeout(limits.connect())
                    .connectionAcquisitionTimeout(limits.acquire())
                    .readTimeout(limits.read())
                    .writeTimeout(limits.read())
                    .tcpKeepAlive(true))
            .overrideConfiguration(overrides());
    if (!aws) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    return builder.build();
  }

  private ClientOverrideConfiguration overrides() {
    return ClientOverrideConfiguration.builder()
        .apiCallTimeout(settings.limits().call())
        .apiCallAttemptTimeout(settings.limits().attempt())
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(settings.maxAttempts())
                .build())
        .addExecutionInterceptor(new AttemptMeter(meter))
        .build();
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
      client = null;
    }
    // The SDK would wait for seconds of quiet; here all calls have ended or been given up.
    if (loops != null) {
      loops
          .shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
          .awaitUninterruptibly(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      loops = null;
    }
  }
}
