package dev.sheaf.node.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sheaf.http.auth.TokenFile;
import dev.sheaf.http.auth.TokenHash;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node with secrets in its settings and its environment is asked for every error there is. */
final class RedactionIT {
  private static final String S3_SECRET = "gatewaySecret0123456789";
  private static final String KEY = "clusterKey0123456789abcdef0123456789";
  private static final String AWS = "awsSecretAccessKey0123456789";
  private static final String PASSWORD = "journalPassword0123";
  private static final int MOST_BYTES = 64 << 10;

  @TempDir Path folder;
  private final String token = TokenHash.newToken();
  private final List<String> said = new ArrayList<>();

  @Test
  @Timeout(120)
  void noSecretIsInAnyAnswerNorInTheLog() throws Exception {
    try (var node = NodeProcess.start(folder.resolve("node"), settings(), environment())) {
      askEverything(node.api());
      said.add(node.output());
    }
    assertTrue(said.size() > 100, "only " + said.size() + " texts were looked at");
    for (var text : said) {
      for (var secret : List.of(token, S3_SECRET, KEY, AWS, PASSWORD)) {
        assertFalse(text.contains(secret), text);
      }
      assertFalse(text.contains("\tat dev.sheaf"), text);
    }
  }

  private List<String> settings() throws IOException {
    var line = TokenFile.line("a", "vision", Scope.ADMIN, TokenHash.of(token), Optional.empty());
    return List.of(
        "auth.tokens-file=" + Files.writeString(folder.resolve("tokens"), line),
        "auth.cluster-key-file=" + mine("key", KEY),
        "s3.keys-file=" + mine("keys", "reader:" + S3_SECRET + " vision"),
        "journal.url=jdbc:h2:file:%s;USER=sheaf;PASSWORD=%s"
            .formatted(folder.resolve("journal"), PASSWORD),
        "cache.memory=16 MiB");
  }

  private Path mine(String name, String text) throws IOException {
    var file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", AWS);
  }

  /** Each operation without a token, with a wrong one, and with the right one and nonsense. */
  private void askEverything(URI api) throws Exception {
    var document = new YAMLMapper().readTree(ask(api, "GET", "/openapi.yaml", "", ""));
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (!operation.getKey().equals("parameters") && !isOfDataPort(operation.getValue())) {
          var method = operation.getKey().toUpperCase(Locale.ROOT);
          var target = path.getKey().replaceAll("\\{[^}]*}", "vision.no");
          var body = method.startsWith("P") ? "{\"uri\": \"s3://no.such.bucket/x\"}" : "";
          for (var shown : List.of("", "Bearer " + token + "x", "Bearer " + token)) {
            said.add(ask(api, method, target, body, shown));
          }
        }
      }
    }
    var signed =
        "AWS4-HMAC-SHA256 Credential=reader/20261122/x/s3/aws4_request, SignedHeaders=host,"
            + " Signature="
            + "0".repeat(64);
    said.add(ask(api, "GET", "/s3", "", signed));
  }

  private static boolean isOfDataPort(JsonNode operation) {
    return operation.path("tags").toString().contains("data port");
  }

  private static String ask(URI api, String method, String path, String body, String authorization)
      throws Exception {
    var request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try (var client = HttpClient.newHttpClient()) {
      var reply = client.send(request.build(), BodyHandlers.ofInputStream());
      try (var in = reply.body()) {
        return path.equals("/openapi.yaml")
            ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
            : reply.headers().map() + beginning(in);
      } finally {
        client.shutdownNow();
      }
    }
  }

  /** A stream of events has no end: its beginning is enough. */
  private static String beginning(InputStream in) throws IOException {
    var first = in.readNBytes(1);
    return new String(first, StandardCharsets.UTF_8)
        + new String(in.readNBytes(Math.min(in.available(), MOST_BYTES)), StandardCharsets.UTF_8);
  }
}
