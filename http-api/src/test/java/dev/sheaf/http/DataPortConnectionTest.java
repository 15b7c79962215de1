package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.fake.FakeNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections of the data port: what they may ask for, and how they end. */
@Timeout(60)
final class DataPortConnectionTest {
  private static final int SAMPLE_BYTES = 200_000;
  private static final String SAMPLES =
      "/v1/datasets/cats/versions/" + FakeNode.CATS.hash() + "/samples";

  @TempDir Path folder;
  private FakeNode node;
  private Servers servers;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode(SAMPLE_BYTES);
    servers =
        new Servers(
            node,
            folder,
            Servers.limits(6 << 20, 512),
            new DataPort.Limits(3, Duration.ofSeconds(1), Duration.ofMillis(200)));
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private Socket connect() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(
        new InetSocketAddress(
            servers.http.dataAddress().host(), servers.http.dataAddress().port()));
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String ask(List<Integer> ids) {
    var list = ids.stream().map(id -> "" + id).collect(Collectors.joining(","));
    return post("{\"ids\": [" + list + "]}", "");
  }

  private static String post(String body, String headers) {
    return "POST "
        + SAMPLES
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** A reply with {@code Content-Length}. */
  private record Raw(String head, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private static Raw read(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    var text = head.toString().toLowerCase(java.util.Locale.ROOT);
    var at = text.indexOf("content-length: ") + "content-length: ".length();
    var body = new byte[Integer.parseInt(text.substring(at, text.indexOf('\r', at)))];
    in.readFully(body);
    return new Raw(head.toString(), body);
  }

  private double counted(String metric) {
    return new String(servers.api.get("/metrics").body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
        .sum();
  }

  @Test
  void aReaderThatStopsReadingIsCutAndItsLeasesEnd() throws Exception {
    node.complete = false;
    try (var socket = connect()) {
      send(socket, ask(IntStream.range(0, 100).filter(id -> id != 13).boxed().toList()));
      Eventually.is(() -> node.last.taken.get() > 0);
      var stream = node.last;
      Eventually.is(() -> stream.closed.getCount() == 0 && stream.leased.get() == 0);
      assertTrue(stream.taken.get() < 99, () -> stream.taken + " frames were taken");
      assertEquals(1, counted("sheaf_readers_cut_total"));
    }
  }

  @Test
  void aReaderThatTakesNothingOfAWholeReplyIsCutAndItsLeasesEnd() throws Exception {
    try (var socket = connect()) {
      send(socket, ask(IntStream.range(20, 90).boxed().toList()).repeat(3));
      Eventually.is(() -> node.last.taken.get() == 70);
      var stream = node.last;
      Eventually.is(() -> stream.leased.get() == 0);
      assertEquals(1, counted("sheaf_readers_cut_total"));
      assertEquals(stream, node.last, "the next request was not begun before");
    }
  }

  @Test
  void requestsThatComeTogetherAreAnsweredInTheirOrder() throws Exception {
    try (var socket = connect()) {
      var all = new StringBuilder();
      for (int id = 0; id < 12; id++) {
        all.append(ask(List.of(id)));
      }
      send(socket, all.toString());
      var in = new DataInputStream(socket.getInputStream());
      for (int id = 0; id < 12; id++) {
        assertEquals(id, read(in).body()[32], "id of reply " + id);
      }
    }
  }

  @Test
  void aRequestThatIsTooLargeIsRefusedAndTheConnectionGoesOn() throws Exception {
    try (var socket = connect()) {
      send(socket, ask(List.of(1)) + post("x".repeat((2 << 20) + 1), "") + ask(List.of(2)));
      var in = new DataInputStream(socket.getInputStream());
      assertEquals(1, read(in).body()[32]);
      var refused = read(in);
      assertTrue(refused.head().startsWith("HTTP/1.1 413"), refused.head());
      assertTrue(refused.text().contains("body-too-large"), refused.text());
      assertEquals(2, read(in).body()[32]);
    }
  }

  @Test
  void whatIsNoRequestIsToldSoAndTheConnectionEnds() throws Exception {
    var wrong = new ArrayList<List<String>>();
    wrong.add(List.of("NONSENSE\r\n\r\n", "400", "malformed-request"));
    wrong.add(List.of("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n", "414", "uri-too-long"));
    wrong.add(
        List.of(
            "GET /alive HTTP/1.1\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
            "431",
            "headers-too-large"));
    for (var one : wrong) {
      try (var socket = connect()) {
        send(socket, one.getFirst());
        var in = new DataInputStream(socket.getInputStream());
        var reply = read(in);
        assertTrue(reply.head().startsWith("HTTP/1.1 " + one.get(1)), reply.head());
        assertTrue(reply.text().contains(one.get(2)), reply.text());
        assertEquals(-1, in.read());
      }
    }
  }

  @Test
  void aQueryThatIsNotWellFormedIsRefusedAndTheConnectionGoesOn() throws Exception {
    try (var socket = connect()) {
      var in = new DataInputStream(socket.getInputStream());
      for (var query : List.of("a=%zz", "%=1", "taker=%f")) {
        send(socket, "GET /alive?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
        var refused = read(in);
        assertTrue(refused.head().startsWith("HTTP/1.1 400"), query + ": " + refused.head());
        assertTrue(refused.text().contains("bad-parameter"), refused.text());
      }
      send(socket, "GET /alive HTTP/1.1\r\nHost: x\r\n\r\n");
      assertTrue(read(in).head().startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  void aConnectionThatBringsNoRequestIsClosed() throws Exception {
    try (var socket = connect()) {
      send(socket, "POST " + SAMPLES + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{");
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void oneConnectionMoreThanMayBeIsClosed() throws Exception {
    try (var one = connect();
        var two = connect();
        var three = connect()) {
      for (var socket : List.of(one, two, three)) {
        send(socket, ask(List.of(1)));
        read(new DataInputStream(socket.getInputStream()));
      }
      try (var four = connect()) {
        assertEquals(-1, four.getInputStream().read());
      }
    }
  }

  @Test
  void aReplyThatRunsIsEndedWhenThePortStops() throws Exception {
    node.complete = false;
    try (var socket = connect()) {
      node.nextGate = new CountDownLatch(1);
      send(socket, ask(List.of(1, 2, 3)));
      Eventually.is(() -> node.last.ids().equals(List.of(1L, 2L, 3L)));
      var stopped = servers.http.stopData(Duration.ofSeconds(20)).toCompletableFuture();
      assertFalse(stopped.isDone());
      node.nextGate.countDown();
      var whole = socket.getInputStream().readAllBytes();
      assertTrue(whole.length > 3 * SAMPLE_BYTES, whole.length + " bytes came");
      var end = new String(whole, whole.length - 5, 5, StandardCharsets.US_ASCII);
      assertEquals("0\r\n\r\n", end);
      stopped.join();
    }
  }
}
