package dev.sheaf.node.fuzz;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Makes bad input of good input: a pure function of the seed. */
public final class Mutations {
  private static final int MOST_AT_ONCE = 4;

  /** What has broken parsers before. */
  private static final List<String> TOKENS =
      List.of(
          "",
          "0",
          "-1",
          "-0",
          "1e999",
          "NaN",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "null",
          "true",
          "{}",
          "[]",
          "[[[[[[[[",
          "{\"a\":",
          "\"",
          "\\u0000",
          "\\ud800",
          "%00",
          "%",
          "%ff",
          "..",
          "/",
          "//",
          "\r\n",
          "\n",
          "\t",
          "\0",
          "é",
          "𝕊",
          "\uFEFF",
          "&a",
          "*a",
          "!!int",
          "<<: ",
          "${a}",
          "include \"/etc/passwd\"",
          "bytes=-",
          "-",
          "=",
          "?",
          "#",
          "' or 1=1");

  private Mutations() {}

  /** One to four changes of {@code good}. */
  public static byte[] of(byte[] good, long seed) {
    var bytes = good;
    var times = 1 + below(draw(seed, 0), MOST_AT_ONCE);
    for (int i = 1; i <= times; i++) {
      bytes = once(bytes, draw(seed, i));
    }
    return bytes;
  }

  /** The same for text. */
  public static String of(String good, long seed) {
    return new String(of(good.getBytes(UTF_8), seed), UTF_8);
  }

  private static byte[] once(byte[] bytes, long seed) {
    var at = (int) below(draw(seed, 1), bytes.length + 1L);
    var length = (int) below(draw(seed, 2), Math.min(16, bytes.length - at) + 1L);
    return switch ((int) below(draw(seed, 3), 8)) {
      case 0 -> flipped(bytes, at, seed);
      case 1 -> spliced(bytes, at, length, new byte[0]);
      case 2 -> spliced(bytes, at, 0, part(bytes, at, length));
      case 3 -> spliced(bytes, at, length, token(seed));
      case 4 -> spliced(bytes, at, 0, token(seed));
      case 5 -> part(bytes, 0, at);
      case 6 -> spliced(bytes, at, Math.min(8, bytes.length - at), number(seed));
      default -> number(bytes, at, seed);
    };
  }

  private static byte[] flipped(byte[] bytes, int at, long seed) {
    var copy = bytes.clone();
    if (at < copy.length) {
      copy[at] ^= (byte) (1 << below(draw(seed, 4), 8));
    }
    return copy;
  }

  /** The digits around a place become another number. */
  private static byte[] number(byte[] bytes, int at, long seed) {
    for (int i = at; i < bytes.length; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        var end = i;
        while (end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9') {
          end++;
        }
        return spliced(bytes, i, end - i, token(seed));
      }
    }
    return flipped(bytes, at, seed);
  }

  private static byte[] token(long seed) {
    return TOKENS.get((int) below(draw(seed, 5), TOKENS.size())).getBytes(UTF_8);
  }

  /** Eight bytes of a number at an edge: little-endian formats have their lengths so. */
  private static byte[] number(long seed) {
    var value =
        switch ((int) below(draw(seed, 6), 6)) {
          case 0 -> -1L;
          case 1 -> Long.MIN_VALUE;
          case 2 -> (long) Integer.MAX_VALUE;
          case 3 -> 1L << 32;
          case 4 -> 0L;
          default -> draw(seed, 7);
        };
    var bytes = new byte[8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }

  private static byte[] part(byte[] bytes, int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  private static byte[] spliced(byte[] bytes, int at, int without, byte[] with) {
    var made = new ByteArrayOutputStream(bytes.length + with.length);
    made.write(bytes, 0, at);
    made.writeBytes(with);
    made.write(bytes, at + without, bytes.length - at - without);
    return made.toByteArray();
  }
}
