package dev.sheaf.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.ConductorReply.Memory;
import dev.sheaf.actors.dataset.ConductorReply.Standing;
import dev.sheaf.http.dataset.DatasetIndexing.Outcome;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.policies.division.JobProfile;
import dev.sheaf.policies.division.MemoryDivision.Reader;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Datasets: registered, indexed in the background, listed, loaded ahead, forgotten. */
final class DatasetRoutesTest {
  private static final String FOLDER = "{\"uri\": \"file:///data/%s\", \"format\": \"folder\"}";

  @RegisterExtension static final Served SERVED = Served.empty();

  private static DatasetEntry entry(String name) {
    var version = new DatasetVersion(name, "cd".repeat(32));
    return new DatasetEntry(
        version, "file:///data/" + name, "folder", 10, 1, 100, List.of("x"), "note");
  }

  private static void register(String name) {
    SERVED.api().put("/v1/datasets/" + name, FOLDER.formatted(name)).status(202);
    SERVED.node().indexing.outcome.complete(new Outcome.Indexed(entry(name)));
    Eventually.is(() -> status(name).equals("ready"));
  }

  private static String status(String name) {
    return SERVED.api().get("/v1/datasets/" + name).text("/status");
  }

  @Test
  void aDatasetIsIndexedInTheBackgroundAndThenReady() {
    var begun = SERVED.api().put("/v1/datasets/fresh", FOLDER.formatted("fresh")).status(202);
    assertEquals("/v1/datasets/fresh", begun.header("Location"));
    var running = SERVED.api().get("/v1/datasets/fresh").status(200);
    assertEquals("indexing", running.text("/status"));
    assertEquals(30, running.json().at("/indexing/done").asInt());
    assertEquals(100, running.json().at("/indexing/total").asInt());
    SERVED.node().indexing.outcome.complete(new Outcome.Indexed(entry("fresh")));
    Eventually.is(() -> status("fresh").equals("ready"));
    assertEquals(10, SERVED.api().get("/v1/datasets/fresh").json().path("samples").asInt());
  }

  @Test
  void aSampleIsToldByItsNumber() {
    var cats =
        new DatasetEntry(
            FakeNode.CATS, "file:///data/cats", "folder", 1000, 1, 100, List.of("x"), "note");
    SERVED.api().put("/v1/datasets/cats", FOLDER.formatted("cats")).status(202);
    SERVED.node().indexing.outcome.complete(new Outcome.Indexed(cats));
    Eventually.is(() -> status("cats").equals("ready"));
    var sample = SERVED.api().get("/v1/datasets/cats/samples/7").status(200).json();
    assertEquals(SERVED.node().samples.nameOf(7), sample.path("name").asText());
    assertEquals(SERVED.node().samples.length(7), sample.path("bytes").asInt());
    assertEquals(SERVED.node().samples.label(7), sample.path("label").asInt());
    SERVED.api().get("/v1/datasets/cats/samples/1000").problem(404, "unknown-sample");
    SERVED.api().get("/v1/datasets/cats/samples/-1").problem(400, "bad-parameter");
    SERVED.api().get("/v1/datasets/cats/samples/seven").problem(400, "bad-parameter");
    SERVED.api().get("/v1/datasets/nobody/samples/7").problem(404, "unknown-dataset");
  }

  @Test
  void theSamePlaceAgainIsTheSameVersionAtOnce() {
    register("again");
    SERVED.api().put("/v1/datasets/again", FOLDER.formatted("again")).status(200);
    var auto = "{\"uri\": \"file:/data/again/\"}";
    assertEquals("ready", SERVED.api().put("/v1/datasets/again", auto).status(200).text("/status"));
  }

  @Test
  void aDatasetIsKeptByThePolicyThatWasChosenLast() {
    register("kept");
    assertEquals("default", SERVED.api().get("/v1/datasets/kept").text("/policy"));
    var named = "{\"uri\": \"file:///data/kept\", \"policy\": \"lru\"}";
    SERVED.api().put("/v1/datasets/kept", named).status(200);
    assertEquals("lru", SERVED.api().get("/v1/datasets/kept").text("/policy"));
    var changed = SERVED.api().patch("/v1/datasets/kept", "{\"policy\": \"quiver\"}").status(200);
    assertEquals("quiver", changed.text("/policy"));
    Eventually.is(() -> SERVED.node().entities.kept.equals(List.of("lru", "quiver")));
  }

  @Test
  void itsPartOfTheMemoryIsShownAndWhy() {
    register("shared");
    var profile = new JobProfile(10, 30, true);
    var memory = new Memory(600, 1000, List.of(new Reader("trains", 1.5, profile)));
    SERVED.node().entities.standing = new Standing("pinned", 1, 1, 1, 600, 1, memory);
    var shown = SERVED.api().get("/v1/datasets/shared").status(200).json().path("memory");
    assertEquals(600, shown.path("shareBytes").asLong());
    assertEquals(0.75, shown.at("/jobs/0/waitShare").asDouble(), 1e-9);
    assertTrue(shown.path("why").asText().contains("spares most waiting"), shown.toString());
    var computing = new Reader("trains", 1, new JobProfile(10, 0, true));
    SERVED.node().entities.standing =
        new Standing("pinned", 1, 1, 1, 6, 1, new Memory(6, 1000, List.of(computing)));
    shown = SERVED.api().get("/v1/datasets/shared").status(200).json().path("memory");
    assertTrue(shown.path("why").asText().contains("compute all the time"), shown.toString());
  }

