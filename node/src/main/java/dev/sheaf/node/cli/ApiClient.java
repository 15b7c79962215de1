package dev.sheaf.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Speaks to a running node's HTTP API; mixed into the verbs that need one. */
public final class ApiClient {
  /** Too many requests, and not available: it is asked for another try. */
  private static final Set<Integer> PASSING = Set.of(429, 503);

  private static final String PAGE = "?limit=1000";
  private static final String DATA = "data: ";
  private static final String JSON = "application/json";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:SHEAF_URL:-http://127.0.0.1:8700}",
      description = "the node's API (SHEAF_URL; default ${DEFAULT-VALUE})")
  String url = "http://127.0.0.1:8700";

  private @Nullable HttpClient http;

  /** Made for the first request: every verb has a client, and only one verb is run. */
  private synchronized HttpClient http() {
    if (http == null) {
      http =
          TrustedAuthority.of(System.getenv("SHEAF_CA"), HttpClient.newBuilder())
              .connectTimeout(Duration.ofSeconds(5))
              .build();
    }
    return http;
  }

  /** Reads {@code path}; fails with the problem's own words when the answer is not 2xx. */
  public JsonNode get(String path) {
    return json("GET", path, null, JSON);
  }

  /** A whole list: all pages of {@code path}, as one with all entries under {@code field}. */
  public ObjectNode list(String path, String field) {
    var page = (ObjectNode) get(path + PAGE);
    var all = page.withArray(field);
    for (var next = cursor(page); !next.isEmpty(); next = cursor(page)) {
      page = (ObjectNode) get(path + PAGE + "&cursor=" + next);
      page.withArray(field).forEach(all::add);
    }
    var whole = Json.MAPPER.createObjectNode();
    whole.set(field, all);
    return whole;
  }

  private static String cursor(JsonNode page) {
    return page.path("cursor").asText("");
  }

  /** The path of what is called {@code name} in the list at {@code path}. */
  public static String named(String path, String name) {
    return path + "/" + segment(name);
  }

  /** The first event of the stream at {@code path}. */
  public JsonNode firstEvent(String path) {
    var response = exchange("GET", path, null, JSON, BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      if (response.statusCode() != 200) {
        return json(response.statusCode(), lines.readAllAsString());
      }
      var data = new StringBuilder();
      for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
        data.append(line.startsWith(DATA) ? line.substring(DATA.length()) : "");
      }
      return json(response.statusCode(), data.toString());
    } catch (IOException e) {
      throw brokeOff(e);
    }
  }

  /** What is at {@code path}, as text. */
  public String text(String path) {
    return exchange("GET", path, null, JSON, BodyHandlers.ofString()).body();
  }

  /** Posts a YAML or JSON file as it is, so that the node can name its lines. */
  public JsonNode postFile(String path, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CliException("the file " + file + " cannot be read: check its path");
    }
    try {
      var type = file.toString().endsWith(".json") ? JSON : "application/yaml";
      return json("POST", path, Files.readString(file), type);
    } catch (IOException e) {
      throw new CliException("the file " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** Sends {@code body} as JSON with the given method. */
  public JsonNode send(String method, String path, JsonNode body) {
    return json(method, path, body.toString(), JSON);
  }

  /** Deletes what is at {@code path}. */
  public JsonNode delete(String path) {
    return json("DELETE", path, null, JSON);
  }

  /** A name as it stands in a path, so that the node sees just what the user typed. */
  public static String segment(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
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

  private JsonNode json(String method, String path, @Nullable String body, String type) {
    var response = exchange(method, path, body, type, BodyHandlers.ofString());
    return json(response.statusCode(), response.body());
  }

  private <T> HttpResponse<T> exchange(
      String method, String path, @Nullable String body, String type, BodyHandler<T> handler) {
    try {
      var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
      var request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(Duration.ofSeconds(60))
              .header("Content-Type", type)
              .method(method, publisher);
      var token = System.getenv("SHEAF_TOKEN");
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      return http().send(request.build(), handler);
    } catch (ConnectException e) {
      throw CliException.passing(
          "no Sheaf node answers at " + url + ": start one with ./sheaf serve, or give --url");
    } catch (SSLHandshakeException e) {
      throw new CliException(
          "the certificate of %s is not believed (%s): set SHEAF_CA to the PEM file of the authority"
                  .formatted(url, e.getMessage())
              + " that signed it");
    } catch (IllegalArgumentException e) {
      throw CliException.wrongUse("--url must be an http address but was " + url);
    } catch (IOException e) {
      throw brokeOff(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted");
    }
  }

  private CliException brokeOff(IOException why) {
    return CliException.passing("the node at " + url + " broke off: " + why.getMessage());
  }

  private JsonNode json(int status, String text) {
    try {
      var tree = text.isBlank() ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(text);
      if (status / 100 == 2) {
        return tree;
      }
      var problem = problem(tree, tree.path("title").asText("status " + status));
      throw PASSING.contains(status) ? CliException.passing(problem) : new CliException(problem);
    } catch (JsonProcessingException e) {
      throw new CliException(
          "what answers at " + url + " is not a Sheaf node (status " + status + ")");
    }
  }

  /** What a problem says, and its hint; {@code otherwise} when it says nothing. */
  static String problem(JsonNode problem, String otherwise) {
    var words = problem.path("detail").asText(otherwise);
    var hint = problem.path("hint").asText("");
    return hint.isEmpty() ? words : words + System.lineSeparator() + "hint: " + hint;
  }
}
