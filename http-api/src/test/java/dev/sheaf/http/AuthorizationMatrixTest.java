package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.ephemeral.EphemeralAnswer;
import dev.sheaf.actors.ephemeral.EphemeralAsk;
import dev.sheaf.http.auth.Needs;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.route.Listen;
import dev.sheaf.policies.access.Need;
import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Site;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route of the OpenAPI document, for every role, with one's own names, with those of another
 * tenant, and with those that nobody has.
 *
 * <p>The document leads: a route that it has and {@link Needs} has not fails, and so does one with
 * a place in its path that no example is given for here.
 */
final class AuthorizationMatrixTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What stands in the places of templates; {@code %s} is the tenant. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("dataset", "%s.cats"),
          Map.entry("job", "%s.job"),
          Map.entry("ensemble", "%s.trio"),
          Map.entry("model", "%s.net"),
          Map.entry("run", "%s.run"),
          Map.entry("id", "0"),
          Map.entry("epoch", "0"),
          Map.entry("rank", "0"),
          Map.entry("n", "0"),
          Map.entry("lease", "none"),
          Map.entry("stage", "small"),
          Map.entry("key", "k"),
          Map.entry("node", "0"),
          Map.entry("file", "main.js"),
          Map.entry("version", "ab".repeat(32)),
          Map.entry("hash", "00".repeat(32)),
          Map.entry("group", "trio"),
          Map.entry("name", "one"),
          Map.entry("document", "00".repeat(32)),
          Map.entry("code", "unknown-job"));

  private static final Map<String, String> QUERIES =
      Map.of("GET /v1/jobs/{job}/epochs/{epoch}/ranks/{rank}/batches/{n}", "?generation=1");

  /** The codes by which a caller is told that something of a path is not there. */
  private static final Set<String> UNKNOWN =
      Set.of("unknown-dataset", "unknown-job", "unknown-ensemble", "unknown-model", "unknown-run");

  @TempDir static Path folder;
  private static final OpenApi DOCUMENT = new OpenApi();
  private static Roles roles;
  private static Servers servers;

  @BeforeAll
  static void start() throws Exception {
    roles = new Roles(folder);
    var settings = HttpSettings.loopback(0, 0, folder).with(roles.security);
    servers = new Servers(new FakeNode(1000), settings);
    report();
    for (var tenant : List.of("vision", "other")) {
      populate(tenant);
    }
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static void report() {
    var probe = servers.node.kit.<EphemeralAnswer>createTestProbe();
    servers
        .node
        .entities
        .of(new EntityRefKey<>(EphemeralAsk.KIND, EphemeralAsk.class), EphemeralAsk.ID)
        .tell(
            new EphemeralAsk(
                new Command.Report(new Site("a", 2 << 20, 1 << 20, 8000), List.of()), probe.ref()));
    probe.receiveMessage();
  }

  /** One of each thing that names have, made by an admin, who may. */
  private static void populate(String tenant) throws Exception {
    var entry = servers.node.entry();
    servers
        .node
        .entities
        .of(new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class), CatalogCommand.ID)
        .tell(
            new CatalogCommand.RegisterDataset(
                new DatasetEntry(
                    new DatasetVersion(tenant + ".cats", "ab".repeat(32)),
                    entry.uri(),
                    entry.format(),
                    100,
                    10,
                    entry.sizeBytes(),
                    entry.classes(),
                    ""),
                servers.node.kit.system().ignoreRef()));
    var cats = "\"dataset\": \"%s.cats\"".formatted(tenant);
    made("/v1/jobs", named("name", tenant + ".job", cats + JOB));
    made("/v1/ensembles", named("name", tenant + ".trio", cats + ENSEMBLE));
    made("/v1/models", named("name", tenant + ".net", MODEL));
    made("/v1/tasks", named("name", tenant + ".run", cats + TASK));
    made("/v1/ephemeral", named("job", tenant + ".job", "\"capacityGb\": 0"));
  }

  private static final String JOB = ", \"contract\": \"strict\", \"batchSize\": 4, \"epochs\": 3";
  private static final String ENSEMBLE =
      ", \"epochs\": 1, \"batchSize\": 4, \"members\": [{\"name\": \"a\", \"model\": \"cnn\","
          + " \"width\": 4}], \"preprocess\": {\"ops\": [\"decode\", \"crop 32 pad 4\","
          + " \"normalize\"]}";
  private static final String MODEL =
      "\"uri\": \"file:///data/vision/net\", \"model\": {\"width\": 4, \"classes\": 2, \"side\": 32}";
  private static final String TASK = ", \"stages\": [{\"op\": \"decode\", \"name\": \"small\"}]";

  private static String named(String field, String name, String rest) {
    return "{\"%s\": \"%s\", %s}".formatted(field, name, rest);
  }

  private static void made(String path, String body) throws Exception {
    var reply = call(servers.http.apiAddress(), "POST", path, body, roles.role("all-admin"));
    assertTrue(reply.status() / 100 == 2, () -> path + ": " + reply);
  }

  /** A status, and the document that came with it where it is a problem. */
  private record Reply(int status, JsonNode problem, String challenge) {
    boolean saysUnknown() {
      return status == 404 && UNKNOWN.contains(problem.path("code").asText());
    }
  }

  private static Reply call(Listen at, String method, String path, String body, Roles.Role role)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + at + path))
            .timeout(Duration.ofSeconds(30))
            .headers(role.headers("Sheaf-Deadline", "500"))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    var reply = HTTP.send(request.build(), BodyHandlers.ofInputStream());
    try (var in = reply.body()) {
      var problem =
          reply.headers().firstValue("Content-Type").orElse("").contains("problem+json")
              ? JSON.readTree(in)
              : JSON.nullNode();
      return new Reply(
          reply.statusCode(), problem, reply.headers().firstValue("WWW-Authenticate").orElse(""));
    } catch (IOException broken) {
      throw new AssertionError(method + " " + path, broken);
    }
  }

  /** One operation of the document. */
  private record Operation(String method, String template, JsonNode declared) {
    String route() {
      return method + " " + template;
    }

    List<Listen> ports() {
      var data = servers.http.dataAddress();
      if (declared.path("tags").toString().contains("data port")) {
        return List.of(data);
      }
      var both = template.endsWith("/batches/{n}") || template.equals("/v1/shared-memory");
      var api = servers.http.apiAddress();
      return both ? List.of(api, data) : List.of(api);
    }

    /** True when its path has a name that belongs to a tenant. */
    boolean isOwned() {
      return PLACES.entrySet().stream()
          .anyMatch(place ->
              place.getValue().contains("%s") && template.contains("{" + place.getKey() + "}"));
    }

    String path(String tenant, String suffix) {
      var path = template;
      for (var place : PLACES.entrySet()) {
        var value = place.getValue().formatted(tenant);
        path =
            path.replace(
                "{" + place.getKey() + "}",
                place.getValue().contains("%s") ? value + suffix : value);
      }
      assertFalse(path.contains("{"), () -> route() + " has a place that PLACES does not know");
      return path + QUERIES.getOrDefault(route(), "");
    }

    String body() {
      return method.equals("POST") || method.equals("PUT") || method.equals("PATCH") ? "{}" : "";
    }

    @Override
    public String toString() {
      return route();
    }
  }

  /** All operations but those of S3, whose clients sign; those that end something come last. */
  private static List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    for (var each : DOCUMENT.operations()) {
      var words = each.split(" ");
      if (!words[1].startsWith("/s3")) {
        operations.add(new Operation(words[0], words[1], DOCUMENT.operation(words[0], words[1])));
      }
    }
    operations.sort(Comparator.comparing(each -> each.method().equals("DELETE")));
    return operations;
  }

  private static Need need(Operation operation) {
    return Needs.of(operation.route());
  }

  @Test
  void theDocumentSaysOfEveryRouteWhatItNeeds() {
    var documented = new TreeSet<String>();
    for (var operation : operations()) {
      documented.add(operation.route());
      var need = need(operation).name().toLowerCase(Locale.ROOT);
      var said = operation.declared().path("security");
      assertTrue(said.isArray(), () -> operation + " has no security in the document");
      assertEquals(
          need.equals("nothing") ? "[]" : "[{\"token\":[\"%s\"]}]".formatted(need),
          said.toString(),
          operation::toString);
    }
    assertEquals(documented, new TreeSet<>(Needs.all().keySet()));
  }

  @Test
  void everyRouteAnswersEveryRoleByWhatItMayDoAndWhoseTheNameIs() throws Exception {
    var cells = 0;
    for (var operation : operations()) {
      for (var port : operation.ports()) {
        for (var role : roles.all) {
          for (var tenant : List.of("vision", "other")) {
            hold(operation, port, role, tenant);
            cells++;
          }
        }
      }
    }
    System.out.println(cells + " cells of the matrix were held");
    assertTrue(cells > 1400, "the matrix has only " + cells + " cells");
  }

  private static void hold(Operation operation, Listen port, Roles.Role role, String tenant)
      throws Exception {
    var body = operation.body();
    var reply = call(port, operation.method(), operation.path(tenant, ""), body, role);
    var what = operation + " of " + tenant + " by " + role + ": " + reply;
    assertTrue(reply.status() != 500, what);
    if (role.token().isEmpty() && need(operation) != Need.NOTHING) {
      assertEquals(401, reply.status(), what);
      assertEquals("Bearer realm=\"sheaf\"", reply.challenge(), what);
      holdCode(operation, reply, "unauthenticated", what);
    } else if (!role.mayCall(need(operation))) {
      assertEquals(403, reply.status(), what);
      holdCode(operation, reply, "forbidden", what);
    } else if (operation.isOwned() && !role.grant().sees(tenant + ".job")) {
      var absent = call(port, operation.method(), operation.path(tenant, "-no"), body, role);
      assertEquals(404, reply.status(), what);
      assertTrue(operation.method().equals("HEAD") || reply.saysUnknown(), what);
      assertEquals(
          reply.problem().toString(),
          absent.problem().toString().replace("-no", ""),
          "what is another's must look like what nobody has");
    } else {
      assertNotEquals(401, reply.status(), what);
      assertNotEquals(403, reply.status(), what);
      assertFalse(operation.method().equals("GET") && reply.saysUnknown(), what);
    }
  }

  private static void holdCode(Operation operation, Reply reply, String code, String what) {
    if (!operation.method().equals("HEAD")) {
      assertEquals(code, reply.problem().path("code").asText(), what);
    }
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
      for (var scope : List.of("vision-read", "vision-train")) {
        var own = text("/v1/" + list, scope);
        assertTrue(own.contains("vision."), () -> list + " by " + scope + ": " + own);
        assertFalse(own.contains("other."), () -> list + " by " + scope + ": " + own);
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
