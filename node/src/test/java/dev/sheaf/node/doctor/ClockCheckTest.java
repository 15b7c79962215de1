package dev.sheaf.node.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sheaf.node.doctor.Finding.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A clock that cannot be right is found, and one that can is left alone. */
final class ClockCheckTest {
  @Test
  void aClockFromBeforeThisProgramWasBuiltIsWrong() {
    var finding = new ClockCheck(InstantSource.fixed(Instant.EPOCH)).of("");
    assertEquals(Verdict.BROKEN, finding.verdict(), finding::toString);
    assertTrue(finding.remedy().contains("timedatectl"), finding.remedy());
    assertEquals(Verdict.FINE, new ClockCheck(InstantSource.system()).of("").verdict());
  }

  @Test
  void aClockIsHeldAgainstTheStores() throws IOException {
    var store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext("/", exchange -> exchange.sendResponseHeaders(403, -1));
    store.start();
    try {
      var endpoint = "http://127.0.0.1:" + store.getAddress().getPort();
      var ahead = InstantSource.fixed(Instant.now().plus(Duration.ofHours(1)));
      var finding = new ClockCheck(ahead).of(endpoint);
      assertEquals(Verdict.BROKEN, finding.verdict(), finding::toString);
      assertTrue(finding.found().contains(endpoint), finding.found());
      assertEquals(Verdict.FINE, new ClockCheck(InstantSource.system()).of(endpoint).verdict());
    } finally {
      store.stop(0);
    }
  }

  @Test
  void aStoreThatIsSilentSaysNothingOfTheClock() {
    var finding = new ClockCheck(InstantSource.system()).of("http://127.0.0.1:1");
    assertEquals(Verdict.FINE, finding.verdict(), finding::toString);
  }
}
