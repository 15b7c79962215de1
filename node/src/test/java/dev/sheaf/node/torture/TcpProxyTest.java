package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sheaf.node.torture.Links.Lane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server that says everything back, behind the proxy of node 1, asked by node 0. */
@Timeout(30)
final class TcpProxyTest {
  private static final byte[] WORDS = "what goes in comes out".repeat(500).getBytes(UTF_8);
  private static final int SILENCE_MILLIS = 200;

  private final Links links = new Links(2);
  private ServerSocket server;
  private TcpProxy proxy;
  private Socket client;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::sayBack);
    proxy = new TcpProxy(links, new TcpProxy.Place(Lane.DATA, 1), (_, _) -> 0);
    proxy.to(server.getLocalPort());
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private void sayBack() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                socket.getInputStream().transferTo(socket.getOutputStream());
              } catch (IOException ended) {
                // The client went away.
              }
            });
      } catch (IOException closed) {
        return;
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    server.close();
  }

  private byte[] exchange() throws IOException {
    client.getOutputStream().write(WORDS);
    return client.getInputStream().readNBytes(WORDS.length);
  }

  @Test
  void bytesPassAsTheyAreInClearWeather() throws IOException {
    assertArrayEquals(WORDS, exchange());
    client.shutdownOutput();
    assertEquals(-1, client.getInputStream().read());
  }

  @Test
  void aDeadLinkIsSilentAndGivesEverythingWhenItLivesAgain() throws IOException {
    exchange();
    links.set(0, 1, Weather.DEAD);
    client.getOutputStream().write(WORDS);
    client.setSoTimeout(SILENCE_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
    links.clear();
    client.setSoTimeout(0);
    assertArrayEquals(WORDS, client.getInputStream().readNBytes(WORDS.length));
  }

  @Test
  void aPartitionOfTheWayBackLetsTheQuestionThrough() throws IOException {
    links.set(1, 0, Weather.DEAD);
    client.getOutputStream().write(WORDS);
    client.setSoTimeout(SILENCE_MILLIS);
    assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
  }

  @Test
  void theOtherLaneIsNotConcerned() throws IOException {
    links.set(Lane.ACTORS, 0, 1, Weather.DEAD);
    assertArrayEquals(WORDS, exchange());
  }

  @Test
  void bitsFlipWhereTheWeatherSaysSo() throws IOException {
    links.flip(500);
    assertFalse(Arrays.equals(WORDS, exchange()));
    assertTrue(proxy.flipped() > 0);
  }

  @Test
  void whatIsSlowIsLate() throws IOException {
    links.set(0, 1, Weather.slow(30, 0));
    var began = System.nanoTime();
    assertArrayEquals(WORDS, exchange());
    assertTrue(System.nanoTime() - began >= 30_000_000, "a piece came before its delay was over");
  }

  @Test
  void aCutEndsTheConnection() throws IOException {
    exchange();
    proxy.cut(0);
    assertThrows(
        IOException.class,
        () -> {
          if (client.getInputStream().read() < 0) {
            throw new IOException("closed");
          }
        });
  }

  @Test
  void theSystemTellsWhoseAConnectionIs() throws IOException {
    assumeTrue(SocketOwners.canTell(), "skipped: there is no /proc/net/tcp");
    var own = ProcessHandle.current().pid();
    var owners = new SocketOwners(() -> List.of(0L, own));
    try (var accepted = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var mine = new Socket(InetAddress.getLoopbackAddress(), accepted.getLocalPort())) {
      assertEquals(1, owners.owner(mine.getLocalPort(), accepted.getLocalPort()));
      assertEquals(Links.OUTSIDE, owners.owner(1, accepted.getLocalPort()));
    }
  }
}
