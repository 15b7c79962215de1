package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Minibatches at either port: their bytes, where they are, and why there may be none. */
abstract class BatchContract {
  private static final String FIRST = "/v1/jobs/j/epochs/0/ranks/0/batches/0?generation=1";

  @TempDir static Path folder;
  static Servers servers;
  private static FakeNode node;
  private static Client api;

  @BeforeAll
  static void start() throws Exception {
    node = new FakeNode(70_001);
    servers = new Servers(node, folder).withCats();
    api = servers.api;
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @AfterEach
  void asBefore() {
    node.complete = true;
    node.full = false;
    node.late = false;
    node.instead = Optional.empty();
    node.members = List.of(FakeNode.member("a"));
  }

  /** The port that is asked for batches. */
  abstract Client port();

  private record Batch(BatchHeader header, List<FrameHead> heads) {}

  /** Decodes a body, and holds each sample's bytes against the original. */
  private static Batch decode(Client.Reply reply) throws IOException {
    var decoder =
        new BatchDecoder(
            new ByteArrayInputStream(reply.body()), new BatchDecoder.Limits(100, 1 << 20));
    var heads = new ArrayList<FrameHead>();
    for (var head = decoder.next(); head != null; head = decoder.next()) {
      heads.add(head);
      if (head.status() == FrameHead.OK) {
        assertArrayEquals(node.samples.bytes(head.id()), decoder.bytes());
      }
    }
    return new Batch(decoder.header(), heads);
  }

  private static List<Long> ids(Batch batch) {
    return batch.heads().stream().map(FrameHead::id).toList();
  }

  @Test
  void aBatchThatIsAtHandHasItsLength() throws Exception {
    var reply = port().get("/v1/jobs/j/epochs/2/ranks/1/batches/5?generation=1").status(200);
    assertEquals("" + reply.body().length, reply.header("Content-Length"));
    var batch = decode(reply);
    assertEquals(new BatchHeader(0, 4, 2, 1, 5, reply.body().length - 32), batch.header());
    assertEquals(List.of(20L, 21L, 22L, 23L), ids(batch));
    assertEquals(node.samples.label(21), batch.heads().get(1).label());
    assertEquals(node.samples.head(20).checksum(), batch.heads().getFirst().checksum());
    Eventually.is(() -> node.last.closed.getCount() == 0 && node.last.leased.get() == 0);
  }

  @Test
  void aBatchThatIsStillGatheredIsStreamed() throws Exception {
    node.complete = false;
    var reply = port().get(FIRST).status(200);
    assertEquals("", reply.header("Content-Length"));
    var batch = decode(reply);
    assertEquals(BatchHeader.UNKNOWN, batch.header().totalBytes());
    assertEquals(List.of(0L, 1L, 2L, 3L), ids(batch));
    Eventually.is(() -> node.last.closed.getCount() == 0 && node.last.leased.get() == 0);
  }

  @Test
  void aSampleThatIsMissingIsAFrameThatSaysSo() throws Exception {
    var batch =
        decode(port().get("/v1/jobs/j/epochs/0/ranks/0/batches/3?generation=1").status(200));
    assertEquals(FrameHead.MISSING, batch.heads().get(1).status());
    assertEquals(13, batch.heads().get(1).id());
    assertEquals(0, batch.heads().get(1).length());
  }

  @Test
  void theChecksumIsXxh3WhereItIsAskedFor() throws Exception {
    var batch = decode(port().get(FIRST, "Sheaf-Checksum", "xxh3").status(200));
    var expected = Hashing.xxh3_64().hashBytesToLong(node.samples.bytes(2));
    assertEquals(expected, batch.heads().get(2).checksum());
    port().get(FIRST, "Sheaf-Checksum", "md5").problem(400, "bad-parameter");
  }

  @Test
  void theEndOfAnEpochHasNoContent() {
    node.instead = otherwise(new JobReply.EpochOver(0, 25));
    assertEquals("25", port().get(FIRST).status(204).header("Sheaf-Batches"));
  }

  @Test
  void aStaleGenerationIsToldTheCurrentOne() {
    node.instead = otherwise(new JobReply.StaleGeneration(1, 3));
    var problem = port().get(FIRST).problem(409, "stale-generation");
    assertEquals(3, problem.json().path("generation").asInt());
  }

  @Test
  void aRankThatAnotherClientReadsIsTaken() {
    node.instead = otherwise(new JobReply.RankTaken(0));
    port().get(FIRST, "Sheaf-Consumer", "me").problem(409, "rank-taken");
    port().get(FIRST, "Sheaf-Consumer", "x".repeat(65)).problem(400, "bad-parameter");
  }

  @Test
  void otherAnswersOfTheCoordinatorAreProblems() {
    node.instead = otherwise(new JobReply.NotRunning(JobReply.Phase.FAILED, "cat.jpg is corrupt"));
    assertTrue(port().get(FIRST).problem(410, "job-over").text("/detail").contains("cat.jpg"));
    node.instead = otherwise(new JobReply.TooOld(4, 2));
    port().get(FIRST).problem(410, "token-too-old");
    node.instead = otherwise(new JobReply.NoSuchJob("j"));
    port().get(FIRST).problem(404, "unknown-job");
    node.instead = otherwise(new JobReply.Refused("rank", "rank must be 0..0 but was 1"));
    assertEquals("rank", port().get(FIRST).problem(422, "invalid-field").text("/field"));
  }

  private static Optional<BatchAnswer> otherwise(JobReply reply) {
    return Optional.of(new BatchAnswer.Otherwise(reply));
  }

  @Test
  void aCoordinatorThatIsGoneIsWorthAnotherTry() {
    node.instead = Optional.of(new BatchAnswer.Unavailable(3_500_000_000L));
    assertEquals("4", port().get(FIRST).problem(503, "unavailable").header("Retry-After"));
  }

  @Test
  void aNodeWithoutRoomSaysWhenToAskAgain() {
    node.full = true;
    var problem = port().get(FIRST).problem(503, "overloaded");
    assertEquals("3", problem.header("Retry-After"));
    assertTrue(problem.text("/detail").contains("reply bytes"), problem.text("/detail"));
  }

  @Test
  void partsOfTheAddressThatAreNotValidAreNamed() {
    badPart("/v1/jobs/j/epochs/0/ranks/0/batches/0", "generation");
    badPart("/v1/jobs/j/epochs/0/ranks/0/batches/0?generation=0", "generation");
    badPart("/v1/jobs/j/epochs/-1/ranks/0/batches/0?generation=1", "epoch");
    badPart("/v1/jobs/j/epochs/0/ranks/x/batches/0?generation=1", "rank");
    badPart("/v1/jobs/j/epochs/0/ranks/0/batches/99999999999?generation=1", "n");
    badPart("/v1/jobs/J!/epochs/0/ranks/0/batches/0?generation=1", "job");
    badPart(FIRST + "&consumed=7", "consumed");
    badPart(FIRST + "&as=tensors", "as");
    port().get(FIRST, "Sheaf-Deadline", "0").problem(400, "bad-parameter");
    port().get(FIRST, "Sheaf-Deadline", "200000").problem(400, "bad-parameter");
  }

  private void badPart(String path, String field) {
    assertEquals(field, port().get(path).problem(400, "bad-parameter").text("/field"));
  }

  @Test
  void whatIsConsumedReachesTheCoordinator() {
    port().get("/v1/jobs/eater/epochs/1/ranks/2/batches/9?generation=5&consumed=1:7").status(200);
    Eventually.is(() -> node.entities.consumed.containsKey("eater"));
    var commit = Objects.requireNonNull(node.entities.consumed.get("eater"));
    assertEquals(7, commit.below());
    assertEquals(2, commit.rank());
    assertEquals(5, commit.generation());
  }

  @Test
  void aRankIsNotDoneWithABatchThatItDidNotGetWhole() throws Exception {
    servers.withJob("hasty");
    // The job is at batch 7 of epoch 2.
    var path = "/v1/jobs/hasty/epochs/2/ranks/0/";
    node.late = true;
    var batch = decode(port().get(path + "batches/8?generation=1").status(200));
    assertEquals(FrameHead.DEADLINE, batch.heads().get(1).status());
    node.late = false;
    var problem = port().get(path + "batches/9?generation=1&consumed=2:9");
    assertEquals(8, problem.problem(409, "batch-incomplete").json().path("n").asInt());
    port().get(path + "batches/0?generation=1&consumed=3:0").problem(409, "batch-incomplete");
    api.post(path + "consumed", "{\"below\": 9, \"generation\": 1}")
        .problem(409, "batch-incomplete");
    api.post(path + "consumed", "{\"below\": 8, \"generation\": 1}").status(204);
    port().get(path + "batches/8?generation=1").status(200);
    port().get(path + "batches/9?generation=1&consumed=2:9").status(200);
    api.post(path + "consumed", "{\"below\": 9, \"generation\": 1}").status(204);
  }

  @Test
  void whatAnotherGatewayServedWhollyHoldsUpNobodyOnceTheJobIsPastIt() throws Exception {
    servers.withJob("past");
    var path = "/v1/jobs/past/epochs/0/ranks/0/batches/";
    node.late = true;
    port().get(path + "1?generation=1").status(200);
    node.late = false;
    port().get(path + "2?generation=1&consumed=0:2").status(200);
  }

  @Test
  void aJobThatSkipsSamplesIsDoneWithoutThem() {
    var path = "/v1/jobs/skipper/epochs/0/ranks/0/batches/";
    node.late = true;
    port().get(path + "1?generation=1").status(200);
    port().get(path + "2?generation=1&consumed=0:2").status(200);
  }

  @Test
  void theNodeThatOwnsMostOfTheNextBatchIsNamed() {
    var first = port().get(FIRST);
    assertEquals("a:8700", first.header("Sheaf-Next"));
    assertEquals("a:8701", first.header("Sheaf-Data"));
    node.members = List.of(FakeNode.member("a"), FakeNode.member("b"));
    var next = "/v1/jobs/j/epochs/0/ranks/0/batches/2?generation=1";
    assertEquals("b:8700", port().get(next).status(200).header("Sheaf-Next"));
  }

  @Test
  void locationsNameTheOwnersOfTheFrames() {
    node.members = List.of(FakeNode.member("a"), FakeNode.member("b"));
    var path = "/v1/jobs/j/epochs/0/ranks/0/batches/2?generation=1&as=locations";
    var locations = port().get(path).status(200).json();
    assertEquals("a:8701", locations.at("/owners/0/address").asText());
    assertEquals(List.of("0", "1"), locations.at("/owners/0/frames").findValuesAsText("position"));
    assertEquals(List.of("10", "11"), locations.at("/owners/1/frames").findValuesAsText("id"));
    assertNotNull(locations.at("/owners/1/frames/0").get("label"));
    node.instead = otherwise(new JobReply.EpochOver(0, 25));
    port().get(path).status(204);
  }

  @Test
  void aPreparationThatIsNoneIsABadParameter() {
    for (var query :
        List.of(
            "&size=3x3",
            "&form=raw",
            "&form=prepared",
            "&form=prepared&size=0x5",
            "&form=prepared&size=5x5&crop=top",
            "&form=prepared&size=5x5&flip=1")) {
      port().get(FIRST + query).problem(400, "bad-parameter");
    }
  }

  @Test
  void whatCannotBeDecodedHasAHeadThatSaysSoAndNoRow() {
    var reply = port().get(FIRST + "&form=prepared&size=6x5").status(200);
    assertEquals("u8,0,3,6,5", reply.header("Sheaf-Shape"));
    assertEquals(BatchHeader.BYTES + 4 * FrameHead.BYTES, reply.body().length);
    assertEquals(BatchHeader.STACKED, reply.body()[6]);
    for (int position = 0; position < 4; position++) {
      var status = reply.body()[BatchHeader.BYTES + position * FrameHead.BYTES + 27];
      assertEquals(FrameHead.UNDECODABLE, status);
    }
  }

  @Test
  void aJobThatPreparesDoesSoForWhoDoesNotSay() {
    var path = FIRST.replace("/jobs/j/", "/jobs/painter/");
    assertEquals("u8,0,3,6,5", port().get(path).status(200).header("Sheaf-Shape"));
    assertEquals(
        "u8,0,3,7,7",
        port().get(path + "&form=prepared&size=7x7").status(200).header("Sheaf-Shape"));
    assertArrayEquals(
        port().get(FIRST).status(200).body(),
        port().get(path + "&form=encoded").status(200).body());
    port().get(path + "&size=7x7").problem(400, "bad-parameter");
  }

  @Test
  void sharedMemoryThatIsOfferedHasItsDoor() {
    var reply = port().get("/v1/shared-memory").status(200);
    assertTrue(reply.json().path("offered").asBoolean(), () -> reply.json().toString());
    assertTrue(reply.text("/path").matches("/proc/\\d+/fd/\\d+"), reply.text("/path"));
  }
}
