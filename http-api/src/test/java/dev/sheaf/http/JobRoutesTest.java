package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.fake.FakeNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs: submitted, shown, changed, stopped, replayed. */
final class JobRoutesTest {
  @RegisterExtension static final Served SERVED = Served.withCats();

  /** A job whose field {@code name} has another value. */
  private static Client.Reply with(String name, String value) {
    var job = Servers.job("field").strip();
    var cleared = job.replaceFirst(",? *\"" + name + "\": [^,}]+", "").replace("{,", "{");
    return SERVED
        .api()
        .post(
            "/v1/jobs",
            cleared.substring(0, cleared.length() - 1) + ", \"" + name + "\": " + value + "}");
  }

  private static void refused(String name, String value, String rule) {
    var problem = with(name, value).problem(422, "invalid-field");
    assertEquals(name, problem.text("/errors/0/field"));
    assertTrue(problem.text("/detail").contains(rule), problem.text("/detail"));
    assertTrue(problem.text("/detail").contains(value.replace("\"", "")), problem.text("/detail"));
  }

  @Test
  void aJobIsSubmittedAndShown() {
    var accepted = SERVED.api().post("/v1/jobs", Servers.job("first")).status(201);
    assertEquals("/v1/jobs/first", accepted.header("Location"));
    assertEquals("first", accepted.text("/job"));
    assertEquals(1, accepted.json().path("generation").asInt());
    var job = SERVED.api().get("/v1/jobs/first").status(200);
    assertEquals("running", job.text("/phase"));
    assertEquals("strict", job.text("/contract"));
    assertEquals(FakeNode.CATS.hash(), job.text("/datasetVersion"));
    assertEquals("even", job.text("/tail"));
  }

  @Test
  void aJobOfGlobalOrderIsToldWhatThatCosts() {
    var strict = SERVED.api().post("/v1/jobs", Servers.job("mixed")).status(201).json();
    assertTrue(strict.path("shuffleCost").isMissingNode(), strict.toString());
    var cost = with("shuffle", "\"global\"").status(201).json().path("shuffleCost");
    assertEquals(100, cost.at("/global/laterEpoch/gets").asLong(), "a GET a sample");
    assertEquals(100 * 1000, cost.at("/global/firstEpoch/bytes").asLong());
    assertEquals(40, cost.at("/global/laterEpoch/costMicroUsd").asDouble(), 1e-9);
    assertEquals(1, cost.path("readAmplification").path("gets").asDouble());
  }

  @Test
  void onlyAStrictOrderIsGlobal() {
    var job = Servers.job("loose").replace("strict", "substitute").strip();
    var problem =
        SERVED
            .api()
            .post("/v1/jobs", job.substring(0, job.length() - 1) + ", \"shuffle\": \"global\"}")
            .problem(422, "invalid-field");
    assertEquals("shuffle", problem.text("/errors/0/field"));
    assertTrue(problem.text("/detail").contains("contract strict"), problem.text("/detail"));
  }

  @Test
  void theSameBodyAgainHasTheSameAnswer() {
    var once = SERVED.api().post("/v1/jobs", Servers.job("twice")).status(201);
    var again = SERVED.api().post("/v1/jobs", Servers.job("twice")).status(201);
    assertArrayEquals(once.body(), again.body());
  }

  @Test
  void aNameThatAnotherJobHasIsTaken() {
    SERVED.servers().withJob("taken");
    var other = Servers.job("taken").replace("\"seed\": 7", "\"seed\": 8");
    SERVED.api().post("/v1/jobs", other).problem(409, "name-taken");
  }

  @Test
  void eachBadFieldIsNamedWithItsValueAndItsRange() {
    refused("batchSize", "0", "1..65536");
    refused("batchSize", "1000000000", "1..65536");
    refused("batchSize", "1.5", "1..65536");
    refused("epochs", "0", "1..100000");
    refused("ranks", "5000", "1..4096");
    refused("seed", "\"seven\"", "whole number");
    refused("name", "\"../etc\"", "beginning with a letter or digit");
    refused("name", "\"\"", "beginning with a letter or digit");
    refused("dataset", "\"dogs\"", "did you mean cats?");
    refused("contract", "\"strct\"", "did you mean strict?");
    refused("tail", "\"odd\"", "one of even, drop, pad");
    refused("shuffle", "\"none\"", "one of packages, global");
    refused("onMissing", "\"ignore\"", "one of fail, skip, substitute");
    refused("maxMissing", "-1", "0..");
    refused("validation", "0.95", "0.0..0.9");
    refused("heldOut", "true", "validation a share above 0");
    refused("priority", "1001", "-1000..1000");
    refused("follow", "\"field\"", "another job");
    refused("importance", "{}", "contract importance");
  }

