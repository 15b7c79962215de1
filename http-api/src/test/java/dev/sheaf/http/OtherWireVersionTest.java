package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.route.Listen;
import dev.sheaf.wire.WireFormatException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A peer whose frames are of a version to come: a real data port, with one number changed. */
final class OtherWireVersionTest {
  @RegisterExtension static final Served SERVED = Served.empty();

  /** Between a client and a data port; writes another version into the replies. */
  private static final class Forger implements AutoCloseable {
    private static final String MAGIC = "SHF1";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Listen port;
    private volatile char version;
    private final AtomicInteger connections = new AtomicInteger();

    Forger(Listen port, int version) throws IOException {
      this.port = port;
      this.version = (char) version;
      Thread.ofVirtual().start(this::accept);
    }

    String address() {
      return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          var client = server.accept();
          connections.incrementAndGet();
          var there = new Socket(port.host(), port.port());
          Thread.ofVirtual().start(() -> copy(client, there, false));
          Thread.ofVirtual().start(() -> copy(there, client, true));
        }
      } catch (IOException closed) {
        // The test is over.
      }
    }

    private void copy(Socket from, Socket to, boolean forged) {
      var buffer = new byte[64 << 10];
      try (from;
          to) {
        for (int read = from.getInputStream().read(buffer);
            read >= 0;
            read = from.getInputStream().read(buffer)) {
          var text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
          var sent = forged ? text.replace(MAGIC + "\1\0", MAGIC + version + "\0") : text;
          to.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException closed) {
        // One of them has gone.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static SampleRequest request() {
    return new SampleRequest(
        FakeNode.CATS,
        List.of(3L, 4L),
        System.nanoTime() + TimeUnit.SECONDS.toNanos(10),
        SampleRequest.Reach.NODE);
  }

  @Test
  void framesOfAVersionToComeAreRefusedByItsNumberAndNoneIsGiven() throws Exception {
    try (var peers = new HttpPeers();
        var forger = new Forger(SERVED.servers().http.dataAddress(), 2)) {
      var frames = new ArrayList<>();
      var refusal =
          assertThrows(
              WireFormatException.class,
              () -> peers.read(forger.address(), request(), frames::add));
      assertTrue(String.valueOf(refusal.getMessage()).contains("version"), refusal.getMessage());
      assertEquals(List.of(), frames);
      forger.version = 1;
      peers.read(forger.address(), request(), frames::add);
      assertEquals(2, frames.size());
      assertEquals(2, forger.connections.get(), "what came after a wrong header is not read on");
    }
  }
}
