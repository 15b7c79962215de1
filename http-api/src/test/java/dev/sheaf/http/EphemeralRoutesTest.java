package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.ephemeral.EphemeralAnswer;
import dev.sheaf.actors.ephemeral.EphemeralAsk;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Reply;
import dev.sheaf.policies.books.EphemeralProtocol.Site;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told of ephemeral data, by a node with the real decisions and a real shelf. */
final class EphemeralRoutesTest {
  private static final String JOBS = "/v1/ephemeral";
  private static final String[] BINARY = {"Content-Type", "application/octet-stream"};
  private static final EntityRefKey<EphemeralAsk> KEEPER =
      new EntityRefKey<>(EphemeralAsk.KIND, EphemeralAsk.class);

  @TempDir Path folder;
  private Servers servers;
  private Client api;

  @BeforeEach
  void start() throws Exception {
    servers = new Servers(new FakeNode(1000), folder);
    api = servers.api;
    report();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  /** What the node's reports do each second: tell what is here, and drop what is over. */
  private void report() {
    var node = servers.node;
    TestProbe<EphemeralAnswer> probe = node.kit.createTestProbe(EphemeralAnswer.class);
    var site = new Site("a", node.ephemeral.memoryBytes(), node.ephemeral.diskBytes(), 8_000);
    node.entities
        .of(KEEPER, EphemeralAsk.ID)
        .tell(new EphemeralAsk(new Command.Report(site, node.ephemeral.tokens()), probe.ref()));
    if (probe.receiveMessage().reply() instanceof Reply.Over over) {
      over.ended().forEach(node.ephemeral::end);
      over.forgotten().forEach(node.ephemeral::forget);
    }
  }

  private Client.Reply register(String job, String more) {
    return api.post(JOBS, "{\"job\": \"%s\"%s}".formatted(job, more));
  }

  private static String value(String job, String key) {
    return JOBS + "/" + job + "/values/" + key;
  }

  private Client.Reply put(String address, String bytes) {
    return api.send("PUT", address, bytes, BINARY);
  }

  @Test
  void aValueIsReadAsOftenAsOneLikesUntilItIsDeletedOrItsJobEnds() {
    register("sort", ", \"capacityGb\": 0.0005").status(201);
    put(value("sort", "part-1"), "hello").status(201);
    put(value("sort", "part-2"), "world").status(201);
    var read = api.get(value("sort", "part-1")).status(200);
    assertEquals("hello", new String(read.body(), StandardCharsets.UTF_8));
    assertEquals("job", read.header("Sheaf-Keep"));
    api.get(value("sort", "part-1")).status(200);
    api.delete(value("sort", "part-1")).status(204);
    api.get(value("sort", "part-1")).problem(404, "unknown-value");
    put(value("sort", "part-2"), "again").status(204);
    api.delete(JOBS + "/sort").status(204);
    api.get(value("sort", "part-2")).problem(404, "unknown-job");
    assertEquals(0, servers.node.ephemeral.usedMemoryBytes());
    assertEquals(0, servers.node.ephemeral.count());
  }

  @Test
  void hintsAreAnsweredWithWhatTheyComeTo() {
    var said = register("sort", ", \"capacityGb\": 0.001, \"peakMbps\": 800").status(201);
    assertEquals("/v1/ephemeral/sort", said.header("Location"));
    assertEquals("capacity", said.text("/bound"));
    assertEquals(1, said.json().at("/nodes/0/weight").asDouble());
    assertEquals(1_000_000, said.json().at("/nodes/0/sizeBytes").asLong());
    var fast = register("fast", ", \"lambdas\": 4, \"capacityGb\": 0.0001").status(201);
    assertEquals("throughput", fast.text("/bound"));
    assertEquals(2_400, fast.json().path("mbps").asDouble(), 1e-6);
    register("plain", "").status(201);
    assertEquals(3, api.get(JOBS).json().path("jobs").size());
    assertEquals("running", api.get(JOBS + "/plain").text("/phase"));
    register("plain", "").status(200);
    register("plain", ", \"lambdas\": 1").problem(409, "name-taken");
  }

  @Test
  void aValueThatIsReadOnceIsGivenToOneOfTwoReaders() throws Exception {
    register("sort", "").status(201);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 25; round++) {
        var address = value("sort", "once-" + round);
        put(address + "?keep=read", "x".repeat(5_000)).status(201);
        var both = new CyclicBarrier(2);
        Callable<Integer> reader =
            () -> {
              both.await();
              return api.get(address).status();
            };
        var statuses = new ArrayList<Integer>();
        for (var each : threads.invokeAll(List.of(reader, reader))) {
          statuses.add(each.get());
        }
        statuses.sort(null);
        assertEquals(List.of(200, 404), statuses, "round " + round);
      }
    }
    assertEquals(0, servers.node.ephemeral.usedMemoryBytes());
  }

  @Test
  void askingForTheHeadOfAValueDoesNotReadIt() {
    register("sort", "").status(201);
    put(value("sort", "once") + "?keep=read", "12345").status(201);
    var head = api.send("HEAD", value("sort", "once"), "").status(200);
    assertEquals("5", head.header("Content-Length"));
    assertEquals("read", head.header("Sheaf-Keep"));
    api.get(value("sort", "once")).status(200);
    api.get(value("sort", "once")).problem(404, "unknown-value");
    api.send("HEAD", value("sort", "once"), "").status(404);
  }

  @Test
  void aValueMayOutliveItsJobForAWhile() {
    register("sort", "").status(201);
    put(value("sort", "result") + "?keep=after-job&keepSeconds=60", "done").status(201);
    put(value("sort", "step"), "gone").status(201);
    api.delete(JOBS + "/sort").status(204);
    assertEquals(0, servers.node.ephemeral.usedMemoryBytes());
    var kept = api.get(value("sort", "result")).status(200);
    assertArrayEquals("done".getBytes(StandardCharsets.UTF_8), kept.body());
    api.get(value("sort", "step")).problem(404, "unknown-value");
    assertEquals("ended", api.get(JOBS + "/sort").text("/phase"));
    put(value("sort", "more"), "x").problem(410, "job-over");
    register("sort", "").problem(409, "name-taken");
    servers.node.entities.keeper.pass(61);
    report();
    report();
    api.get(value("sort", "result")).problem(404, "unknown-job");
    assertEquals(0, servers.node.ephemeral.count());
    assertEquals(0, servers.node.ephemeral.usedDiskBytes());
  }

  @Test
  void theMemoryOfAClientThatCrashedComesBackWithItsLease() {
    register("dead", ", \"leaseSeconds\": 5").status(201);
    register("alive", ", \"leaseSeconds\": 5").status(201);
    put(value("dead", "a"), "x").status(201);
    put(value("alive", "a"), "x").status(201);
    for (int second = 0; second < 7; second++) {
      servers.node.entities.keeper.pass(1);
      api.send("PUT", JOBS + "/alive/lease", "").status(204);
      report();
    }
    report();
    api.get(JOBS + "/dead").problem(404, "unknown-job");
    api.get(value("alive", "a")).status(200);
    assertEquals(1, servers.node.ephemeral.count());
    assertEquals(16 << 10, servers.node.ephemeral.usedMemoryBytes());
  }

  @Test
  void aJobHasNoMoreThanItWasPromised() {
    register("small", ", \"capacityGb\": 0.0001").status(201);
    put(value("small", "a"), "x".repeat(60_000)).status(201);
    put(value("small", "b"), "x".repeat(60_000)).problem(429, "ephemeral-full");
    put(value("small", "a"), "x".repeat(90_000)).status(204);
    api.get(value("small", "b")).problem(404, "unknown-value");
    api.delete(value("small", "a")).status(204);
    put(value("small", "b"), "x".repeat(60_000)).status(201);
  }

  @Test
  void moreThanTheNodesHaveIsNotPromised() {
    register("huge", ", \"capacityGb\": 5").problem(422, "ephemeral-too-large");
    register("most", ", \"capacityGb\": 0.002").status(201);
    var full = register("rest", ", \"capacityGb\": 0.001").problem(429, "ephemeral-full");
    assertEquals("1", full.header("Retry-After"));
    api.delete(JOBS + "/most").status(204);
    register("rest", ", \"capacityGb\": 0.001").status(201);
  }

  @Test
  void aJobThatDoesNotWaitForEveryAccessIsKeptOnDisk() {
    var said = register("scan", ", \"latencySensitive\": false").status(201);
    assertEquals("disk", said.text("/medium"));
    put(value("scan", "a"), "slow").status(201);
    put(value("scan", "once") + "?keep=read", "slow").status(201);
    assertEquals(0, servers.node.ephemeral.usedMemoryBytes());
    assertEquals(2 * (16 << 10), servers.node.ephemeral.usedDiskBytes());
    api.get(value("scan", "a")).status(200);
    api.get(value("scan", "once")).status(200);
    api.get(value("scan", "once")).problem(404, "unknown-value");
    api.delete(JOBS + "/scan").status(204);
    assertEquals(0, servers.node.ephemeral.usedDiskBytes());
  }

  @Test
  void badInputIsNamed() {
    register("sort", "").status(201);
    api.get(value("sorz", "a")).problem(404, "unknown-job");
    assertTrue(api.get(value("sorz", "a")).text("/detail").contains("Did you mean sort?"));
    api.get(JOBS + "/none").problem(404, "unknown-job");
    api.delete(JOBS + "/none").problem(404, "unknown-job");
    api.send("PUT", JOBS + "/none/lease", "").problem(404, "unknown-job");
    for (var key : List.of("%2e%2e%2fetc", "a%2fb", "a..b", ".a", "-a", "%00", "k".repeat(201))) {
      var refused = put(value("sort", key), "x").problem(400, "bad-parameter");
      assertEquals("key", refused.text("/field"), key);
    }
    put(value("sort", "%2e%2e"), "x").problem(405, "method-not-allowed");
    put(value("sort", "a") + "?keep=forever", "x").problem(400, "bad-parameter");
    put(value("sort", "a") + "?keep=job&keepSeconds=5", "x").problem(400, "bad-parameter");
    put(value("sort", "a") + "?keep=after-job&keepSeconds=0", "x").problem(400, "bad-parameter");
    put(value("sort", "a") + "?keeps=job", "x").problem(400, "bad-parameter");
    put(value("sort", "a"), "x".repeat(16 << 20)).problem(429, "ephemeral-full");
    register("UPPER", "").problem(422, "invalid-field");
    register("a", ", \"capacityGb\": -1").problem(422, "invalid-field");
    register("a", ", \"leaseSeconds\": 0").problem(422, "invalid-field");
    register("a", ", \"gigabytes\": 1").problem(400, "unknown-property");
    api.delete(value("sort", "a")).problem(404, "unknown-value");
    assertEquals(0, servers.node.ephemeral.count());
  }

  @Test
  void theNodeShowsWhatItHolds() {
    register("sort", "").status(201);
    put(value("sort", "a"), "x").status(201);
    var shown = new String(api.get("/metrics").body(), StandardCharsets.UTF_8);
    assertTrue(shown.contains("sheaf_ephemeral_values 1.0"), shown);
    assertTrue(shown.contains("sheaf_ephemeral_memory_used_bytes 16384.0"), shown);
    assertTrue(shown.contains("sheaf_ephemeral_puts_total 1.0"), shown);
  }
}
