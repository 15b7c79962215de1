package dev.sheaf.lambda.local.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request that was believed: its verb, the parts of its path, its query, headers and body. */
final class Request {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String method;
  private final List<String> path;
  private final Map<String, String> query = new TreeMap<>();
  private final Headers headers;
  private final byte[] body;

  Request(String method, String rawPath, String rawQuery, Headers headers, byte[] body) {
    this.method = method;
    this.path =
        Stream.of(rawPath.split("/", -1))
            .filter(part -> !part.isEmpty())
            .map(Request::decoded)
            .toList();
    this.headers = headers;
    this.body = body;
    for (var pair : rawQuery.split("&", -1)) {
      var equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The verb and the path, with a star for the function: {@code POST 2015-03-31/functions/*}. */
  String route() {
    var parts = new java.util.ArrayList<>(path);
    if (namesFunction()) {
      parts.set(2, "*");
    }
    return method + " " + String.join("/", parts);
  }

  /** Whether the path names a function. */
  boolean namesFunction() {
    return path.size() > 2 && path.get(1).equals("functions");
  }

  /** The name of the function in the path, which may also be an ARN, with or without version. */
  String functionName() {
    var given = path.get(2);
    var name =
        given.contains("function:") ? given.substring(given.indexOf("function:") + 9) : given;
    var colon = name.indexOf(':');
    if (colon >= 0 && !name.substring(colon + 1).equals("$LATEST")) {
      throw ApiError.unknownFunction(given);
    }
    return colon < 0 ? name : name.substring(0, colon);
  }

  String query(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise) {
    var text = query.get(name);
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiError.invalid("%s must be a number but was \"%s\"".formatted(name, text));
    }
  }

  @Nullable String header(String name) {
    return headers.getFirst(name);
  }

  byte[] body() {
    return body;
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new ApiError(
          400,
          "InvalidRequestContentException",
          "Could not parse request body into json: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ApiError(400, "InvalidRequestContentException", "Could not read the request body");
    }
  }
}
