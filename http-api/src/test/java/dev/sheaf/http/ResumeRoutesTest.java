package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.job.LossLog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What belongs to a running job: its token, its commits, its losses, its figures. */
final class ResumeRoutesTest {
  @RegisterExtension static final Served SERVED = Served.withCats();

  private static ObjectNode token(String job) {
    return (ObjectNode) SERVED.api().get("/v1/jobs/" + job + "/state").status(200).json();
  }

  private static Client.Reply resume(String job, ObjectNode token, String rest) {
    return SERVED.api().post("/v1/jobs/" + job + "/resume", "{\"state\": " + token + rest + "}");
  }

  @Test
  void theDecisionLogIsReadFromTheOldestKeptEpochToItsEnd() {
    SERVED.servers().withJob("traced");
    var seen = new StringBuilder();
    var next = "";
    for (var page = SERVED.api().get("/v1/jobs/traced/trace").status(200).json(); ; ) {
      page.path("windows")
          .forEach(w ->
              seen.append(w.path("epoch")).append(':').append(w.path("firstBatch")).append(' '));
      if (page.path("next").isNull()) {
        break;
      }
      next = "?epoch=" + page.at("/next/epoch") + "&from=" + page.at("/next/from");
      page = SERVED.api().get("/v1/jobs/traced/trace" + next).status(200).json();
    }
    assertEquals("2:0 2:13 3:0 3:13 ", seen.toString());
    assertEquals("?epoch=4&from=0", next);
  }

  @Test
  void aTraceSaysWhenAndOverWhatItWasDecided() {
    SERVED.servers().withJob("dated");
    SERVED.node().entities.standing = new ConductorReply.Standing("pinned", 4, 6, 2, 40_000, 2);
    var window = SERVED.api().get("/v1/jobs/dated/trace?epoch=2&from=13").status(200).json();
    assertEquals(1_013, window.at("/windows/0/atMillis").asLong());
    var setting = SERVED.api().get("/v1/jobs/dated/trace/setting").status(200).json();
    assertEquals("dated", setting.path("name").asText());
    assertEquals(40_000, setting.path("cacheBytes").asLong());
    var samples = 0;
    for (var run : setting.path("packages")) {
      samples += run.get(0).asInt() * run.get(1).asInt();
    }
    assertEquals(100, samples, setting.toString());
    SERVED.api().get("/v1/jobs/nobody/trace/setting").problem(404, "unknown-job");
  }

  @Test
  void anEpochThatIsNotKeptIsGoneAndAJobThatIsNotThereIsUnknown() {
    SERVED.servers().withJob("forgets");
    SERVED.api().get("/v1/jobs/forgets/trace?epoch=1").problem(410, "token-too-old");
    SERVED.api().get("/v1/jobs/nobody/trace").problem(404, "unknown-job");
    SERVED.api().get("/v1/jobs/forgets/trace?epoch=-1").problem(400, "bad-parameter");
  }

  @Test
  void theTokenNamesWhereTheJobIs() {
    SERVED.servers().withJob("token");
    var token = token("token");
    assertEquals(2, token.path("epoch").asInt());
    assertEquals(7, token.path("step").asInt());
    assertEquals(FakeNode.CATS.hash(), token.path("datasetVersion").asText());
    assertTrue(token.toString().length() < 300, token.toString());
  }

  @Test
  void theSameAttemptHasTheSameGenerationAndAnotherTheNext() {
    SERVED.servers().withJob("resumed");
    var token = token("resumed");
    var once = resume("resumed", token, ", \"ranks\": 2, \"attempt\": \"a\"").status(200);
    assertEquals(2, once.json().path("generation").asInt());
    assertEquals(2, once.json().path("ranks").asInt());
    assertEquals(2, once.json().path("batchSize").asInt());
    var again = resume("resumed", token, ", \"ranks\": 2, \"attempt\": \"a\"").status(200);
    assertEquals(2, again.json().path("generation").asInt());
    var other = resume("resumed", token, ", \"attempt\": \"b\"").status(200);
    assertEquals(3, other.json().path("generation").asInt());
    assertEquals(2, other.json().path("ranks").asInt());
  }

