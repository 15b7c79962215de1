package dev.sheaf.lambda.bridge;

import dev.sheaf.lambda.bridge.account.AccountFault;
import dev.sheaf.lambda.bridge.account.ClientSockets;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
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
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * Calls functions with the AWS SDK, one attempt each: whether to try again is decided by who knows
 * the node's state.
 */
public final class SdkInvoker implements FunctionInvoker, PayloadInvoker, AutoCloseable {
  private static final int LONGEST_MESSAGE = 300;

  /** Calls are few and short on the wire; the bytes of chunks do not come this way. */
  private static final int MOST_THREADS = 2;

  private static final Pattern BILLED = Pattern.compile("Billed Duration: (\\d{1,9}) ms");

  private final LambdaAsyncClient client;
  private final ClientSockets sockets;
  private final AccountFault.Policy policy;

  /**
   * Where Lambda is.
   *
   * @param names of the fleet that is called
   * @param endpoint null for AWS itself
   * @param concurrent calls that are open at once, at most
   * @param longest how long a call may last
   */
  public record Place(
      FleetNames names,
      String region,
      @Nullable URI endpoint,
      AwsCredentialsProvider credentials,
      int concurrent,
      Duration longest) {}

  /** An invoker of the functions there. */
  public SdkInvoker(Place place) {
    policy =
        new AccountFault.Policy(
            place.names().bridgePolicy(), "BridgePolicyArn", FleetNames.TEMPLATE);
    sockets = new ClientSockets("lambda-calls", Math.min(place.concurrent(), MOST_THREADS));
    var builder =
        LambdaAsyncClient.builder()
            .region(Region.of(place.region()))
            .credentialsProvider(place.credentials())
            .httpClientBuilder(
                sockets
                    .client()
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
    return call(function, call.bytes()).thenApply(SdkInvoker::outcome);
  }

  private static Outcome outcome(Called called) {
    return switch (called) {
      case Called.NotReturned(var outcome) -> outcome;
      case Called.Returned(var payload, var billedMillis) -> {
        try {
          yield new Outcome.Returned(RunReport.read(payload), billedMillis);
        } catch (IOException garbage) {
          yield new Outcome.Failed("its answer makes no sense: " + garbage.getMessage());
        }
      }
    };
  }

  @Override
  public CompletionStage<Called> call(String function, byte[] payload) {
    return client
        .invoke(request ->
            request
                .functionName(function)
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromByteArrayUnsafe(payload)))
        .handle((response, failure) ->
            failure == null ? called(response) : new Called.NotReturned(refusal(failure)));
  }

  private static Called called(InvokeResponse response) {
    return response.functionError() == null
        ? new Called.Returned(response.payload().asByteArrayUnsafe(), billedMillis(response))
        : new Called.NotReturned(
            new Outcome.Failed(
                shortened(response.payload().asString(StandardCharsets.UTF_8)),
                billedMillis(response)));
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

  private Outcome refusal(Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case TooManyRequestsException tooMany -> throttled(tooMany);
      case ResourceNotFoundException absent ->
          new Outcome.Refused(
              "it is not there: run `sheaf lambda deploy`, or check sheaf.lambda.region and sheaf.lambda.cluster");
      case AwsServiceException refused -> refused(refused);
      case SdkClientException unreached ->
          new Outcome.Refused(
              shortened(
                  AccountFault.of(unreached)
                      .orElseGet(() -> "Lambda does not answer: " + unreached.getMessage())));
      default -> new Outcome.Failed(shortened(String.valueOf(cause)));
    };
  }

  /** That one function runs already is no matter; that the account is full somebody should know. */
  private static Outcome throttled(TooManyRequestsException tooMany) {
    var reason = String.valueOf(tooMany.reasonAsString());
    return new Outcome.Throttled(
        reason,
        tooMany.reason() == ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED
            ? "the account runs as many functions at once as it may: ask for a higher quota (Service"
                + " Quotas, AWS Lambda, Concurrent executions, L-B99A9384), or lower"
                + " sheaf.lambda.nodes"
            : "");
  }

  private Outcome refused(AwsServiceException refused) {
    if (refused.statusCode() >= 500 || refused.isThrottlingException()) {
      return new Outcome.Throttled(AccountFault.code(refused), "");
    }
    var fault = AccountFault.of(refused, policy);
    if (fault.isPresent()) {
      return new Outcome.Refused(shortened(fault.get()));
    }
    var words = shortened(AccountFault.code(refused) + ": " + AccountFault.words(refused));
    return refused.statusCode() == 403 ? new Outcome.Refused(words) : new Outcome.Failed(words);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + " ...";
  }

  @Override
  public void close() {
    client.close();
    sockets.close();
  }
}
