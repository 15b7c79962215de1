package dev.sheaf.http;

import static dev.sheaf.http.TwoTenants.ENSEMBLE;
import static dev.sheaf.http.TwoTenants.JOB;
import static dev.sheaf.http.TwoTenants.MODEL;
import static dev.sheaf.http.TwoTenants.TASK;
import static dev.sheaf.http.TwoTenants.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tenant is shown in lists and on the page, and what it may name in bodies. */
final class TenantRoutesTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir static Path folder;
  private static Roles roles;
  private static Servers servers;

  @BeforeAll
  static void start() throws Exception {
    var world = new TwoTenants(folder);
    roles = world.roles;
    servers = world.servers;
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void aWrongTokenIsToldNoMoreThanNone() throws Exception {
    for (var wrong : List.of("sheaf_wrong", "pass.aGk.aGk", "pass.", "", "Ä")) {
      var reply =
          new Client(servers.http.apiAddress())
              .send("GET", "/v1/jobs", "", "Authorization", "Bearer " + wrong);
      assertEquals(401, reply.problem(401, "unauthenticated").status());
      assertTrue(reply.header("WWW-Authenticate").startsWith("Bearer"));
    }
  }

  @Test
  void listsShowWhatOnesTenantHasAndNothingElse() throws Exception {
    for (var list : List.of("datasets", "jobs", "ensembles", "models", "tasks", "ephemeral")) {
      for (var role : List.of("vision-read", "vision-train", "other-read")) {
        var mine = role.startsWith("vision") ? "vision." : "other.";
        var others = mine.equals("other.") ? "vision." : "other.";
        var shown = text("/v1/" + list, role);
        assertTrue(shown.contains(mine), () -> list + " by " + role + ": " + shown);
        assertFalse(shown.contains(others), () -> list + " by " + role + ": " + shown);
        if (list.equals("datasets") || list.equals("models")) {
          assertFalse(text("/v1/" + list + "?limit=1", role).contains("cursor"), list);
        }
      }
      for (var scope : List.of("vision-admin", "all-read", "all-admin")) {
        var all = text("/v1/" + list, scope);
        assertTrue(all.contains("vision.") && all.contains("other."), () -> list + ": " + all);
      }
      assertFalse(text("/v1/" + list + "?cursor=YQ", "vision-read").contains("other."), list);
    }
  }

  private static String text(String path, String role) {
    var reply =
        new Client(servers.http.apiAddress()).get(path, roles.role(role).headers()).status(200);
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void thePageIsToldOfWhatOnesTenantHasAndNothingElse() throws Exception {
    assertFalse(snapshot("vision-read").contains("other."));
    assertFalse(snapshot("other-read").contains("vision."));
    assertTrue(snapshot("vision-read").contains("vision.job"));
    assertTrue(snapshot("all-read").contains("other.job"));
  }

  private static String snapshot(String role) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + servers.http.apiAddress() + "/v1/events"))
            .headers(roles.role(role).headers())
            .build();
    var lines = HTTP.send(request, BodyHandlers.ofLines());
    try (var body = lines.body()) {
      return body.filter(line -> line.startsWith("data: ")).findFirst().orElseThrow();
    }
  }

  @Test
  void aBodyThatNamesWhatIsAnothersIsAnsweredAsIfThereWereNone() {
    var train = roles.role("vision-train");
    var api = new Client(servers.http.apiAddress());
    for (var known : List.of("other.cats", "other.none")) {
      var cats = "\"dataset\": \"%s\"".formatted(known);
      for (var body :
          Map.of(
                  "/v1/jobs", named("name", "vision.x", cats + JOB),
                  "/v1/ensembles", named("name", "vision.x", cats + ENSEMBLE),
                  "/v1/tasks", named("name", "vision.x", cats + TASK),
                  "/v1/models", named("name", "vision.x", MODEL + ", " + cats))
              .entrySet()) {
        var reply = post(api, body.getKey(), body.getValue(), train);
        var said = new String(reply.body(), StandardCharsets.UTF_8).replace(known, "NAME");
        assertTrue(reply.status() == 422 || reply.status() == 404, said);
        assertFalse(said.contains("other."), said);
      }
    }
  }

  private static Client.Reply post(Client api, String path, String body, Roles.Role role) {
    return api.send("POST", path, body, role.headers("Content-Type", "application/json"));
  }

  @Test
  void aThingIsMadeUnderOnesOwnNameOnly() {
    var train = roles.role("vision-train");
    var api = new Client(servers.http.apiAddress());
    var cats = "\"dataset\": \"vision.cats\"";
    for (var name : List.of("other.new", "new", "visionary.new")) {
      for (var body :
          Map.of(
                  "/v1/jobs", named("name", name, cats + JOB),
                  "/v1/jobs/vision.job/replay", "{\"name\": \"%s\"}".formatted(name),
                  "/v1/ensembles", named("name", name, cats + ENSEMBLE),
                  "/v1/tasks", named("name", name, cats + TASK),
                  "/v1/models", named("name", name, MODEL),
                  "/v1/ephemeral", named("job", name, "\"capacityGb\": 0"))
              .entrySet()) {
        var reply = post(api, body.getKey(), body.getValue(), train);
        assertTrue(reply.problem(422, "invalid-field").text("/detail").contains("vision."), name);
      }
    }
  }

  @Test
  void aTenantsDatasetsLieBelowItsOriginsOnly() {
    var train = roles.role("vision-train");
    var api = new Client(servers.http.apiAddress());
    for (var uri :
        List.of(
            "file:///data/visionary",
            "file:///data/vision/../other",
            "file:///data/vision/%2e%2e/other",
            "file:///etc",
            "s3://bucket/a")) {
      var body = "{\"uri\": \"%s\"}".formatted(uri);
      var put =
          api.send(
              "PUT",
              "/v1/datasets/vision.new",
              body,
              train.headers("Content-Type", "application/json"));
      assertTrue(put.problem(422, "invalid-field").text("/hint").contains("/data/vision"), uri);
      post(
              api,
              "/v1/models",
              named("name", "vision.m", MODEL.replace("file:///data/vision/net", uri)),
              train)
          .problem(422, "invalid-field");
    }
    api.send(
            "PUT",
            "/v1/datasets/vision.new",
            "{\"uri\": \"file:///data/vision/new\"}",
            train.headers("Content-Type", "application/json"))
        .status(202);
  }
}
