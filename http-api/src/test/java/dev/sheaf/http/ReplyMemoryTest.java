package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.fake.FakeStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What replies hold: readers that are slow or go away, and budgets that are spent. */
final class ReplyMemoryTest {
  private static final int SAMPLE_BYTES = 1 << 20;
  private static final String BATCH = "/v1/jobs/j/epochs/0/ranks/0/batches/0?generation=1";

  @TempDir Path folder;
  private Servers servers;

  @BeforeEach
  void start() throws Exception {
    servers = new Servers(new FakeNode(SAMPLE_BYTES), folder, Servers.limits(6 << 20, 2));
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  /** Asks the data port for 100 samples, 100 MiB, and reads nothing yet. */
  private Socket askForAll() throws IOException {
    var ids = IntStream.range(0, 100).mapToObj(i -> "" + i).collect(Collectors.joining(","));
    var body = "{\"ids\": [" + ids + "]}";
    var path = "/v1/datasets/cats/versions/" + FakeNode.CATS.hash() + "/samples";
    var request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    var socket = new Socket();
    socket.setReceiveBufferSize(512 << 10);
    socket.connect(
        new InetSocketAddress(
            servers.http.dataAddress().host(), servers.http.dataAddress().port()));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private FakeStream begun() {
    Eventually.is(() -> servers.node.last.taken.get() > 0);
    return servers.node.last;
  }

  @Test
  void aSlowReaderHoldsUpTheFrames() throws Exception {
    servers.node.complete = false;
    try (var socket = askForAll()) {
      var stream = begun();
      assertFalse(stream.closed.await(300, TimeUnit.MILLISECONDS));
      var ahead = stream.taken.get();
      assertTrue(ahead < 30, () -> ahead + " of 100 MiB were taken for a reader that reads none");
      assertTrue(stream.leased.get() <= 6, () -> stream.leased + " frames are leased");
      readAll(socket.getInputStream());
      assertTrue(stream.closed.await(10, TimeUnit.SECONDS));
      assertEquals(100, stream.taken.get());
      Eventually.is(() -> stream.leased.get() == 0);
    }
  }

  /** Reads the bytes of all samples but that one which is missing. */
  private static void readAll(InputStream in) throws IOException {
    in.skipNBytes(99L * SAMPLE_BYTES);
  }

  @Test
  void aReaderThatGoesAwayEndsTheStream() throws Exception {
    servers.node.complete = false;
    final FakeStream stream;
    try (var socket = askForAll()) {
      stream = begun();
      assertEquals('H', socket.getInputStream().read());
    }
    assertTrue(stream.closed.await(10, TimeUnit.SECONDS));
    Eventually.is(() -> stream.leased.get() == 0);
    assertTrue(stream.taken.get() < 100);
  }

  @Test
  void aReaderThatGoesAwayWhileAFrameIsWaitedForEndsTheStreamToo() throws Exception {
    servers.node.complete = false;
    final FakeStream stream;
    try (var socket = askForAll()) {
      stream = begun();
      assertEquals('H', socket.getInputStream().read());
      stream.gate = new CountDownLatch(1);
      socket.setSoLinger(true, 0);
    }
    assertTrue(stream.closed.await(10, TimeUnit.SECONDS));
    Eventually.is(() -> stream.leased.get() == 0);
  }

  @Test
  void aReplyThatTheHeapHasNoRoomForIsStreamed() throws Exception {
    try (var socket = askForAll()) {
      var stream = begun();
      assertFalse(stream.closed.await(300, TimeUnit.MILLISECONDS));
      assertTrue(stream.taken.get() < 40, () -> stream.taken + " frames were taken");
      readAll(socket.getInputStream());
      assertTrue(stream.closed.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void whatAReplyHeldIsGivenBackByTheNextRequest() {
    for (int i = 0; i < 5; i++) {
      var reply = servers.api.get(BATCH).status(200);
      assertEquals("" + reply.body().length, reply.header("Content-Length"));
    }
  }

  @Test
  void oneBatchMoreThanMayBeUnderWayIsTurnedAway() throws Exception {
    servers.node.complete = false;
    try (var one = askForAll()) {
      var first = begun();
      try (var two = askForAll()) {
        Eventually.is(() -> servers.node.last != first && servers.node.last.taken.get() > 0);
        var problem =
            servers.data.post(
                "/v1/datasets/cats/versions/" + FakeNode.CATS.hash() + "/samples",
                "{\"ids\": [1]}");
        problem.problem(429, "over-share");
        assertEquals("1", problem.header("Retry-After"));
        readAll(two.getInputStream());
      }
      readAll(one.getInputStream());
      assertTrue(first.closed.await(10, TimeUnit.SECONDS));
    }
    Eventually.is(() ->
        servers
                .data
                .post(
                    "/v1/datasets/cats/versions/" + FakeNode.CATS.hash() + "/samples",
                    "{\"ids\": [1]}")
                .status()
            == 200);
  }
}
