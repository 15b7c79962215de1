package dev.sheaf.lambda.local.environment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;

/**
 * How the platform describes a call that failed without the function saying so.
 *
 * <p><i>Source:</i> shapes as AWS answers them, to the best of knowledge (2026-11).
 */
public final class Failure {
  /** AWS Lambda quotas (2026-11): invocation payload, synchronous. */
  public static final int MOST_REQUEST_BYTES = 6 * 1024 * 1024;

  /** What the runtime API takes: six MiB and a little. */
  public static final int MOST_RESPONSE_BYTES = MOST_REQUEST_BYTES + 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIGNALLED = 128;

  private Failure() {}

  /** The function did not answer in time. */
  public static Payload timedOut(String requestId, double seconds) {
    return described(
        "Sandbox.Timedout",
        String.format(
            Locale.ROOT,
            "RequestId: %s Error: Task timed out after %.2f seconds",
            requestId,
            seconds));
  }

  /** The process ended instead of answering. */
  public static Payload exited(String requestId, int status) {
    return described(
        "Runtime.ExitError", "RequestId: %s Error: %s".formatted(requestId, how(status)));
  }

  private static String how(int status) {
    return switch (status) {
      case 0 -> "Runtime exited without providing a reason";
      case SIGNALLED + 6 -> "Runtime exited with error: signal: aborted";
      case SIGNALLED + 9 -> "Runtime exited with error: signal: killed";
      case SIGNALLED + 11 -> "Runtime exited with error: signal: segmentation fault";
      case SIGNALLED + 15 -> "Runtime exited with error: signal: terminated";
      default -> "Runtime exited with error: exit status " + status;
    };
  }

  /** The answer is too large to be handed on. */
  public static Payload tooLarge() {
    return described(
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (%d bytes)."
            .formatted(MOST_RESPONSE_BYTES));
  }

  /** The function wrote more to its own disk than it has. */
  public static Payload diskFull(long usedBytes, int ephemeralMb) {
    return described(
        "Runtime.DiskFull",
        "No space left on device: %d bytes in /tmp of %d MB".formatted(usedBytes, ephemeralMb));
  }

  static Payload described(String type, String message) {
    try {
      return new Payload(
          JSON.writeValueAsBytes(
              new java.util.TreeMap<>(Map.of("errorType", type, "errorMessage", message))));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("two texts are always JSON", e);
    }
  }
}