  @Test
  void aTokenThatIsTooOldNamesTheOldestStep() {
    SERVED.servers().withJob("old");
    var problem = resume("old", token("old").put("epoch", 1), ", \"attempt\": \"a\"");
    problem.problem(410, "token-too-old");
    assertEquals(2, problem.json().path("oldestEpoch").asInt());
    assertEquals(0, problem.json().path("oldestStep").asInt());
  }

  @Test
  void aTokenOfAnotherJobIsRefused() {
    SERVED.servers().withJob("mine");
    resume("mine", token("mine").put("job", "yours"), ", \"attempt\": \"a\"")
        .problem(422, "wrong-token");
    resume("mine", token("mine").put("seed", 9), ", \"attempt\": \"a\"")
        .problem(422, "wrong-token");
    resume("mine", token("mine").put("contract", "substitute"), ", \"attempt\": \"a\"")
        .problem(422, "wrong-token");
  }

  @Test
  void aResumeWithBadFieldsNamesThem() {
    SERVED.servers().withJob("bad");
    resume("bad", token("bad"), ", \"ranks\": 3, \"attempt\": \"a\"").problem(422, "invalid-field");
    resume("bad", token("bad").put("step", -1), ", \"attempt\": \"a\"")
        .problem(422, "invalid-field");
    resume("bad", token("bad"), "").problem(422, "invalid-field");
    resume("bad", token("bad").put("stap", 1), ", \"attempt\": \"a\"")
        .problem(400, "unknown-property");
    SERVED.api().post("/v1/jobs/bad/resume", "{\"attempt\": \"a\"}").problem(422, "invalid-field");
  }

  @Test
  void commitsReachTheCoordinator() {
    SERVED.servers().withJob("commits");
    var path = "/v1/jobs/commits/epochs/2/ranks/0/consumed";
    SERVED.api().post(path, "{\"below\": 9, \"generation\": 1}").status(204);
    var commit = Objects.requireNonNull(SERVED.node().entities.consumed.get("commits"));
    assertEquals(9, commit.below());
    assertEquals(2, commit.epoch());
    var stale = SERVED.api().post(path, "{\"below\": 9, \"generation\": 4}");
    assertEquals(1, stale.problem(409, "stale-generation").json().path("generation").asInt());
    SERVED.api().post(path, "{\"below\": 101, \"generation\": 1}").problem(422, "invalid-field");
    SERVED.api().post(path, "{\"below\": -1, \"generation\": 0}").problem(422, "invalid-field");
    SERVED
        .api()
        .post("/v1/jobs/commits/epochs/x/ranks/0/consumed", "{}")
        .problem(400, "bad-parameter");
  }

  @Test
  void lossesAreAppendedToTheFileOfTheirEpoch() throws Exception {
    SERVED.servers().withJob("losses");
    var path = "/v1/jobs/losses/losses";
    var first = "{\"epoch\": 1, \"ids\": [3, 99], \"losses\": [0.5, 2]}";
    assertEquals(2, SERVED.api().post(path, first).status(202).json().path("accepted").asInt());
    var file = new LossLog(SERVED.folder(), 0).file("losses", 1);
    Files.write(file, new byte[5], StandardOpenOption.APPEND);
    SERVED.api().post(path, "{\"epoch\": 1, \"ids\": [4], \"losses\": [1.25]}").status(202);
    var records = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(3 * LossLog.RECORD_BYTES, records.remaining());
    assertEquals(99, records.getLong(LossLog.RECORD_BYTES));
    assertEquals(2.0, records.getDouble(LossLog.RECORD_BYTES + 8));
    assertEquals(4, records.getLong(2 * LossLog.RECORD_BYTES));
  }

