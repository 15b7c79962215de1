package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.fake.FakeNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of functions. */
final class LambdaRoutesTest {
  private static final String NODES = "/v1/lambda/nodes";
  private static final String EMPTY = "{}";

  @TempDir static Path folder;
  private static Servers servers;
  private static Client api;

  @BeforeAll
  static void start() throws Exception {
    servers = new Servers(new FakeNode(1000), folder);
    api = servers.api;
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @AfterEach
  void turnOff() {
    servers.node.functions.size = 0;
  }

  @Test
  void withoutTheTierTheSettingIsNamed() {
    var problem = api.get(NODES).problem(404, "lambda-off");
    assertTrue(problem.text("/hint").contains("sheaf.lambda.mode"));
    api.post(NODES + "/0/drain", EMPTY).problem(404, "lambda-off");
  }

  @Test
  void functionsAreListedPageByPage() {
    servers.node.functions.size = 25;
    var first = api.get(NODES + "?limit=20").status(200);
    assertEquals(20, first.json().path("nodes").size());
    assertEquals("sheaf-main-19", first.text("/nodes/19/function"));
    var rest = api.get(NODES + "?limit=20&cursor=" + first.text("/cursor")).status(200);
    assertEquals(5, rest.json().path("nodes").size());
    assertEquals(20, rest.json().at("/nodes/0/node").asInt());
    assertTrue(rest.json().path("cursor").isMissingNode());
    api.get(NODES + "?cursor=Y2F0cw").problem(400, "bad-parameter");
  }

  @Test
  void aFunctionIsDrainedByItsNumber() {
    servers.node.functions.size = 3;
    var drained = api.post(NODES + "/2/drain", EMPTY).status(202);
    assertEquals("draining", drained.text("/state"));
    var problem = api.post(NODES + "/3/drain", EMPTY).problem(404, "unknown-lambda-node");
    assertTrue(problem.text("/detail").contains("0..2"), problem.text("/detail"));
    api.post(NODES + "/x/drain", EMPTY).problem(400, "bad-parameter");
  }
}
