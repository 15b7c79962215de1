package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.http.auth.Needs;
import dev.sheaf.http.route.Listen;
import dev.sheaf.policies.access.Need;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
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
    var world = new TwoTenants(folder);
    roles = world.roles;
    servers = world.servers;
  }

  @AfterAll
  static void stop() {
    servers.close();
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

  private static String withoutRequest(String problem) {
    return problem.replaceAll("\"requestId\":\"[^\"]*\"", "");
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
          withoutRequest(reply.problem().toString()),
          withoutRequest(absent.problem().toString().replace("-no", "")),
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
}
