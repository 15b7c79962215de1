package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.route.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen answers may be under way, of samples of 2 MiB; readers are given 200 ms. */
final class OverloadTest {
  private static final int ANSWERS = 16;
  private static final int SAMPLE_BYTES = 2 << 20;
  private static final String PENDING = "sheaf_pending{door=\"answers\"}";
  private static final String PATIENT = "Sheaf-Deadline: 120000";
  private static final String BYTES = "sheaf_pending_bytes{door=\"answers\"}";

  @TempDir static Path folder;

  private final List<Socket> sockets = new ArrayList<>();
  private FakeNode node;
  private Servers servers;

  @BeforeEach
  void start() throws Exception {
    node = new FakeNode(SAMPLE_BYTES);
    var readers = new DataPort.Limits(64, Duration.ofSeconds(60), Duration.ofMillis(200));
    servers = new Servers(node, folder, Servers.limits(512 << 20, ANSWERS), readers);
  }

  @AfterEach
  void stop() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    servers.close();
  }

  private static String batch(String job, int n) {
    return "/v1/jobs/" + job + "/epochs/0/ranks/0/batches/" + n + "?generation=1";
  }

  /** Asks for a batch, and reads nothing of it. */
  private Socket ask(Listen port, String job) throws IOException {
    var socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(new InetSocketAddress(port.host(), port.port()));
    var request = "GET " + batch(job, 0) + " HTTP/1.1\r\nHost: x\r\n" + PATIENT + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private double counted(String metric) {
    return new String(servers.api.get("/metrics").body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
        .sum();
  }

  /** Batches of which the first frame never comes. */
  private CountDownLatch held() {
    node.complete = false;
    node.nextGate = new CountDownLatch(1);
    return node.nextGate;
  }

  @Test
  void aReaderOfTheApiThatTakesNothingOfAWholeReplyIsCut() throws Exception {
    ask(servers.http.apiAddress(), "cats");
    Eventually.is(() -> counted("sheaf_readers_cut_total") == 1);
    Eventually.is(() -> counted(PENDING) == 0);
  }

  @Test
  void aReaderOfTheApiThatTakesNothingOfAReplyThatIsStillGatheredIsCutAndItsLeasesEnd()
      throws Exception {
    node.complete = false;
    ask(servers.http.apiAddress(), "cats");
    Eventually.is(() -> counted("sheaf_readers_cut_total") == 1);
    var stream = node.last;
    Eventually.is(() -> stream.closed.getCount() == 0 && stream.leased.get() == 0);
    Eventually.is(() -> counted(PENDING) == 0 && counted(BYTES) == 0);
  }

  @Test
  void aJobThatFloodsIsRefusedAndAnotherIsServedAtBothPorts() throws Exception {
    var gate = held();
    for (int i = 0; i < 12; i++) {
      ask(i % 2 == 0 ? servers.http.apiAddress() : servers.http.dataAddress(), "cats");
    }
    Eventually.is(() -> counted(PENDING) == 12);
    for (var port : List.of(servers.api, servers.data)) {
      var refused =
          port.get(batch("cats", 1), "Sheaf-Deadline", "120000").problem(429, "over-share");
      assertTrue(Integer.parseInt(refused.header("Retry-After")) >= 1);
    }
    node.nextGate = new CountDownLatch(0);
    node.complete = true;
    for (int n = 0; n < 10; n++) {
      servers.api.get(batch("dogs", n)).status(200);
      servers.data.get(batch("dogs", n)).status(200);
    }
    assertEquals(2, counted("sheaf_rejected_total{reason=\"over-share\"}"));
    gate.countDown();
  }

  @Test
  void whenAllIsTakenEverybodyIsToldWhenToComeAgain() throws Exception {
    held();
    for (var job : List.of("a.x", "b.x", "c.x", "d.x")) {
      for (int i = 0; i < 3; i++) {
        ask(servers.http.dataAddress(), job);
      }
    }
    Eventually.is(() -> counted(PENDING) == 12);
    for (var job : List.of("e.x", "f.x", "g.x", "h.x")) {
      ask(servers.http.dataAddress(), job);
    }
    Eventually.is(() -> counted(PENDING) == ANSWERS);
    var refused = servers.api.get(batch("i.x", 0)).problem(503, "overloaded");
    assertTrue(Integer.parseInt(refused.header("Retry-After")) >= 1);
    assertTrue(refused.json().path("retryAfterMillis").asInt() >= 1);
  }

  @Test
  void connectionsThatBreakGiveBackWhatTheyHeld() throws Exception {
    held();
    for (int i = 0; i < 10; i++) {
      ask(i % 2 == 0 ? servers.http.apiAddress() : servers.http.dataAddress(), "cats");
    }
    Eventually.is(() -> counted(PENDING) == 10);
    for (var socket : sockets) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
    Eventually.is(() -> counted(PENDING) == 0 && counted(BYTES) == 0);
  }
}
