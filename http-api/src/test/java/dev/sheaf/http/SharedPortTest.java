package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.preparation.SharedBatches.Answer;
import dev.sheaf.actors.preparation.SharedBatches.Rows;
import dev.sheaf.actors.preparation.SharedBatches.Wanted;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.dataport.SharedPeers;
import dev.sheaf.http.fake.FakeNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that one node prepares and another takes, by a real data port. */
final class SharedPortTest {
  private static final Wanted WANTED = new Wanted("trio.shared", "127.0.0.1:25520#-77", 3, 9);

  @TempDir Path losses;
  private final HttpPeers peers = new HttpPeers();
  private Servers servers;
  private String address;

  @BeforeEach
  void start() throws Exception {
    servers = new Servers(new FakeNode(100), losses);
    address = servers.http.dataAddress().toString();
  }

  @AfterEach
  void stop() {
    peers.close();
    servers.close();
  }

  private Answer take(AtomicReference<Rows> into) throws IOException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    return new SharedPeers(peers).take(address, WANTED, deadline, into::set);
  }

  private Answer take() throws IOException {
    return take(new AtomicReference<>());
  }

  private static Rows rows() {
    var pixels = new byte[2 * 3 * 4 * 5];
    for (int at = 0; at < pixels.length; at++) {
      pixels[at] = (byte) (7 * at);
    }
    return new Rows(List.of(11L, 1L << 40), List.of(3, -1), MemorySegment.ofArray(pixels), 4, 5);
  }

  @Test
  void whatIsTakenIsWhatWasPrepared() throws Exception {
    var asked = new AtomicReference<Wanted>();
    servers.node.shared =
        (wanted, deadlineNanos, look) -> {
          asked.set(wanted);
          look.accept(rows());
          return Answer.GIVEN;
        };
    var taken = new AtomicReference<Rows>();
    assertEquals(Answer.GIVEN, take(taken));
    assertEquals(WANTED, asked.get());
    assertEquals(rows().ids(), taken.get().ids());
    assertEquals(rows().labels(), taken.get().labels());
    assertEquals(4, taken.get().height());
    assertEquals(5, taken.get().width());
    assertArrayEquals(
        rows().pixels().toArray(ValueLayout.JAVA_BYTE),
        taken.get().pixels().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void whatAnotherNodeAnswersComesOverAsItIs() throws Exception {
    for (var answer : List.of(Answer.ALONE, Answer.EPOCH_OVER, Answer.NOT_YET)) {
      servers.node.shared = (wanted, deadlineNanos, look) -> answer;
      assertEquals(answer, take());
    }
  }

  @Test
  void aNodeThatBreaksIsOutOfReach() {
    servers.node.shared =
        (wanted, deadlineNanos, look) -> {
          throw new IllegalStateException("broken by the test");
        };
    assertThrows(IOException.class, this::take);
  }

  @Test
  void aNodeThatIsGoneIsOutOfReach() {
    servers.http.stop(java.time.Duration.ofMillis(200)).toCompletableFuture().join();
    assertThrows(IOException.class, this::take);
  }

  @Test
  void whoAsksMustSayWhichNodeHeIs() {
    var path = "/v1/shared/trio.shared/epochs/0/batches/0";
    var none = servers.data.get(path).problem(400, "bad-parameter");
    assertTrue(none.text("/detail").contains("taker"), none.text("/detail"));
    servers.data.get(path + "?taker=%3Cscript%3E").problem(400, "bad-parameter");
    servers.data.get(path + "?taker=a&rank=1").problem(400, "bad-parameter");
    servers.data.get("/v1/shared/No/epochs/0/batches/0?taker=a").problem(400, "bad-parameter");
    servers.data.get("/v1/shared/no/epochs/-1/batches/0?taker=a").problem(400, "bad-parameter");
    servers.data.get(path + "?taker=a").problem(404, "not-shared");
  }
}
