package dev.sheaf.lambda.local.environment;

import java.nio.charset.StandardCharsets;

/** Bytes that a function is given or gives back; nobody changes them. */
public final class Payload {
  private final byte[] bytes;

  /** These bytes, which the caller leaves alone from now on. */
  public Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A text in UTF-8. */
  public static Payload of(String text) {
    return new Payload(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many. */
  public int sizeBytes() {
    return bytes.length;
  }
}
