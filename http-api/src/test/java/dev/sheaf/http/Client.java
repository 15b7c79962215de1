package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.http.route.Listen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** A client of one server that holds every reply against the OpenAPI document. */
final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OpenApi DOCUMENT = new OpenApi();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Listen server;

  Client(Listen server) {
    this.server = server;
  }

  /** A reply, read to its end. */
  record Reply(
      int status, HttpHeaders headers, @SuppressWarnings("ArrayRecordComponent") byte[] body) {
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException broken) {
        throw new AssertionError(broken);
      }
    }

    String text(String pointer) {
      return json().at(pointer).asText();
    }

    /** This reply, when it is the problem {@code code}. */
    Reply problem(int expected, String code) {
      assertEquals(code, text("/code"), () -> json().toString());
      assertEquals(expected, status);
      assertEquals(expected, json().path("status").asInt());
      return this;
    }

    Reply status(int expected) {
      assertEquals(
          expected, status, () -> new String(body, java.nio.charset.StandardCharsets.UTF_8));
      return this;
    }
  }

  Reply get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  Reply delete(String path) {
    return send("DELETE", path, "");
  }

  Reply put(String path, String json) {
    return send("PUT", path, json, "Content-Type", "application/json");
  }

  Reply post(String path, String json) {
    return send("POST", path, json, "Content-Type", "application/json");
  }

  Reply patch(String path, String json) {
    return send("PATCH", path, json, "Content-Type", "application/json");
  }

  Reply send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + server + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var reply = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      var known = new Reply(reply.statusCode(), reply.headers(), reply.body());
      assertEquals(List.of(), DOCUMENT.faults(method, path, known), method + " " + path);
      return known;
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(method + " " + path, failed);
    }
  }
}