  @Test
  void eachBadFieldOfImportanceIsNamedWithItsValueAndItsRange() {
    refusedOfImportance("warmUpEpochs", "0", "1..100000");
    refusedOfImportance("fullEvery", "0", "1..100000");
    refusedOfImportance("beta", "-0.1", "0.0..16.0");
    refusedOfImportance("history", "1", "2..65536");
    refusedOfImportance("highShare", "1.1", "0.0..1.0");
  }

  private static void refusedOfImportance(String field, String value, String rule) {
    var body = "\"contract\": \"importance\", \"importance\": {\"%s\": %s}".formatted(field, value);
    var problem =
        SERVED
            .api()
            .post("/v1/jobs", Servers.job("selecting").replace("\"contract\": \"strict\"", body));
    problem.problem(422, "invalid-field");
    assertEquals("importance." + field, problem.json().path("field").asText());
    assertTrue(problem.json().path("detail").asText().contains(rule), problem.json().toString());
  }

  @Test
  void anImportanceJobCannotFollowAnother() {
    var body =
        Servers.job("selecting")
            .replace(
                "\"contract\": \"strict\"", "\"contract\": \"importance\", \"follow\": \"other\"");
    assertEquals(
        "follow",
        SERVED
            .api()
            .post("/v1/jobs", body)
            .problem(422, "invalid-field")
            .json()
            .path("field")
            .asText());
  }

  @Test
  void anImportanceJobSaysByWhichRuleItSelects() {
    var body =
        Servers.job("rule")
            .replace(
                "\"contract\": \"strict\"",
                "\"contract\": \"importance\", \"importance\": {\"beta\": 0.5}");
    SERVED.api().post("/v1/jobs", body).status(201);
    var rule = SERVED.api().get("/v1/jobs/rule").status(200).json().path("importance");
    assertEquals(0.5, rule.path("beta").asDouble());
    assertEquals(5, rule.path("warmUpEpochs").asInt());
    assertEquals(3, rule.path("fullEvery").asInt());
  }

  @Test
  void aJobSaysHowItsPicturesArePrepared() {
    var prepare = "\"contract\": \"strict\", \"prepare\": {\"height\": 24, \"width\": %s}";
    var body = Servers.job("painter").replace("\"contract\": \"strict\"", prepare.formatted("32"));
    SERVED.api().post("/v1/jobs", body).status(201);
    var told = SERVED.api().get("/v1/jobs/painter").status(200).json().path("prepare");
    assertEquals(
        "{\"height\":24,\"width\":32,\"crop\":\"center\",\"flip\":false}", told.toString());
    SERVED.api().post("/v1/jobs", body.replace("24", "25")).problem(409, "name-taken");
    var bad = Servers.job("bad").replace("\"contract\": \"strict\"", prepare.formatted("4097"));
    var problem = SERVED.api().post("/v1/jobs", bad).problem(422, "invalid-field").json();
    assertEquals("prepare.width", problem.path("field").asText());
    assertTrue(problem.path("detail").asText().contains("1..4096"), problem.toString());
  }

  @Test
  void allBadFieldsAreToldAtOnce() {
    var problem = SERVED.api().post("/v1/jobs", "{\"name\": \"..\", \"batchSize\": 0}");
    problem.problem(422, "invalid-field");
    var fields = problem.json().path("errors").findValuesAsText("field");
    assertTrue(
        fields.containsAll(List.of("name", "dataset", "contract", "batchSize")), fields.toString());
  }

  @Test
  void aBatchOfMoreBytesThanTheBudgetIsRefused() {
    var problem = with("batchSize", "2000").problem(422, "invalid-field");
    assertTrue(problem.text("/detail").contains("1048576 bytes"), problem.text("/detail"));
  }

  @Test
  void anUnknownPropertyIsNamedWithTheNearest() {
    var problem = with("batchsize", "4").problem(400, "unknown-property");
    assertTrue(
        problem.text("/detail").contains("Did you mean batchSize?"), problem.text("/detail"));
  }

