package dev.sheaf.http.s3;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Percent-encoding of addresses: decoded once, and only once. */
final class Percent {
  private static final String KEPT =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  private Percent() {}

  /** The text that a part of a path stands for; a plus sign is itself. */
  static String decode(String part) {
    var bytes = new ByteArrayOutputStream();
    var raw = part.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        bytes.write(escaped(part, raw, i));
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException notText) {
      throw malformed(part);
    }
  }

  private static int escaped(String part, byte[] raw, int at) {
    var high = at + 1 < raw.length ? Character.digit(raw[at + 1], 16) : -1;
    var low = at + 2 < raw.length ? Character.digit(raw[at + 2], 16) : -1;
    if (high < 0 || low < 0) {
      throw malformed(part);
    }
    return high * 16 + low;
  }

  private static S3Exception malformed(String part) {
    var shown = part.length() <= 80 ? part : part.substring(0, 80) + "…";
    return new S3Exception(
        S3Error.INVALID_URI, "Couldn't parse the specified URI: it must be UTF-8 but has " + shown);
  }

  /** The parameters of a query; of one that is there twice, the first. */
  static Map<String, String> parameters(String query) {
    var parameters = new LinkedHashMap<String, String>();
    for (var pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      var equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.putIfAbsent(decode(name), decode(value.replace('+', ' ')));
    }
    return parameters;
  }

  /** A key as a list has it that was asked for with {@code encoding-type=url}. */
  static String encode(String key) {
    var text = new StringBuilder();
    for (var each : key.getBytes(StandardCharsets.UTF_8)) {
      if (KEPT.indexOf(each) >= 0) {
        text.append((char) each);
      } else {
        text.append("%%%02X".formatted(each & 0xFF));
      }
    }
    return text.toString();
  }
}
