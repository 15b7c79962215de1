package dev.sheaf.wire;

import java.io.IOException;

/** Bytes from another process that break their format; the message names the value and the rule. */
public final class WireFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A refusal with what was found and what the rule is. */
  public WireFormatException(String message) {
    super(message);
  }

  /** A refusal because of another one. */
  public WireFormatException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Refuses {@code value} unless it lies in {@code least..most}. */
  public static long inRange(String name, long value, long least, long most)
      throws WireFormatException {
    if (value < least || value > most) {
      throw new WireFormatException(name + " must be " + least + ".." + most + " but was " + value);
    }
    return value;
  }
}
