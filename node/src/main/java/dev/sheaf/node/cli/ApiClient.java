package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Speaks to a running node's HTTP API; mixed into the verbs that need one. */
public final class ApiClient {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:SHEAF_URL:-http://127.0.0.1:8700}",
      description = "the node's API (SHEAF_URL; default ${DEFAULT-VALUE})")
  String url = "http://127.0.0.1:8700";

  private final HttpClient http =
      TrustedAuthority.of(System.getenv("SHEAF_CA"), HttpClient.newBuilder())
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Reads {@code path}; fails with the problem's own words when the answer is not 2xx. */
  public JsonNode get(String path) {
    return json(exchange("GET", path, null));
  }

  /** What is at {@code path}, as text. */
  public String text(String path) {
    return new String(exchange("GET", path, null).body(), StandardCharsets.UTF_8);
  }

  /** Posts a YAML or JSON file as it is, so that the node can name its lines. */
  public JsonNode postFile(String path, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CliException("the file " + file + " cannot be read: check its path");
    }
    try {
      var type = file.toString().endsWith(".json") ? "application/json" : "application/yaml";
      return json(exchange("POST", path, Files.readString(file), type));
    } catch (IOException e) {
      throw new CliException("the file " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** Sends {@code body} as JSON with the given method. */
  public JsonNode send(String method, String path, JsonNode body) {
    return json(exchange(method, path, body.toString()));
  }

  /** Deletes what is at {@code path}. */
  public JsonNode delete(String path) {
    return json(exchange("DELETE", path, null));
  }

  /** A name as it stands in a path, so that the node sees just what the user typed. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Reads a JSON or YAML file into a tree, for use as a request body. */
  public static JsonNode readBody(Path file) {
    if (!Files.isReadable(file)) {
      throw new CliException("the file " + file + " cannot be read: check its path");
    }
    try {
      var tree = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file));
      if (tree == null || !tree.isObject()) {
        throw new CliException(file + " must hold one JSON or YAML object");
      }
      return tree;
    } catch (IOException e) {
      throw new CliException(file + " is neither JSON nor YAML: " + e.getMessage());
    }
  }

  private HttpResponse<byte[]> exchange(String method, String path, @Nullable String body) {
    return exchange(method, path, body, "application/json");
  }

  private HttpResponse<byte[]> exchange(
      String method, String path, @Nullable String body, String type) {
    try {
      var publisher =
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(body);
      var request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(Duration.ofSeconds(60))
              .header("Content-Type", type)
              .method(method, publisher);
      var token = System.getenv("SHEAF_TOKEN");
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new CliException(
          "no Sheaf node answers at " + url + ": start one with ./sheaf serve, or give --url");
    } catch (SSLHandshakeException e) {
      throw new CliException(
          "the certificate of %s is not believed (%s): set SHEAF_CA to the PEM file of the authority"
                  .formatted(url, e.getMessage())
              + " that signed it");
    } catch (IllegalArgumentException e) {
      throw CliException.wrongUse("--url must be an http address but was " + url);
    } catch (IOException e) {
      throw new CliException("the node at " + url + " broke off: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted");
    }
  }

  private JsonNode json(HttpResponse<byte[]> response) {
    var text = new String(response.body(), StandardCharsets.UTF_8);
    try {
      var tree = text.isBlank() ? Output.JSON.createObjectNode() : Output.JSON.readTree(text);
      if (response.statusCode() / 100 != 2) {
        throw new CliException(problem(response.statusCode(), tree));
      }
      return tree;
    } catch (IOException e) {
      throw new CliException(
          "what answers at " + url + " is not a Sheaf node (status " + response.statusCode() + ")");
    }
  }

  private static String problem(int status, JsonNode problem) {
    return problem(problem, problem.path("title").asText("status " + status));
  }

  /** What a problem says, and its hint; {@code otherwise} when it says nothing. */
  static String problem(JsonNode problem, String otherwise) {
    var words = problem.path("detail").asText(otherwise);
    var hint = problem.path("hint").asText("");
    return hint.isEmpty() ? words : words + System.lineSeparator() + "hint: " + hint;
  }
}
