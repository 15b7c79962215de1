package dev.sheaf.node.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Good input, as bytes. */
public final class Seeds {
  private Seeds() {}

  /** Texts, as UTF-8. */
  public static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  /** An input as text. */
  public static String text(byte[] input) {
    return new String(input, UTF_8);
  }

  /** What is left in a buffer. */
  public static byte[] array(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
