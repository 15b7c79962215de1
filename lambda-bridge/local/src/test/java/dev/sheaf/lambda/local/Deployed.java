package dev.sheaf.lambda.local;

import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.lambda.local.handler.TestHandler;
import dev.sheaf.policies.economics.FunctionPrices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** A local Lambda and the SDK's own client, which knows nothing of it but its address. */
final class Deployed implements AutoCloseable {
  static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);
  static final Map<String, String> KEYS = Map.of("AKIDLOCAL", "secret of the tests");

  /** One for all clients: each would take two seconds to close. */
  private static final SdkAsyncHttpClient HTTP =
      NettyNioAsyncHttpClient.builder()
          .readTimeout(Duration.ofMinutes(2))
          .maxConcurrency(200)
          .build();

  final LocalLambda lambda;
  final LambdaAsyncClient client;

  Deployed(LocalLambdaSettings settings) {
    this.lambda = LocalLambda.start(settings);
    this.client = client("secret of the tests");
  }

  static LocalLambdaSettings processes(Path home) {
    return LocalLambdaSettings.of(
        home, KEYS, new Kind.Processes(RuntimeJars.onClassPath()), PRICES);
  }

  LambdaAsyncClient client(String secret) {
    return LambdaAsyncClient.builder()
        .endpointOverride(lambda.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDLOCAL", secret)))
        .overrideConfiguration(each ->
            each.retryStrategy(DefaultRetryStrategy.doNotRetry())
                .apiCallTimeout(Duration.ofMinutes(2)))
        .httpClient(HTTP)
        .build();
  }

  Deployed function(String name) {
    return function(name, 3, Map.of());
  }

  Deployed function(String name, int timeoutSeconds, Map<String, String> environment) {
    join(
        client.createFunction(
            CreateFunctionRequest.builder()
                .functionName(name)
                .runtime("java25")
                .role("arn:aws:iam::000000000000:role/none")
                .handler(TestHandler.class.getName() + "::handleRequest")
                .memorySize(192)
                .timeout(timeoutSeconds)
                .environment(each -> each.variables(new HashMap<>(environment)))
                .code(code -> code.zipFile(SdkBytes.fromByteArray(zip())))
                .build()));
    return this;
  }

  static byte[] zip() {
    var bytes = new ByteArrayOutputStream();
    var entry = TestHandler.class.getName().replace('.', '/') + ".class";
    try (var zip = new ZipOutputStream(bytes);
        var in = TestHandler.class.getClassLoader().getResourceAsStream(entry)) {
      zip.putNextEntry(new ZipEntry(entry));
      in.transferTo(zip);
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  CompletableFuture<InvokeResponse> invoke(String function, String what) {
    return client.invoke(request(function, what).build());
  }

  static InvokeRequest.Builder request(String function, String what) {
    return InvokeRequest.builder()
        .functionName(function)
        .payload(SdkBytes.fromUtf8String("\"" + what + "\""));
  }

  /** What the function answers. */
  String call(String function, String what) {
    return join(invoke(function, what)).payload().asUtf8String();
  }

  LambdaFigures.EnvironmentFigures environment(String function) {
    return lambda.figures().environments().stream()
        .filter(each -> each.function().equals(function))
        .findFirst()
        .orElseThrow();
  }

  /** Joins, and throws what the SDK throws. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
    lambda.close();
  }
}
