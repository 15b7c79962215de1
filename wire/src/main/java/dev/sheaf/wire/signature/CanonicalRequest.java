package dev.sheaf.wire.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The one text that stands for a request, however its headers and query were written. */
public final class CanonicalRequest {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final String HEX = "0123456789ABCDEF";

  private CanonicalRequest() {}

  /** How a service wants the path. */
  public enum PathRule {
    /** As every service but S3: dots are resolved, then what was escaped is escaped once more. */
    RESOLVED_AND_TWICE,
    /** As S3: a key is what it is, with its dots and slashes, escaped once. */
    ONCE
  }

  /** The text whose hash is signed, with the values of these headers. */
  public static String of(SignedRequest request, List<String> signedHeaders, PathRule rule) {
    var text = new StringBuilder();
    text.append(request.method()).append('\n');
    text.append(path(request.rawPath(), rule)).append('\n');
    text.append(query(request.rawQuery())).append('\n');
    for (var name : signedHeaders) {
      text.append(name).append(':').append(value(request, name)).append('\n');
    }
    text.append('\n').append(String.join(";", signedHeaders)).append('\n');
    return text.append(request.bodySha256()).toString();
  }

  private static String path(String raw, PathRule rule) {
    return switch (rule) {
      case RESOLVED_AND_TWICE -> resolvedAndTwice(raw);
      case ONCE -> escaped(unescaped(raw)).replace("%2F", "/");
    };
  }

  private static String resolvedAndTwice(String raw) {
    var kept = new ArrayDeque<String>();
    for (var segment : raw.split("/", -1)) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.addLast(escaped(segment.getBytes(StandardCharsets.UTF_8)));
      }
    }
    var slash = raw.endsWith("/") && !kept.isEmpty() ? "/" : "";
    return "/" + String.join("/", kept) + slash;
  }

  private static String query(String raw) {
    if (raw.isEmpty()) {
      return "";
    }
    var pairs = new ArrayList<String>();
    for (var pair : raw.split("&", -1)) {
      var equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      pairs.add(escaped(unescaped(name)) + "\u0000" + escaped(unescaped(value)));
    }
    Collections.sort(pairs);
    return pairs.stream().map(pair -> pair.replace('\u0000', '=')).collect(Collectors.joining("&"));
  }

  private static String value(SignedRequest request, String name) {
    return request.headers().getOrDefault(name, List.of()).stream()
        .map(value -> value.strip().replaceAll(" +", " "))
        .collect(Collectors.joining(","));
  }

  private static byte[] unescaped(String text) {
    var bytes = new ByteArrayOutputStream();
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] == '%'
          && i + 2 < utf8.length
          && digit(utf8[i + 1]) >= 0
          && digit(utf8[i + 2]) >= 0) {
        bytes.write(digit(utf8[i + 1]) * 16 + digit(utf8[i + 2]));
        i += 2;
      } else {
        bytes.write(utf8[i]);
      }
    }
    return bytes.toByteArray();
  }

  private static int digit(byte character) {
    return Character.digit(character, 16);
  }

  private static String escaped(byte[] bytes) {
    var text = new StringBuilder();
    for (var each : bytes) {
      if (UNRESERVED.indexOf(each) >= 0) {
        text.append((char) each);
      } else {
        text.append('%').append(HEX.charAt((each >> 4) & 15)).append(HEX.charAt(each & 15));
      }
    }
    return text.toString();
  }
}
