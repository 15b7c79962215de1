package dev.sheaf.lambda.bridge.deploy;

import static dev.sheaf.lambda.bridge.account.AccountFault.words;

import dev.sheaf.lambda.bridge.account.AccountFault;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.model.CodeStorageExceededException;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * What a failed call of {@link FunctionControl} means.
 *
 * <p><i>Source:</i> error shapes of the AWS Lambda API reference, 2026-06. Messages are matched
 * only where one error code stands for several causes.
 */
public sealed interface DeployFault {
  /** It may succeed when it is tried again. */
  record Passing(String reason) implements DeployFault {}

  /** The function that was to be made is there already. */
  record AlreadyThere() implements DeployFault {}

  /** There is no such function. */
  record Absent() implements DeployFault {}

  /** It fails until somebody does what the message says. */
  record Final(String message) implements DeployFault {}

  /** Which of these it is. */
  static DeployFault of(Throwable thrown, FleetNames names) {
    return switch (thrown) {
      case CompletionException wrapped when wrapped.getCause() != null ->
          of(wrapped.getCause(), names);
      case ResourceNotFoundException absent -> new Absent();
      case ResourceConflictException conflict ->
          words(conflict).contains("already exist")
              ? new AlreadyThere()
              : new Passing("the function is being changed");
      case CodeStorageExceededException full ->
          new Final(
              "the account's storage for function code is used up (75 GB by default): remove"
                  + " versions that nobody uses, or ask for more (Service Quotas, AWS Lambda)");
      case RequestTooLargeException large ->
          new Final(
              "the functions' archive is too large for one request (%d MiB at most): %s"
                  .formatted(FunctionCode.MOST_BYTES >> 20, words(large)));
      case InvalidParameterValueException unfit -> ofUnfit(words(unfit), names);
      case AwsServiceException refused -> ofRefusal(refused, names);
      case SdkClientException failed -> ofClient(failed);
      default -> new Final(String.valueOf(thrown));
    };
  }

  private static DeployFault ofUnfit(String words, FleetNames names) {
    if (words.contains("cannot be assumed by Lambda")) {
      return new Passing(
          "Lambda cannot assume the role %s yet; a new role takes some seconds"
              .formatted(names.functionRole()));
    }
    if (words.contains("UnreservedConcurrentExecution")) {
      return new Final(
          ("no more concurrency can be reserved (%s): at least %d must stay unreserved in the"
                  + " account; ask for a higher quota (Service Quotas, AWS Lambda, Concurrent"
                  + " executions, L-B99A9384), or lower sheaf.lambda.nodes")
              .formatted(words, AccountLimits.KEPT_UNRESERVED));
    }
    if (words.contains("Unzipped size")) {
      return new Final("the functions' code is too large: " + words);
    }
    if (words.contains("MemorySize")) {
      return new Final(
          "this account may not have functions of that size: lower sheaf.lambda.memory (new"
              + " accounts start with 3008 MiB at most), or ask AWS for more: "
              + words);
    }
    return new Final("Lambda refuses the function: " + words);
  }

  private static DeployFault ofRefusal(AwsServiceException refused, FleetNames names) {
    var policy =
        new AccountFault.Policy(names.deployPolicy(), "DeployPolicyArn", FleetNames.TEMPLATE);
    var words = words(refused);
    return AccountFault.of(refused, policy)
        .<DeployFault>map(Final::new)
        .orElseGet(() ->
            refused.isThrottlingException() || refused.statusCode() >= 500
                ? new Passing(refused.isThrottlingException() ? "Lambda asks to slow down" : words)
                : new Final("Lambda refuses (%d): %s".formatted(refused.statusCode(), words)));
  }

  private static DeployFault ofClient(SdkClientException failed) {
    return AccountFault.of(failed)
        .<DeployFault>map(Final::new)
        .orElseGet(() -> new Passing(String.valueOf(failed.getMessage())));
  }
}
