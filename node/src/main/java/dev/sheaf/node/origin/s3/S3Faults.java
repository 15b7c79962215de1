package dev.sheaf.node.origin.s3;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says what went wrong at an S3 store, which object it was about, and what to do. */
final class S3Faults {
  private static final Pattern EXPECTING = Pattern.compile("expecting '([a-z0-9-]+)'");
  private static final String AGAIN = ": register the dataset again";

  private final S3Connection connection;

  S3Faults(S3Connection connection) {
    this.connection = connection;
  }

  /** The fault of a request for {@code name} in {@code bucket}. */
  OriginException explain(String bucket, String name, Throwable fault) {
    for (var cause = fault; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case OriginException known -> {
          return known;
        }
        case ObjectChangedException changed -> {
          return new OriginException(
              Reason.CHANGED, name + " " + changed.getMessage() + " since it was listed" + AGAIN);
        }
        case S3Exception answered -> {
          return answered(bucket, name, answered);
        }
        case SdkClientException own when lacksCredentials(own) -> {
          return new OriginException(
              Reason.DENIED,
              "no credentials for "
                  + name
                  + ": set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the server (or a profile,"
                  + " or an instance role); for a public bucket set"
                  + " sheaf.origin.s3.credentials=anonymous");
        }
        default -> {
          // What caused it says more.
        }
      }
    }
    return new OriginException(
        Reason.UNAVAILABLE,
        name + " could not be read from " + connection.endpoint() + ": " + innermost(fault));
  }

  private static boolean lacksCredentials(SdkClientException e) {
    var text = String.valueOf(e.getMessage());
    return text.contains("Unable to load credentials") || text.contains("credential provider");
  }

  private OriginException answered(String bucket, String name, S3Exception e) {
    var details = e.awsErrorDetails();
    var code = details == null || details.errorCode() == null ? "" : details.errorCode();
    var known = byCode(bucket, name, code);
    if (known != null) {
      return known;
    }
    if (e.statusCode() == 301
        || e.statusCode() == 307
        || code.equals("AuthorizationHeaderMalformed")
        || code.equals("IllegalLocationConstraintException")) {
      return otherRegion(bucket, details, String.valueOf(e.getMessage()));
    }
    var answer = e.statusCode() + (code.isEmpty() ? "" : " " + code);
    return switch (e.statusCode()) {
      case 404 -> missing(name);
      case 401, 403 ->
          new OriginException(
              Reason.DENIED,
              name
                  + " may not be read (the store answers "
                  + answer
                  + "): allow s3:ListBucket and s3:GetObject to the server's credentials");
      case 412 ->
          new OriginException(Reason.CHANGED, name + " has changed since it was listed" + AGAIN);
      case 416 ->
          new OriginException(Reason.CHANGED, name + " is shorter since it was listed" + AGAIN);
      case 429, 503 ->
          new OriginException(
              Reason.THROTTLED,
              name
                  + " is throttled by the store ("
                  + answer
                  + ") at every try: lower sheaf.origin.parallel-reads, or spread the objects over"
                  + " more prefixes");
      default ->
          new OriginException(
              Reason.UNAVAILABLE, name + ": the store answers " + answer + ": " + said(details, e));
    };
  }

  private @Nullable OriginException byCode(String bucket, String name, String code) {
    return switch (code) {
      case "NoSuchBucket" ->
          new OriginException(
              Reason.MISSING,
              "bucket "
                  + bucket
                  + " does not exist at "
                  + connection.endpoint()
                  + ": check the name, and sheaf.origin.s3.endpoint");
      case "NoSuchKey" -> missing(name);
      case "InvalidAccessKeyId" ->
          denied("the store does not know the access key id that was used for " + name)
              .orDo("check AWS_ACCESS_KEY_ID of the server, and that it belongs to this endpoint");
      case "SignatureDoesNotMatch" ->
          denied("the secret key does not fit the access key id that was used for " + name)
              .orDo("check AWS_SECRET_ACCESS_KEY of the server");
      case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
          denied("the credentials for " + name + " have expired")
              .orDo("renew the session token, then start the server anew");
      case "InvalidToken" ->
          denied("the session token that was used for " + name + " is not valid")
              .orDo("check AWS_SESSION_TOKEN of the server");
      case "RequestTimeTooSkewed" ->
          denied("this machine's clock differs too much from the store's")
              .orDo("set the clock (ntp)");
      case "SlowDown", "ThrottlingException", "RequestLimitExceeded" ->
          new OriginException(
              Reason.THROTTLED,
              name
                  + " is throttled by the store ("
                  + code
                  + ") at every try: lower sheaf.origin.parallel-reads, or spread the objects over"
                  + " more prefixes");
      default -> null;
    };
  }

  private static OriginException missing(String name) {
    return new OriginException(
        Reason.MISSING, name + " is not there: check the address, or register the dataset again");
  }

  /** The first half of a sentence whose second half says what to do. */
  private record Denied(String what) {
    OriginException orDo(String cure) {
      return new OriginException(Reason.DENIED, what + ": " + cure);
    }
  }

  private static Denied denied(String what) {
    return new Denied(what);
  }

  private OriginException otherRegion(
      String bucket, @Nullable AwsErrorDetails details, String text) {
    var matcher = EXPECTING.matcher(text);
    var named =
        details == null || details.sdkHttpResponse() == null
            ? ""
            : details.sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region").orElse("");
    var right = named.isEmpty() && matcher.find() ? matcher.group(1) : named;
    return new OriginException(
        Reason.DENIED,
        "bucket "
            + bucket
            + " is not in region "
            + connection.region()
            + ": "
            + (right.isEmpty()
                ? "set sheaf.origin.s3.region to the bucket's region"
                : "set sheaf.origin.s3.region=" + right));
  }

  private static String said(@Nullable AwsErrorDetails details, S3Exception e) {
    return details == null || details.errorMessage() == null
        ? String.valueOf(e.getMessage())
        : details.errorMessage();
  }

  private static String innermost(Throwable fault) {
    var cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    var text = cause.getMessage();
    return text == null || text.isBlank()
        ? cause.getClass().getSimpleName().replace("Exception", "").toLowerCase(Locale.ROOT)
        : text;
  }
}
