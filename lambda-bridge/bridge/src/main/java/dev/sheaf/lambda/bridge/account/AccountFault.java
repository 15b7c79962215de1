package dev.sheaf.lambda.bridge.account;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What must be mended before AWS answers, where credentials, rights, region or clock are at fault:
 * in words that name the setting, the same words for the same fault.
 *
 * <p><i>Source:</i> error shapes of the AWS Lambda API reference and of Signature Version 4,
 * 2026-06. Messages are matched only where one error code stands for several causes.
 */
public final class AccountFault {
  private static final Pattern ACTION = Pattern.compile("not authorized to perform: (\\S+)");
  private static final Set<String> CLOCK_CODES =
      Set.of("RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture");

  private AccountFault() {}

  /**
   * The policy that whoever calls should have.
   *
   * @param output of the fleet's template, which names it
   * @param template where that is
   */
  public record Policy(String name, String output, String template) {}

  /** What AWS's refusal means; empty when the account is not at fault. */
  public static Optional<String> of(AwsServiceException refused, Policy policy) {
    var words = words(refused);
    return switch (code(refused)) {
      case "AccessDeniedException", "AccessDenied" ->
          Optional.of(
              "the credentials do not allow %s: attach the policy %s (output %s of %s)"
                  .formatted(action(words), policy.name(), policy.output(), policy.template()));
      case "ExpiredTokenException", "ExpiredToken" ->
          Optional.of("the credentials have expired: log in again, or fetch new ones");
      case "UnrecognizedClientException", "InvalidClientTokenId" ->
          Optional.of(unknown("there is no such access key"));
      case "InvalidSignatureException" -> Optional.of(ofSignature(words));
      default -> CLOCK_CODES.contains(code(refused)) ? Optional.of(clock()) : Optional.empty();
    };
  }

  private static String ofSignature(String words) {
    if (words.startsWith("Signature expired") || words.startsWith("Signature not yet current")) {
      return clock();
    }
    if (words.startsWith("Credential should be scoped to")) {
      return "requests are signed for another region than the one that answers: set"
          + " sheaf.lambda.region to the region of sheaf.lambda.endpoint";
    }
    return unknown("the secret is not that of the access key");
  }

  private static String unknown(String why) {
    return "AWS does not know these credentials (%s): check the profile or the keys".formatted(why);
  }

  private static String clock() {
    return "this machine's clock is more than 5 minutes off by AWS's, which then refuses every"
        + " signature: set the clock, and keep it by NTP";
  }

  /** What it means that AWS was not reached; empty when it may pass by itself. */
  public static Optional<String> of(SdkClientException failed) {
    var words = String.valueOf(failed.getMessage());
    if (words.contains("Unable to load credentials")) {
      return Optional.of(
          "no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
              + " run on a machine with an instance role");
    }
    if (words.contains("Unable to load region")) {
      return Optional.of("no AWS region: set sheaf.lambda.region, or AWS_REGION");
    }
    if (caused(failed, UnknownHostException.class)) {
      return Optional.of(
          "there is no such Lambda endpoint: check sheaf.lambda.region and sheaf.lambda.endpoint: "
              + words);
    }
    if (caused(failed, ConnectException.class)) {
      return Optional.of(
          "Lambda cannot be reached: check sheaf.lambda.endpoint and the network: " + words);
    }
    return Optional.empty();
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
    var matcher = ACTION.matcher(words);
    return matcher.find() ? matcher.group(1) : "this (" + words + ")";
  }

  /** AWS's name for the reason; empty when it gave none. */
  public static String code(AwsServiceException refused) {
    var details = refused.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  /** AWS's own words. */
  public static String words(AwsServiceException refused) {
    var details = refused.awsErrorDetails();
    return details == null || details.errorMessage() == null
        ? String.valueOf(refused.getMessage())
        : details.errorMessage();
  }
}
