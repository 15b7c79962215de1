package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.task.TaskDoor.Phase;
import dev.sheaf.actors.task.TaskDoor.Rows;
import dev.sheaf.actors.task.TaskDoor.Source;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.policies.task.Stage;
import dev.sheaf.policies.task.StageGraph.Flaw;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients are told of runs of tasks. */
final class TaskRoutesTest {
  private static final String RUNS = "/v1/tasks";

  @RegisterExtension static final Served SERVED = Served.withCats();

  @BeforeEach
  void anew() {
    var tasks = SERVED.node().tasks;
    tasks.wishes.clear();
    tasks.flaws = List.of();
    tasks.phase = Phase.DONE;
    tasks.full = false;
    tasks.gone = false;
  }

  private static String body(String name, String more) {
    return """
    {"name": "%s", "dataset": "cats", "stages": [{"op": "decode"},
     {"name": "small", "op": "resize", "height": 8, "width": "9", "fanOut": 4}]%s}
    """
        .formatted(name, more);
  }

  @Test
  void stagesReadTheOneBeforeUnlessTheySayOtherwise() {
    var reply = SERVED.api().post(RUNS, body("a", "")).status(202);
    assertEquals("/v1/tasks/a", reply.header("Location"));
    assertEquals("/v1/tasks/a/results/small", reply.text("/results/0/href"));
    assertEquals(1.5, reply.json().path("costMicroUsd").asDouble());
    var wish = SERVED.node().tasks.wishes.get("a");
    assertEquals(new Source.Samples(FakeNode.CATS), wish.source());
    assertEquals(Rows.ALL, wish.rows());
    assertEquals(
        List.of(List.of(Stage.SOURCE), List.of("decode")),
        wish.stages().stream().map(Stage::inputs).toList());
    assertEquals(Map.of("height", "8", "width", "9"), wish.stages().get(1).params());
    assertEquals(List.of(32, 4), wish.stages().stream().map(Stage::fanOut).toList());
    SERVED.api().post(RUNS, body("a", "")).problem(409, "name-taken");
  }

  @Test
  void aSourceIsTakenWithItsRowsAndEngines() {
    SERVED
        .api()
        .post(
            RUNS,
            body(
                "b",
                ", \"source\": \"movie\", \"movie\": \"x.mjpg\", \"rows\": {\"first\": 3, \"step\":"
                    + " 2}, \"engines\": [\"local\"], \"payer\": \"job\""))
        .status(202);
    var wish = SERVED.node().tasks.wishes.get("b");
    assertEquals(new Source.Movie(FakeNode.CATS, "x.mjpg"), wish.source());
    assertEquals(new Rows(3, -1, 2), wish.rows());
    assertEquals("job", wish.payer().job());
  }

  @Test
  void whatIsWrongIsNamed() {
    SERVED.node().tasks.flaws =
        List.of(new Flaw("stages[1].op", "resise", "one of decode, resize"));
    var problem = SERVED.api().post(RUNS, body("c", "")).problem(422, "invalid-field");
    assertTrue(
        problem.text("/detail").contains("stages[1].op must be one of decode, resize but was"));
    assertEquals("stages[1].op", problem.text("/field"));
    SERVED.node().tasks.flaws = List.of();
    SERVED.api().post(RUNS, body("d", ", \"source\": \"movie\"")).problem(422, "invalid-field");
    SERVED.api().post(RUNS, body("d", ", \"movie\": \"x\"")).problem(422, "invalid-field");
    SERVED.api().post(RUNS, body("d", ", \"engines\": []")).problem(422, "invalid-field");
    SERVED.api().post(RUNS, body("d", ", \"rows\": {\"step\": 0}")).problem(422, "invalid-field");
    SERVED.api().post(RUNS, body("d", ", \"timeout\": 3")).problem(400, "unknown-property");
    SERVED
        .api()
        .post(RUNS, "{\"dataset\": \"cats\", \"stages\": [3]}")
        .problem(422, "invalid-field");
    SERVED
        .api()
        .post(RUNS, "{\"dataset\": \"dogs\", \"stages\": []}")
        .problem(404, "unknown-dataset");
    SERVED.node().tasks.full = true;
    assertEquals(
        "5",
        SERVED.api().post(RUNS, body("e", "")).problem(503, "overloaded").header("Retry-After"));
  }

  @Test
  void runsAreListedShownAndCalledOff() {
    for (var name : List.of("a", "b", "c")) {
      SERVED.api().post(RUNS, body(name, "")).status(202);
    }
    var page = SERVED.api().get(RUNS + "?limit=2").status(200);
    assertEquals("b", page.text("/runs/1/run"));
    var rest = SERVED.api().get(RUNS + "?limit=2&cursor=" + page.text("/cursor")).status(200);
    assertEquals("c", rest.text("/runs/0/run"));
    assertEquals("done", SERVED.api().get(RUNS + "/a").status(200).text("/phase"));
    SERVED.api().delete(RUNS + "/a").status(202);
    SERVED.api().get(RUNS + "/nobody").problem(404, "unknown-run");
    SERVED.api().delete(RUNS + "/nobody").problem(404, "unknown-run");
  }

  @Test
  void rowsComeAsABatchOnceTheRunIsDone() throws Exception {
    SERVED.api().post(RUNS, body("a", "")).status(202);
    var path = RUNS + "/a/results/small";
    SERVED.node().tasks.phase = Phase.RUNNING;
    SERVED.api().get(path).problem(409, "run-not-done");
    SERVED.node().tasks.phase = Phase.DONE;
    SERVED.api().get(RUNS + "/a/results/smal").problem(404, "unknown-run");
    SERVED.api().get(path + "?count=0").problem(400, "bad-parameter");
    var body =
        ByteBuffer.wrap(SERVED.api().get(path).status(200).body()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(2, BatchFormat.header(body.slice(0, BatchHeader.BYTES)).count());
    var head = BatchFormat.head(body.slice(BatchHeader.BYTES, FrameHead.BYTES));
    assertEquals(
        List.of(7L, 3L, 1L), List.of(head.id(), (long) head.length(), (long) head.label()));
    assertEquals(FrameHead.PREPARED, head.form());
    SERVED.node().tasks.gone = true;
    SERVED.api().get(path).problem(410, "results-gone");
  }
}