  @Test
  void jobsAreListedInOrderOfName() {
    List.of("list-c", "list-a", "list-b").forEach(SERVED.servers()::withJob);
    var names =
        SERVED
            .api()
            .get("/v1/jobs?limit=1000")
            .status(200)
            .json()
            .path("jobs")
            .findValuesAsText("name");
    assertEquals(names.stream().sorted().toList(), names);
    assertTrue(names.containsAll(List.of("list-a", "list-b", "list-c")), names.toString());
    var first = SERVED.api().get("/v1/jobs?limit=1").status(200);
    assertTrue(first.header("Link").contains("rel=\"next\""), first.header("Link"));
  }

  @Test
  void anUnknownJobIsNotFound() {
    SERVED.api().get("/v1/jobs/nobody").problem(404, "unknown-job");
    SERVED.api().delete("/v1/jobs/nobody").problem(404, "unknown-job");
    SERVED.api().get("/v1/jobs/nobody/metrics").problem(404, "unknown-job");
    SERVED.api().get("/v1/jobs/nobody/state").problem(404, "unknown-job");
    SERVED.api().get("/v1/jobs/..%2F..%2Fetc").problem(400, "bad-parameter");
  }

  @Test
  void knobsOfAJobThatRunsMayBeChanged() {
    SERVED.servers().withJob("knobs");
    var job =
        SERVED
            .api()
            .patch("/v1/jobs/knobs", "{\"priority\": 5, \"parallelReads\": 3}")
            .status(200)
            .json();
    assertEquals(5, job.path("priority").asInt());
    assertEquals(3, job.path("parallelReads").asInt());
    assertTrue(job.path("lookAheadBytes").isMissingNode(), job.toString());
    SERVED.api().patch("/v1/jobs/knobs", "{\"lookAheadBytes\": 1000000}").status(200);
    job = SERVED.api().get("/v1/jobs/knobs").status(200).json();
    assertEquals(5, job.path("priority").asInt(), "what is absent stays as it is");
    assertEquals(1_000_000, job.path("lookAheadBytes").asInt());
  }

  @Test
  void whatIsNoKnobIsRefusedByItsRule() {
    SERVED.servers().withJob("fixed");
    var problem =
        SERVED.api().patch("/v1/jobs/fixed", "{\"batchSize\": 8}").problem(422, "invalid-field");
    assertEquals("batchSize", problem.text("/errors/0/field"));
    assertTrue(problem.text("/detail").contains("fixed for a job's life"), problem.text("/detail"));
    assertTrue(problem.text("/detail").contains("parallelReads"), problem.text("/detail"));
    problem =
        SERVED
            .api()
            .patch("/v1/jobs/fixed", "{\"parallelReads\": 1025}")
            .problem(422, "invalid-field");
    assertTrue(problem.text("/detail").contains("0..1024"), problem.text("/detail"));
    SERVED.api().patch("/v1/jobs/fixed", "{}").problem(422, "invalid-field");
    SERVED.api().patch("/v1/jobs/fixed", "{\"speed\": 8}").problem(400, "unknown-property");
    SERVED.api().patch("/v1/jobs/nobody", "{\"priority\": 8}").problem(404, "unknown-job");
    SERVED.api().delete("/v1/jobs/fixed").status(200);
    problem = SERVED.api().patch("/v1/jobs/fixed", "{\"priority\": 8}").problem(409, "job-ended");
    assertEquals("stopped", problem.text("/phase"));
  }

  @Test
  void aStoppedJobSaysWhy() {
    SERVED.servers().withJob("stopped");
    var job = SERVED.api().delete("/v1/jobs/stopped").status(200);
    assertEquals("stopped", job.text("/phase"));
    assertEquals("stopped by request", job.text("/reason"));
  }

  @Test
  void aReplayIsAJobThatFollowsAnother() {
    SERVED.servers().withJob("leader");
    SERVED.api().post("/v1/jobs/leader/replay", "{\"name\": \"replayed\"}").status(201);
    var job = SERVED.api().get("/v1/jobs/replayed").status(200);
    assertEquals("leader", job.text("/follow"));
    assertEquals(7, job.json().path("seed").asInt());
    SERVED
        .api()
        .post("/v1/jobs/leader/replay", "{\"name\": \"leader\"}")
        .problem(422, "invalid-field");
    SERVED.api().post("/v1/jobs/nobody/replay", "{\"name\": \"x\"}").problem(404, "unknown-job");
  }
}
