package dev.sheaf.lambda.local.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that is refused: status, AWS's name for the reason, and a message. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final String DENIED = "AccessDeniedException";

  private final int status;
  private final String code;
  private final String reason;
  private final int retryAfterSeconds;

  ApiError(int status, String code, String message) {
    this(status, code, message, "", 0);
  }

  private ApiError(int status, String code, String message, String reason, int retryAfterSeconds) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static ApiError unknownFunction(String arn) {
    return new ApiError(404, "ResourceNotFoundException", "Function not found: " + arn);
  }

  static ApiError invalid(String message) {
    return new ApiError(400, "InvalidParameterValueException", message);
  }

  static ApiError throttled(String reason, int retryAfterSeconds) {
    return new ApiError(
        429, "TooManyRequestsException", "Rate Exceeded.", reason, retryAfterSeconds);
  }

  /** Shaped as the front of AWS's services answers, not as Lambda itself. */
  static ApiError denied(String caller, String action, String resource) {
    return new ApiError(
        403,
        DENIED,
        "User: arn:aws:iam::000000000000:user/%s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action"
            .formatted(caller, action, resource, action));
  }

  static ApiError tooLarge(long mostBytes) {
    return new ApiError(
        413,
        "RequestTooLargeException",
        "Request must be smaller than %d bytes for the InvokeFunction operation"
            .formatted(mostBytes));
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  Map<String, String> body() {
    var body = new LinkedHashMap<String, String>();
    if (code.equals(DENIED)) {
      body.put("Message", String.valueOf(getMessage()));
      return body;
    }
    if (!reason.isEmpty()) {
      body.put("Reason", reason);
    }
    body.put("Type", status < 500 ? "User" : "Service");
    body.put("message", String.valueOf(getMessage()));
    return body;
  }
}
