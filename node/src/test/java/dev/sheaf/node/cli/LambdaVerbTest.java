package dev.sheaf.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.function.ChunkHandler;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.lambda.local.LocalLambdaSettings;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.policies.economics.FunctionPrices;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the verbs of the Lambda fleet say, where nobody or a fake node answers. */
final class LambdaVerbTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLE =
      "lambda.role-arn=arn:aws:iam::123456789012:role/sheaf-main-function";

  private record Ended(int status, String out, String err) {}

  @BeforeAll
  static void knowKeys() {
    System.setProperty("aws.accessKeyId", "key");
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @AfterAll
  static void forgetKeys() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void aDryRunShowsTemplateRightsCostAndPlanThoughNobodyAnswers() throws IOException {
    var shown = deploy("--dry-run");
    assertEquals(0, shown.status(), shown.err());
    for (var word :
        List.of(
            FleetNames.TEMPLATE,
            "lambda:CreateFunction",
            "sheaf-main-*",
            "standing by",
            "0.00041",
            "make 24",
            "nobody could look",
            "sheaf.lambda.endpoint")) {
      assertTrue(shown.out().contains(word), () -> word + " is not in " + shown.out());
    }
  }

  @Test
  void aDryRunInJsonHasTheSame() throws IOException {
    var result = json(deploy("--dry-run", "--json"));
    assertTrue(result.path("dryRun").asBoolean());
    assertEquals(24, result.at("/plan/make").size());
    assertFalse(result.at("/plan/known").asBoolean());
    assertEquals(0.00041, result.at("/cost/standingUsdPerHour").asDouble(), 0.00001);
    assertEquals(1L << 30, result.at("/functions/memoryBytes").asLong());
    assertEquals(
        "arn:aws:iam::123456789012:role/sheaf-main-function",
        result.at("/policy/Statement/2/Resource").asText());
  }

  @Test
  void withoutARoleTheStackIsNamedBeforeAnybodyIsAsked() throws IOException {
    var refused = sheaf("lambda", "deploy", "--set", "lambda.endpoint=" + nobody());
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("sheaf.lambda.role-arn"), refused.err());
    assertTrue(refused.err().contains("aws cloudformation deploy"), refused.err());
  }

  @Test
  void aDeploymentThatNobodyAnswersEndsInWords() throws IOException {
    var failed = deploy();
    assertEquals(1, failed.status());
    assertEquals(1, failed.err().lines().count(), failed.err());
    assertTrue(failed.err().contains("cannot be reached"), failed.err());
  }

  @Test
  void aFleetIsDeployedOnceAndThenFoundAsItShouldBe(@TempDir Path folder) throws IOException {
    var settings =
        LocalLambdaSettings.of(
            folder.resolve("lambda"),
            Map.of("key", "secret"),
            new LocalLambdaSettings.Kind.InProcess(() -> new ChunkHandler(folder)),
            new FunctionPrices(200_000, 16_666_700, 1, true));
    try (var lambda = LocalLambda.start(settings)) {
      var here = new String[] {"--set", "lambda.endpoint=" + lambda.endpoint()};
      var two = with(here, "--set", "lambda.nodes=2");
      assertEquals(2, json(deploy(with(two, "--dry-run", "--json"))).at("/plan/make").size());
      var made = deploy(two);
      assertEquals(0, made.status(), made.err());
      assertTrue(made.out().contains("made sheaf-main-1"), made.out());
      assertTrue(deploy(two).out().contains("nothing had to be done"));
      var fewer = json(deploy(with(here, "--set", "lambda.nodes=1", "--dry-run", "--json")));
      assertEquals("sheaf-main-1", fewer.at("/plan/surplus/0").asText());
      var pruned = deploy(with(here, "--set", "lambda.nodes=1", "--prune"));
      assertTrue(pruned.out().contains("removed sheaf-main-1"), pruned.out());
    }
  }

  private static String[] with(String[] words, String... further) {
    return Stream.concat(Stream.of(words), Stream.of(further)).toArray(String[]::new);
  }

  @Test
  void theTemplatesDefaultsAreTheSettingsDefaults() throws IOException {
    var template = new YAMLMapper().readTree(Path.of("..", FleetNames.TEMPLATE).toFile());
    var settings = SettingsReader.read(SettingsSources.read(null, Map.of(), List.of())).lambda();
    assertEquals(settings.memoryMb(), template.at("/Parameters/MemoryMb/Default").asInt());
    assertEquals(settings.cluster(), template.at("/Parameters/Cluster/Default").asText());
    assertEquals(
        settings.prices().gbSecondPicoUsd(),
        Math.round(template.at("/Parameters/GbSecondUsd/Default").asDouble() * 1e12));
    assertEquals(
        settings.prices().requestPicoUsd(),
        Math.round(template.at("/Parameters/RequestUsd/Default").asDouble() * 1e12));
  }

  @Test
  void functionsOfAllPagesAreListed() throws IOException {
    try (var node = new FakeApi()) {
      var listed = sheaf("lambda", "ls", "--url", node.url());
      assertEquals(0, listed.status(), listed.err());
      assertTrue(listed.out().contains("sheaf-main-1"), listed.out());
      assertTrue(listed.out().contains("2 functions hold 3.0 MiB"), listed.out());
      assertEquals(
          2, json(sheaf("lambda", "ls", "--url", node.url(), "--json")).at("/nodes").size());
    }
  }

  @Test
  void eachFunctionThatIsNamedIsDrained() throws IOException {
    try (var node = new FakeApi()) {
      var drained = sheaf("lambda", "drain", "0", "1", "--url", node.url());
      assertEquals(0, drained.status(), drained.err());
      assertEquals(
          List.of("POST /v1/lambda/nodes/0/drain", "POST /v1/lambda/nodes/1/drain"), node.asked);
    }
  }

  /** A fake node that has two functions, on two pages. */
  private static final class FakeApi implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    FakeApi() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            var uri = exchange.getRequestURI();
            asked.add(exchange.getRequestMethod() + " " + uri.getPath());
            var body = answer(uri.getPath(), String.valueOf(uri.getQuery()));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    private static byte[] answer(String path, String query) {
      var second = path.contains("/1/") || query.contains("cursor=");
      var function =
          """
          {"node": %d, "function": "sheaf-main-%d", "state": "resting", "chunks": 1,
           "usedBytes": %d, "instance": "a1", "owner": ""}
          """
              .formatted(second ? 1 : 0, second ? 1 : 0, second ? 2 << 20 : 1 << 20);
      var text =
          path.endsWith("/drain")
              ? function
              : "{\"nodes\": [%s]%s}".formatted(function, second ? "" : ", \"cursor\": \"MA\"");
      return text.getBytes(StandardCharsets.UTF_8);
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Ended deploy(String... further) throws IOException {
    var all =
        new ArrayList<>(
            List.of("lambda", "deploy", "--set", ROLE, "--set", "lambda.endpoint=" + nobody()));
    all.addAll(List.of(further));
    return sheaf(all.toArray(String[]::new));
  }

  private static String nobody() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static JsonNode json(Ended ended) throws IOException {
    assertEquals(0, ended.status(), ended.err());
    return JSON.readTree(ended.out());
  }

  private static Ended sheaf(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine cli = SheafCli.commandLine();
    var status =
        cli.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(words);
    return new Ended(status, out.toString(), err.toString());
  }
}
