package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.RunReport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * Calls functions with the AWS SDK, one attempt each: whether to try again is decided by who knows
 * the node's state.
 */
public final class SdkInvoker implements FunctionInvoker, AutoCloseable {
  private static final int LONGEST_MESSAGE = 300;
  private static final Pattern BILLED = Pattern.compile("Billed Duration: (\\d{1,9}) ms");

  private final LambdaAsyncClient client;

  /**
   * Where Lambda is.
   *
   * @param endpoint null for AWS itself
   * @param concurrent calls that are open at once, at most
   * @param longest how long a call may last
   */
  public record Place(
      String region,
      @Nullable URI endpoint,
      AwsCredentialsProvider credentials,
      int concurrent,
      Duration longest) {}

  /** An invoker of the functions there. */
  public SdkInvoker(Place place) {
    var builder =
        LambdaAsyncClient.builder()
            .region(Region.of(place.region()))
            .credentialsProvider(place.credentials())
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .maxConcurrency(place.concurrent())
                    .maxPendingConnectionAcquires(place.concurrent() * 4)
                    .connectionTimeout(Duration.ofSeconds(5))
                    .connectionAcquisitionTimeout(Duration.ofSeconds(10))
                    .readTimeout(place.longest()))
            .overrideConfiguration(config ->
                config
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(1).build())
                    .apiCallTimeout(place.longest()));
    if (place.endpoint() != null) {
      builder.endpointOverride(place.endpoint());
    }
    this.client = builder.build();
  }

  @Override
  public CompletionStage<Outcome> invoke(String function, FunctionCall call) {
    return client
        .invoke(request ->
            request
                .functionName(function)
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromByteArrayUnsafe(call.bytes())))
        .handle((response, failure) ->
            failure == null ? outcome(response) : refusal(function, failure));
  }

  private static Outcome outcome(InvokeResponse response) {
    if (response.functionError() != null) {
      return new Outcome.Failed(shortened(response.payload().asString(StandardCharsets.UTF_8)));
    }
    try {
      return new Outcome.Returned(
          RunReport.read(response.payload().asByteArrayUnsafe()), billedMillis(response));
    } catch (IOException garbage) {
      return new Outcome.Failed("its answer makes no sense: " + garbage.getMessage());
    }
  }

  /** Only the provider knows what it bills: the line that it ends a run's log with says so. */
  private static long billedMillis(InvokeResponse response) {
    if (response.logResult() == null) {
      return -1;
    }
    try {
      var log =
          new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
      var billed = BILLED.matcher(log);
      return billed.find() ? Long.parseLong(billed.group(1)) : -1;
    } catch (IllegalArgumentException notBase64) {
      return -1;
    }
  }

  private static Outcome refusal(String function, Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case TooManyRequestsException tooMany -> new Outcome.Throttled(message(tooMany));
      case ResourceNotFoundException absent ->
          new Outcome.Refused(
              "there is no function %s: run `sheaf lambda deploy`, or check sheaf.lambda.region"
                  .formatted(function));
      case AwsServiceException denied when denied.statusCode() == 403 ->
          new Outcome.Refused(
              "%s may not be invoked (%s): check the credentials and allow lambda:InvokeFunction on it"
                  .formatted(function, message(denied)));
      case AwsServiceException busy when busy.statusCode() >= 500 ->
          new Outcome.Throttled(message(busy));
      case AwsServiceException other -> new Outcome.Failed(message(other));
      case SdkClientException unreached ->
          new Outcome.Refused(
              "Lambda cannot be reached: %s; check the credentials, sheaf.lambda.region and sheaf.lambda.endpoint"
                  .formatted(shortened(String.valueOf(unreached.getMessage()))));
      default -> new Outcome.Failed(shortened(String.valueOf(cause)));
    };
  }

  private static String message(AwsServiceException e) {
    var details = e.awsErrorDetails();
    return shortened(
        details == null
            ? String.valueOf(e.getMessage())
            : details.errorCode() + ": " + details.errorMessage());
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + " ...";
  }

  @Override
  public void close() {
    client.close();
  }
}