  @Test
  void aPolicyThatDoesNotExistIsRefusedAndTheNearestNamed() {
    register("asked");
    var refused =
        SERVED
            .api()
            .patch("/v1/datasets/asked", "{\"policy\": \"lrv\"}")
            .problem(422, "invalid-field");
    assertTrue(refused.text("/detail").contains("did you mean lru?"), refused.text("/detail"));
    SERVED
        .api()
        .patch("/v1/datasets/nowhere", "{\"policy\": \"lru\"}")
        .problem(404, "unknown-dataset");
  }

  @Test
  void aRefreshIndexesTheSamePlaceAgain() {
    register("changed");
    SERVED.api().put("/v1/datasets/changed?refresh=true", FOLDER.formatted("changed")).status(202);
    SERVED.node().indexing.outcome.complete(new Outcome.Indexed(entry("changed")));
    Eventually.is(() -> status("changed").equals("ready"));
    SERVED
        .api()
        .put("/v1/datasets/changed?refresh=maybe", FOLDER.formatted("changed"))
        .problem(400, "bad-parameter");
  }

  @Test
  void wherePackagesAreWrittenBackToMayChangeWithoutIndexing() {
    register("packed");
    var form = "{\"uri\": \"file:///data/packed\", \"pack\": \"%s\"}";
    var named =
        SERVED.api().put("/v1/datasets/packed", form.formatted("s3://bucket/packs")).status(200);
    assertEquals("s3://bucket/packs", named.text("/pack"));
    var silent = SERVED.api().put("/v1/datasets/packed", FOLDER.formatted("packed")).status(200);
    assertEquals("s3://bucket/packs", silent.text("/pack"), "as before");
    assertEquals("s3://bucket/packs", SERVED.api().get("/v1/datasets/packed").text("/pack"));
    var off = SERVED.api().put("/v1/datasets/packed", form.formatted("off")).status(200);
    assertTrue(off.json().path("pack").isMissingNode());
  }

  @Test
  void aNewVersionIsStillWrittenBackToTheSamePlace() {
    register("repacked");
    var form = "{\"uri\": \"file:///data/repacked\", \"pack\": \"s3://bucket/packs\"}";
    SERVED.api().put("/v1/datasets/repacked", form).status(200);
    SERVED
        .api()
        .put("/v1/datasets/repacked?refresh=true", FOLDER.formatted("repacked"))
        .status(202);
    SERVED.node().indexing.outcome.complete(new Outcome.Indexed(entry("repacked")));
    Eventually.is(() -> status("repacked").equals("ready"));
    assertEquals("s3://bucket/packs", SERVED.api().get("/v1/datasets/repacked").text("/pack"));
  }

  @Test
  void aPlaceForPacksThatCannotBeUsedIsRefusedAtOnce() {
    register("unpackable");
    var form = "{\"uri\": \"file:///data/unpackable\", \"pack\": \"%s\"}";
    SERVED
        .api()
        .put("/v1/datasets/unpackable", form.formatted("s3://denied/packs"))
        .problem(422, "dataset-refused");
    SERVED
        .api()
        .put("/v1/datasets/unpackable", form.formatted("ftp://host/packs"))
        .problem(422, "invalid-field");
    assertTrue(SERVED.api().get("/v1/datasets/unpackable").json().path("pack").isMissingNode());
  }

  @Test
  void aSecondRequestForTheSameThingJoinsAndForAnotherIsBusy() {
    SERVED.api().put("/v1/datasets/busy", FOLDER.formatted("busy")).status(202);
    var outcome = SERVED.node().indexing.outcome;
    SERVED.api().put("/v1/datasets/busy", FOLDER.formatted("busy")).status(202);
    SERVED.api().put("/v1/datasets/busy", FOLDER.formatted("other")).problem(409, "dataset-busy");
    assertEquals(outcome, SERVED.node().indexing.outcome);
    outcome.complete(new Outcome.Indexed(entry("busy")));
  }

  @Test
  void aFailureIsKeptUntilItIsDeletedOrTriedAgain() {
    SERVED.api().put("/v1/datasets/torn", FOLDER.formatted("torn")).status(202);
    SERVED
        .node()
        .indexing
        .outcome
        .complete(new Outcome.Failed("a.tar ends early", "Copy it again."));
    Eventually.is(() -> status("torn").equals("failed"));
    assertEquals("a.tar ends early", SERVED.api().get("/v1/datasets/torn").text("/problem/detail"));
    SERVED.api().put("/v1/datasets/torn", FOLDER.formatted("torn")).status(202);
    SERVED.node().indexing.outcome.complete(new Outcome.Failed("still torn", "Copy it again."));
    Eventually.is(() -> status("torn").equals("failed"));
    SERVED.api().delete("/v1/datasets/torn").status(204);
    SERVED.api().get("/v1/datasets/torn").problem(404, "unknown-dataset");
  }

