package dev.sheaf.lambda.bridge.deploy;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
    var words = words(refused);
    return switch (code(refused)) {
      case "AccessDeniedException", "AccessDenied" ->
          new Final(
              "the credentials do not allow %s: attach the policy %s (output DeployPolicyArn of %s)"
                  .formatted(action(words), names.deployPolicy(), FleetNames.TEMPLATE));
      case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException" ->
          new Final("AWS does not know these credentials: check the profile or the keys: " + words);
      case "ExpiredTokenException", "ExpiredToken" ->
          new Final("the credentials have expired: log in again, or fetch new ones");
      default ->
          refused.isThrottlingException() || refused.statusCode() >= 500
              ? new Passing(refused.isThrottlingException() ? "Lambda asks to slow down" : words)
              : new Final("Lambda refuses (%d): %s".formatted(refused.statusCode(), words));
    };
  }

  private static DeployFault ofClient(SdkClientException failed) {
    var words = String.valueOf(failed.getMessage());
    if (words.contains("Unable to load credentials")) {
      return new Final(
          "no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
              + " run on a machine with an instance role");
    }
    if (words.contains("Unable to load region")) {
      return new Final("no AWS region: set sheaf.lambda.region, or AWS_REGION");
    }
    if (caused(failed, UnknownHostException.class)) {
      return new Final(
          "there is no such Lambda endpoint: check sheaf.lambda.region and sheaf.lambda.endpoint: "
              + words);
    }
    if (caused(failed, ConnectException.class)) {
      return new Final(
          "Lambda cannot be reached: check sheaf.lambda.endpoint and the network: " + words);
    }
    return new Passing(words);
  }

  private static boolean caused(Throwable thrown, Class<? extends Throwable> type) {
    for (@Nullable Throwable each = thrown; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  private static String action(String words) {
    var matcher = Pattern.compile("not authorized to perform: (\\S+)").matcher(words);
    return matcher.find() ? matcher.group(1) : "this (" + words + ")";
  }

  private static String code(AwsServiceException refused) {
    var details = refused.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String words(AwsServiceException refused) {
    var details = refused.awsErrorDetails();
    return details == null || details.errorMessage() == null
        ? String.valueOf(refused.getMessage())
        : details.errorMessage();
  }
}
