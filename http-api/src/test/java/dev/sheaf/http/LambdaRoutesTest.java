package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is shown of functions. */
final class LambdaRoutesTest {
  private static final String NODES = "/v1/lambda/nodes";
  private static final String EMPTY = "{}";

  @RegisterExtension static final Served SERVED = Served.empty();

  @AfterEach
  void turnOff() {
    SERVED.node().functions.size = 0;
  }

  @Test
  void withoutTheTierTheSettingIsNamed() {
    var problem = SERVED.api().get(NODES).problem(404, "lambda-off");
    assertTrue(problem.text("/hint").contains("sheaf.lambda.mode"));
    SERVED.api().post(NODES + "/0/drain", EMPTY).problem(404, "lambda-off");
  }

  @Test
  void functionsAreListedPageByPage() {
    SERVED.node().functions.size = 25;
    var first = SERVED.api().get(NODES + "?limit=20").status(200);
    assertEquals(20, first.json().path("nodes").size());
    assertEquals("sheaf-main-19", first.text("/nodes/19/function"));
    var rest = SERVED.api().get(NODES + "?limit=20&cursor=" + first.text("/cursor")).status(200);
    assertEquals(5, rest.json().path("nodes").size());
    assertEquals(20, rest.json().at("/nodes/0/node").asInt());
    assertTrue(rest.json().path("cursor").isMissingNode());
    SERVED.api().get(NODES + "?cursor=Y2F0cw").problem(400, "bad-parameter");
  }

  @Test
  void aFunctionIsDrainedByItsNumber() {
    SERVED.node().functions.size = 3;
    var drained = SERVED.api().post(NODES + "/2/drain", EMPTY).status(202);
    assertEquals("draining", drained.text("/state"));
    var problem = SERVED.api().post(NODES + "/3/drain", EMPTY).problem(404, "unknown-lambda-node");
    assertTrue(problem.text("/detail").contains("0..2"), problem.text("/detail"));
    SERVED.api().post(NODES + "/x/drain", EMPTY).problem(400, "bad-parameter");
  }
}