  @Test
  void aFolderThatIsNotThereIsRefusedAtOnce() {
    var problem = SERVED.api().put("/v1/datasets/gone", FOLDER.formatted("absent"));
    problem.problem(422, "dataset-refused");
    assertEquals("there is no folder /data/absent", problem.text("/detail"));
    assertEquals("uri", problem.text("/field"));
  }

  @Test
  void badFieldsAreNamedAllAtOnce() {
    var problem =
        SERVED.api().put("/v1/datasets/bad", "{\"uri\": \"http://x/y\", \"format\": \"zip\"}");
    problem.problem(422, "invalid-field");
    assertEquals("uri", problem.text("/errors/0/field"));
    assertEquals("format", problem.text("/errors/1/field"));
    SERVED.api().put("/v1/datasets/bad", "{\"uri\": \"::\"}").problem(422, "invalid-field");
    SERVED.api().put("/v1/datasets/bad", "{\"uri\": 3}").problem(422, "invalid-field");
    SERVED.api().put("/v1/datasets/bad", "{}").problem(422, "invalid-field");
    SERVED
        .api()
        .put("/v1/datasets/Bad%20Name", FOLDER.formatted("x"))
        .problem(400, "bad-parameter");
  }

  @Test
  void anUnknownPropertyIsNamedWithTheNearest() {
    var problem = SERVED.api().put("/v1/datasets/bad", "{\"url\": \"file:///x\"}");
    problem.problem(400, "unknown-property");
    assertEquals("url", problem.text("/property"));
    assertTrue(problem.text("/detail").contains("Did you mean uri?"), problem.text("/detail"));
  }

  @Test
  void anUnknownDatasetNamesTheNearest() {
    register("aardvark");
    var problem = SERVED.api().get("/v1/datasets/aardvarg").problem(404, "unknown-dataset");
    assertTrue(problem.text("/hint").contains("aardvark"), problem.text("/hint"));
    SERVED.api().delete("/v1/datasets/aardvarg").problem(404, "unknown-dataset");
    SERVED.api().send("POST", "/v1/datasets/aardvarg/warm", "").problem(404, "unknown-dataset");
  }

  @Test
  void aListIsReadPageByPage() {
    List.of("page-a", "page-b", "page-c").forEach(DatasetRoutesTest::register);
    var names = new java.util.ArrayList<String>();
    var path = "/v1/datasets?limit=2";
    while (!path.isEmpty()) {
      var page = SERVED.api().get(path).status(200);
      assertTrue(page.json().path("datasets").size() <= 2);
      page.json().path("datasets").forEach(d -> names.add(d.path("name").asText()));
      path = page.header("Link").replaceFirst("<(.*)>; rel=\"next\"", "$1");
    }
    assertTrue(names.containsAll(List.of("page-a", "page-b", "page-c")), names.toString());
    assertEquals(names.stream().sorted().distinct().toList(), names);
    SERVED.api().get("/v1/datasets?limit=0").problem(400, "bad-parameter");
    SERVED.api().get("/v1/datasets?limit=1001").problem(400, "bad-parameter");
    SERVED.api().get("/v1/datasets?cursor=%21").problem(400, "bad-parameter");
  }

  @Test
  void aBodyThatNobodyReadsLeavesTheConnectionUsable() throws Exception {
    register("warmer");
    var at = SERVED.servers().http.apiAddress();
    var body = "x".repeat(100_000);
    try (var socket = new Socket(at.host(), at.port())) {
      var out = socket.getOutputStream();
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      for (int time = 0; time < 2; time++) {
        out.write(
            ("POST /v1/datasets/warmer/warm HTTP/1.1\r\nHost: x\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n")
                .getBytes(US_ASCII));
        out.write(body.substring(1).getBytes(US_ASCII));
        socket.setSoTimeout(200);
        assertThrows(SocketTimeoutException.class, in::read, "answered before the body's end");
        socket.setSoTimeout(10_000);
        out.write('x');
        assertEquals("HTTP/1.1 202 Accepted", in.readLine());
        var length = 0;
        for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          if (line.startsWith("Content-Length: ")) {
            length = Integer.parseInt(line.substring("Content-Length: ".length()));
          }
        }
        assertEquals(length, in.skip(length));
      }
    }
  }

  @Test
  void warmingSaysHowManyPackagesItLoads() {
    register("warm");
    var reply = SERVED.api().send("POST", "/v1/datasets/warm/warm", "").status(202);
    assertEquals(1, reply.json().path("packages").asInt());
  }

  @Test
  void aForgottenDatasetIsGone() {
    register("forgotten");
    SERVED.api().delete("/v1/datasets/forgotten").status(204);
    SERVED.api().get("/v1/datasets/forgotten").problem(404, "unknown-dataset");
  }
}