  @Test
  void lossesThatMakeNoSenseAreRefused() {
    SERVED.servers().withJob("nonsense");
    for (var losses :
        List.of(
            "\"epoch\": 0, \"ids\": [1, 2], \"losses\": [1]",
            "\"epoch\": 0, \"ids\": [100], \"losses\": [1]",
            "\"epoch\": 0, \"ids\": [1], \"losses\": [1e999]",
            "\"epoch\": 0, \"ids\": [1], \"losses\": [null]",
            "\"epoch\": 3, \"ids\": [1], \"losses\": [1]",
            "\"epoch\": 0, \"ids\": [], \"losses\": []")) {
      SERVED
          .api()
          .post("/v1/jobs/nonsense/losses", "{" + losses + "}")
          .problem(422, "invalid-field");
    }
    SERVED
        .api()
        .post("/v1/jobs/nobody/losses", "{\"epoch\": 0, \"ids\": [1], \"losses\": [1]}")
        .problem(404, "unknown-job");
  }

  @Test
  void anEpochKeepsABoundedNumberOfLosses() {
    SERVED.servers().withJob("many");
    var ids = "0, ".repeat(199) + "0";
    var body = "{\"epoch\": 0, \"ids\": [" + ids + "], \"losses\": [" + ids + "]}";
    SERVED.api().post("/v1/jobs/many/losses", body).status(202);
    SERVED.api().post("/v1/jobs/many/losses", body).problem(422, "losses-full");
  }

  @Test
  void figuresStandBesideTheirBounds() {
    SERVED.servers().withJob("figures");
    SERVED.node().entities.standing = new ConductorReply.Standing("pinned", 4, 6, 2, 40_000, 2);
    var figures = SERVED.api().get("/v1/jobs/figures/metrics").status(200).json();
    assertEquals(0.4, figures.path("cacheFraction").asDouble(), 1e-9);
    assertEquals((1 - 0.4 * 2 / 3) / 2, figures.path("bound").asDouble(), 1e-9);
    assertEquals(0.3, figures.path("boundSteady").asDouble(), 1e-9);
    assertEquals(0.4, figures.path("originReadsPerSample").asDouble(), 1e-9);
    assertEquals(0.2, figures.path("originReadsPerSampleSteady").asDouble(), 1e-9);
    assertEquals((1 - 0.4 * 2 / 3) / 2 / 0.4, figures.path("efficiency").asDouble(), 1e-9);
    assertEquals(600, figures.at("/hits/memory").asInt());
    assertEquals(50, figures.at("/hits/disk").asInt());
    assertEquals(2.5, figures.path("stallSeconds").asDouble(), 1e-9);
  }

  @Test
  void figuresSayWhatTheReadsCostAndHowTheOrderIs() {
    SERVED.servers().withJob("paid");
    var figures = SERVED.api().get("/v1/jobs/paid/metrics").status(200).json();
    var gets = figures.path("originGets").asLong();
    assertTrue(gets > 0, figures.toString());
    assertEquals(gets * 0.4, figures.at("/cost/originMicroUsd").asDouble(), 1e-9);
    assertEquals(7, figures.at("/cost/lambdaMicroUsd").asDouble(), 1e-9);
    assertEquals(0.2, figures.at("/cost/lambdaGbSeconds").asDouble(), 1e-9);
    assertEquals(2.5, figures.at("/cost/lambdaRequests").asDouble(), 1e-9);
    var cost = gets * 0.4 + 7;
    assertEquals(Math.round(cost), figures.path("costMicroUsd").asLong());
    var delivered = figures.path("delivered").asLong();
    assertEquals(cost / delivered, figures.path("costMicroUsdPerSample").asDouble(), 1e-12);
    assertEquals(1, figures.path("coverage").asDouble(), 1e-9);
    assertTrue(figures.path("shuffleQuality").isNull(), "too little is assigned");
  }

  @Test
  void theBoundOfAFinishedRunCountsTheJobsThatRan() {
    SERVED.servers().withJob("ran-one").withJob("ran-two");
    SERVED.node().entities.standing = new ConductorReply.Standing("pinned", 0, 0, 0, 1_000_000, 0);
    var figures = SERVED.api().get("/v1/jobs/ran-one/metrics").status(200).json();
    assertEquals(1.0, figures.path("cacheFraction").asDouble(), 1e-9);
    assertTrue(figures.path("jobs").asInt() >= 2, figures.toString());
  }
}
