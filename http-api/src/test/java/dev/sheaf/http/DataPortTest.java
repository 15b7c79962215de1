package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.sheaf.actors.copies.FileSet;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.fake.FakeStream;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data port, and the client of it. */
final class DataPortTest {
  private static final String SAMPLES =
      "/v1/datasets/cats/versions/" + FakeNode.CATS.hash() + "/samples";

  @TempDir static Path folder;
  private static Servers servers;
  private static FakeNode node;
  private static Client data;
  private static HttpPeers peers;

  @BeforeAll
  static void start() throws Exception {
    node = new FakeNode(5000);
    servers = new Servers(node, folder);
    data = servers.data;
    peers = new HttpPeers();
  }

  @AfterAll
  static void stop() {
    peers.close();
    servers.close();
  }

  @AfterEach
  void asBefore() {
    node.complete = true;
    node.full = false;
  }

  private static String address() {
    return servers.http.dataAddress().toString();
  }

  private static SampleRequest request(List<Long> ids) {
    return new SampleRequest(
        FakeNode.CATS, ids, inTime(Duration.ofSeconds(10)), SampleRequest.Reach.NODE);
  }

  private static long inTime(Duration patience) {
    return System.nanoTime() + patience.toNanos();
  }

  private static byte[] bytes(SampleFrame frame) {
    return frame.pieces().getFirst().toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void samplesComeInABatchBody() {
    var reply = data.post(SAMPLES, "{\"ids\": [1, 2], \"form\": \"encoded\"}").status(200);
    assertEquals(32 + 2 * (32 + 5000), reply.body().length);
    assertEquals("", reply.header("Sheaf-Cost"));
  }

  @Test
  void requestsThatMakeNoSenseAreRefused() {
    data.post(SAMPLES, "{\"ids\": []}").problem(422, "invalid-field");
    data.post(SAMPLES, "{\"ids\": [100]}").problem(422, "invalid-field");
    data.post(SAMPLES, "{\"ids\": [-1]}").problem(422, "invalid-field");
    data.post(SAMPLES, "{\"ids\": [1], \"form\": \"decoded\"}").problem(422, "invalid-field");
    data.post(SAMPLES, "{\"id\": [1]}").problem(400, "unknown-property");
    var other = SAMPLES.replace("ab", "cd");
    data.post(other, "{\"ids\": [1]}").problem(404, "unknown-version");
    data.post("/v1/datasets/cats/versions/xyz/samples", "{}").problem(400, "bad-parameter");
    data.get("/v1/jobs").problem(404, "unknown-route");
    data.post(SAMPLES, "{\"ids\": [1").problem(400, "malformed-json");
    data.send("POST", SAMPLES, "{}", "Content-Type", "text/plain").problem(415, "not-json");
    data.get(SAMPLES + "?x=1").problem(405, "method-not-allowed");
    assertEquals("POST", data.get(SAMPLES).problem(405, "method-not-allowed").header("Allow"));
    data.post(SAMPLES + "?x=1", "{\"ids\": [1]}").problem(400, "bad-parameter");
    data.send("GET", "/v1/segments/%20", "").problem(400, "bad-parameter");
    data.post(SAMPLES, "{\"ids\": [1], \"batch\": {\"job\": \"j\"}}").problem(422, "invalid-field");
  }

  @Test
  void theChecksumIsXxh3WhereItIsAskedFor() throws Exception {
    var json = "application/json";
    var reply =
        data.send(
            "POST", SAMPLES, "{\"ids\": [2]}", "Content-Type", json, "Sheaf-Checksum", "xxh3");
    var decoder =
        new BatchDecoder(
            new ByteArrayInputStream(reply.status(200).body()), new BatchDecoder.Limits(1, 9999));
    var head = Objects.requireNonNull(decoder.next());
    assertEquals(Hashing.xxh3_64().hashBytesToLong(node.samples.bytes(2)), head.checksum());
    data.send("POST", SAMPLES, "{\"ids\": [2]}", "Content-Type", json, "Sheaf-Checksum", "md5")
        .problem(400, "bad-parameter");
  }

  @Test
  void aNodeIsToldToKeepAManifest() throws Exception {
    var deadline = inTime(Duration.ofSeconds(10));
    peers.keep(address(), FakeNode.CATS, deadline);
    var kept = data.send("PUT", SAMPLES.replace("/samples", ""), "").status(200);
    assertEquals("{\"samples\":100}", new String(kept.body(), StandardCharsets.UTF_8));
    var other = new DatasetVersion("cats", "ee".repeat(32));
    assertThrows(IOException.class, () -> peers.keep(address(), other, deadline));
  }

  @Test
  void aSegmentIsServedByItsHash() throws Exception {
    var hash = "00".repeat(32);
    assertArrayEquals(new byte[] {1, 2, 3}, data.get("/v1/segments/" + hash).status(200).body());
    assertArrayEquals(new byte[] {1, 2, 3}, peers.segment(address(), hash, 0).bytes());
    var absent = "11".repeat(32);
    data.get("/v1/segments/" + absent).problem(404, "unknown-segment");
    assertThrows(IOException.class, () -> peers.segment(address(), absent, 0));
  }

  @Test
  void aNodeSaysWhichFilesItKeepsAndIsToldToKeepOthers() throws Exception {
    var name = new FileSet.Name("trio", "one-" + ProcessHandle.current().pid());
    var path = "/v1/file-sets/trio/" + name.name();
    data.get(path).problem(404, "unknown-segment");
    var file = Files.writeString(folder.resolve("one.checkpoint"), "weights");
    node.files.keep(name, new FileSet.Stamp(1, 0, 0), Map.of("checkpoint", file));
    var deadline = inTime(Duration.ofSeconds(10));
    var document = peers.latest(address(), name, deadline);
    assertEquals(Optional.of(document), node.files.latest(name));
    peers.keep(address(), name, document, deadline);
    data.send("PUT", path + "/" + "33".repeat(32), "").problem(404, "unknown-segment");
    data.send("PUT", path + "/no-hash", "").problem(400, "bad-parameter");
    data.send("PUT", "/v1/file-sets/trio/two/" + document, "").problem(404, "unknown-segment");
    data.get("/v1/file-sets/Trio/one").problem(400, "bad-parameter");
  }

  @Test
  void aLongSegmentIsServedInParts() throws Exception {
    var hash = "22".repeat(32);
    var whole = FakeNode.longSegment();
    var gathered = new ByteArrayOutputStream();
    var parts = 0;
    while (gathered.size() < whole.length) {
      var part = peers.segment(address(), hash, gathered.size());
      assertEquals(whole.length, part.segmentBytes());
      gathered.writeBytes(part.bytes());
      parts++;
    }
    assertEquals(3, parts);
    assertArrayEquals(whole, gathered.toByteArray());
    assertEquals(0, peers.segment(address(), hash, whole.length).bytes().length);
    data.send("GET", "/v1/segments/" + hash, "", "Range", "bytes=5-9")
        .problem(400, "bad-parameter");
  }

  @Test
  void aPeerGivesEachFrameItsPlaceInTheRequest() throws Exception {
    for (var complete : List.of(true, false)) {
      node.complete = complete;
      var ids = List.of(7L, 3L, 13L, 7L, 99L);
      var byPosition = new TreeMap<Integer, SampleFrame>();
      var cost = peers.read(address(), request(ids), f -> byPosition.put(f.position(), f));
      var frames = List.copyOf(byPosition.values());
      assertEquals(FakeStream.COST, cost);
      assertEquals(ids, frames.stream().map(f -> f.head().id()).toList());
      assertArrayEquals(node.samples.bytes(3), bytes(frames.get(1)));
      assertArrayEquals(node.samples.bytes(7), bytes(frames.get(3)));
      assertEquals(FrameHead.MISSING, frames.get(2).head().status());
      assertEquals(List.of(), frames.get(2).pieces());
      assertTrue(frames.get(0).head().has(FrameHead.BY_PEER));
    }
  }

  @Test
  void aPeerIsToldHowFarItMayGo() throws Exception {
    for (var reach :
        List.of(SampleRequest.Reach.MEMORY, SampleRequest.Reach.NEAR, SampleRequest.Reach.NODE)) {
      var deadline = inTime(Duration.ofSeconds(10));
      peers.read(
          address(), new SampleRequest(FakeNode.CATS, List.of(3L), deadline, reach), frame -> {});
      assertEquals(reach, node.lastReach);
    }
  }

  @Test
  void aPeerIsToldWhoPays() throws Exception {
    for (var payer : List.of(new Payer("cats-1"), Payer.NOBODY)) {
      var request =
          new SampleRequest(
              FakeNode.CATS,
              List.of(3L),
              inTime(Duration.ofSeconds(10)),
              SampleRequest.Reach.NODE,
              SampleRequest.Manner.DEFAULT,
              payer);
      peers.read(address(), request, frame -> {});
      assertEquals(payer, node.lastPayer);
    }
  }

  @Test
  void manyRequestsAtOnceShareKeptConnections() throws Exception {
    var failures = new ArrayList<Throwable>();
    var threads =
        LongStream.range(0, 20)
            .mapToObj(i -> Thread.ofVirtual().unstarted(() -> readSome(i, failures)))
            .toList();
    threads.forEach(Thread::start);
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }

  private static void readSome(long seed, List<Throwable> failures) {
    for (long i = 0; i < 10; i++) {
      var id = (seed * 31 + i * 17) % 100;
      try {
        peers.read(address(), request(List.of(id == 13 ? 14 : id)), DataPortTest::verify);
      } catch (IOException | AssertionError failed) {
        synchronized (failures) {
          failures.add(failed);
        }
      }
    }
  }

  private static void verify(SampleFrame frame) {
    assertArrayEquals(node.samples.bytes(frame.head().id()), bytes(frame));
  }

  @Test
  void aRefusalOfAPeerCarriesItsWords() {
    var other = new DatasetVersion("cats", "ee".repeat(32));
    var request =
        new SampleRequest(
            other, List.of(1L), inTime(Duration.ofSeconds(5)), SampleRequest.Reach.NODE);
    var failure = assertThrows(IOException.class, () -> peers.read(address(), request, f -> {}));
    assertTrue(failure.toString().contains("404"), failure.toString());
    assertTrue(failure.toString().contains("unknown-version"), failure.toString());
    node.full = true;
    assertThrows(IOException.class, () -> peers.read(address(), request(List.of(1L)), f -> {}));
  }

  @Test
  void aPeerThatIsSilentFailsByTheDeadline() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var at = "127.0.0.1:" + silent.getLocalPort();
      var deadline = inTime(Duration.ofMillis(300));
      var request =
          new SampleRequest(FakeNode.CATS, List.of(1L), deadline, SampleRequest.Reach.NODE);
      assertThrows(IOException.class, () -> peers.read(at, request, f -> {}));
      assertTrue(System.nanoTime() > deadline);
      assertTrue(System.nanoTime() < deadline + Duration.ofSeconds(5).toNanos());
    }
  }

  @Test
  void aPeerThatIsGoneIsOutOfReach() throws Exception {
    String gone;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gone = "127.0.0.1:" + server.getLocalPort();
    }
    var failure =
        assertThrows(IOException.class, () -> peers.read(gone, request(List.of(1L)), f -> {}));
    assertTrue(failure.toString().contains(gone), failure.toString());
    assertThrows(IOException.class, () -> peers.read("nonsense", request(List.of(1L)), f -> {}));
  }

  /** What a peer says to one request, whatever it is. */
  private static IOException answer(byte[] reply, List<SampleFrame> given) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var thread = Thread.ofVirtual().start(() -> say(server, reply));
      var at = "127.0.0.1:" + server.getLocalPort();
      var failure =
          assertThrows(
              IOException.class, () -> peers.read(at, request(List.of(1L, 2L)), given::add));
      thread.join();
      return failure;
    }
  }

  private static void say(ServerSocket server, byte[] reply) {
    try (var socket = server.accept()) {
      readRequest(socket);
      socket.getOutputStream().write(reply);
      socket.shutdownOutput();
    } catch (IOException brokenOff) {
      // The client may leave in the middle, which is its right.
    }
  }

  private static void readRequest(Socket socket) throws IOException {
    // The body is one object, and the first brace that closes is its end.
    for (var read = 0; read != '}'; ) {
      read = socket.getInputStream().read();
      assertTrue(read >= 0, "the request broke off");
    }
  }

  private static byte[] goodReply() throws Exception {
    var body = data.post(SAMPLES, "{\"ids\": [1, 2]}").status(200).body();
    var head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
    var whole = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, whole, 0, head.length());
    System.arraycopy(body, 0, whole, head.length(), body.length);
    return whole;
  }

  @Test
  void framesBeforeABodyBrokeOffAreGood() throws Exception {
    var reply = goodReply();
    var given = new ArrayList<SampleFrame>();
    var failure = answer(java.util.Arrays.copyOf(reply, reply.length - 2000), given);
    assertTrue(failure.toString().contains("broke off"), failure.toString());
    assertEquals(1, given.size());
    verify(given.getFirst());
  }

  @Test
  void bytesThatChangedOnTheirWayAreNotGiven() throws Exception {
    var reply = goodReply();
    reply[reply.length - 1] ^= 1;
    var given = new ArrayList<SampleFrame>();
    var failure = answer(reply, given);
    assertTrue(failure.toString().contains("sample 2"), failure.toString());
    assertEquals(1, given.size());
  }

  @Test
  void aPeerThatTalksNonsenseIsRefused() throws Exception {
    var none = new ArrayList<SampleFrame>();
    answer("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII), none);
    answer(
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII), none);
    answer(
        "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n".getBytes(StandardCharsets.US_ASCII), none);
    answer(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            .getBytes(StandardCharsets.US_ASCII),
        none);
    answer(("HTTP/1.1 200 OK\r\nX: " + "y".repeat(9000)).getBytes(StandardCharsets.US_ASCII), none);
    answer(new byte[0], none);
    assertEquals(List.of(), none);
  }
}
