package dev.sheaf.lambda.local.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** What is answered: a status, headers beyond the usual ones, and a body. */
final class Response {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int status;
  private final Map<String, String> headers = new TreeMap<>();
  private final byte[] body;

  Response(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  static Response empty(int status) {
    return new Response(status, new byte[0]);
  }

  static Response json(int status, Object value) {
    try {
      return new Response(status, JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer must be writable as JSON", e);
    }
  }

  static Response error(ApiError error) {
    var response = json(error.status(), error.body()).with("x-amzn-ErrorType", error.code());
    return error.retryAfterSeconds() == 0
        ? response
        : response.with("Retry-After", Integer.toString(error.retryAfterSeconds()));
  }

  Response with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
