package dev.sheaf.wire.task;

import dev.sheaf.wire.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Bytes as a function is given them and gives them back: Lambda takes JSON only, so they are one
 * JSON string, in base64.
 */
public final class TaskPayload {
  /**
   * Bytes that fit, with some to spare: a synchronous call may carry 6 MB each way. Source: AWS
   * Lambda quotas, 2026-06.
   */
  public static final int MOST_BYTES = 4_400_000;

  private TaskPayload() {}

  /** The payload that carries these bytes. */
  public static byte[] of(byte[] bytes) {
    return ('"' + Base64.getEncoder().encodeToString(bytes) + '"')
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The bytes that a payload carries. */
  public static byte[] read(byte[] payload) throws WireFormatException {
    var text = new String(payload, StandardCharsets.US_ASCII).strip();
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      throw new WireFormatException(
          "a payload of %d bytes is no JSON string".formatted(payload.length));
    }
    try {
      return Base64.getDecoder().decode(text.substring(1, text.length() - 1));
    } catch (IllegalArgumentException garbage) {
      throw new WireFormatException("a payload is not base64: " + garbage.getMessage(), garbage);
    }
  }
}
