package dev.sheaf.lambda.bridge;

import dev.sheaf.lambda.bridge.account.ClientSockets;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec;
import dev.sheaf.lambda.function.ChunkHandler;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.lambda.local.LocalLambda.Manner;
import dev.sheaf.lambda.local.LocalLambdaSettings;
import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.lambda.local.LocalLambdaSettings.Limits;
import dev.sheaf.policies.economics.FunctionPrices;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/**
 * A local Lambda whose functions are the real handler in this JVM: signatures, limits and sockets
 * as with processes, but nothing is frozen.
 */
final class HandlerLambda implements AutoCloseable {
  static final String REGION = "us-east-1";
  static final String SECRET = "the secret of these tests";
  static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);

  private static final String KEY = "AKIDBRIDGE";
  private static final int TIMEOUT_SECONDS = 600;

  final LocalLambda lambda;
  private final Path folder;
  private final ClientSockets sockets = new ClientSockets("test-deployer", 1);
  private final LambdaAsyncClient client;

  HandlerLambda(Path folder) {
    this(folder, Limits.AWS, PRICES);
  }

  HandlerLambda(Path folder, Limits limits, FunctionPrices prices) {
    this.folder = folder;
    var made = new AtomicInteger();
    this.lambda =
        LocalLambda.start(
            LocalLambdaSettings.of(
                    folder.resolve("lambda"),
                    Map.of(KEY, SECRET),
                    new Kind.InProcess(
                        () -> new ChunkHandler(folder.resolve("scratch" + made.incrementAndGet()))),
                    prices)
                .withLimits(limits));
    this.client =
        LambdaAsyncClient.builder()
            .endpointOverride(lambda.endpoint())
            .region(Region.of(REGION))
            .credentialsProvider(credentials(SECRET))
            .httpClientBuilder(sockets.client())
            .build();
  }

  private static StaticCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, secret));
  }

  /** Makes functions, each of which may run once at a time. */
  HandlerLambda withSingle(FleetNames names, int count) {
    with(names, count);
    for (int index = 0; index < count; index++) {
      var name = names.function(index);
      client
          .putFunctionConcurrency(each -> each.functionName(name).reservedConcurrentExecutions(1))
          .join();
    }
    return this;
  }

  /** Makes functions that may run as often as the account allows. */
  HandlerLambda with(FleetNames names, int count) {
    for (int index = 0; index < count; index++) {
      var name = names.function(index);
      client
          .createFunction(each ->
              each.functionName(name)
                  .runtime(FunctionSpec.RUNTIME)
                  .handler(FunctionSpec.HANDLER)
                  .role("arn:aws:iam::000000000000:role/none")
                  .memorySize(OneBridge.MEMORY_MB)
                  .timeout(TIMEOUT_SECONDS)
                  .code(code -> code.s3Bucket("local-files").s3Key(folder.toString())))
          .join();
    }
    return this;
  }

  /** What calls these functions as a node does. */
  SdkInvoker invoker(FleetNames names) {
    return invoker(names, REGION, SECRET);
  }

  SdkInvoker invoker(FleetNames names, String region, String secret) {
    return invoker(names, region, secret, lambda.endpoint());
  }

  static SdkInvoker invoker(FleetNames names, String region, String secret, URI endpoint) {
    return new SdkInvoker(
        new SdkInvoker.Place(
            names, region, endpoint, credentials(secret), 100, Duration.ofMinutes(5)));
  }

  /** The function's memory is gone; whoever was connected hears of it. */
  void reclaim(String function) {
    lambda.reclaim(function, Manner.ABRUPT);
  }

  @Override
  public void close() {
    client.close();
    sockets.close();
    lambda.close();
  }
}
