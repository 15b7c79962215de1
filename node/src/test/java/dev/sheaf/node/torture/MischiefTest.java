package dev.sheaf.node.torture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.node.torture.StandInNodes.Answer;
import dev.sheaf.node.torture.mischief.Bodies;
import dev.sheaf.node.torture.mischief.Conversation;
import dev.sheaf.node.torture.mischief.Conversations;
import dev.sheaf.node.torture.mischief.Headers;
import dev.sheaf.node.torture.mischief.Shape.Door;
import dev.sheaf.node.torture.mischief.Shapes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent is a function of the seed, and what may not be answered is told. */
@Timeout(60)
final class MischiefTest {
  private static final long SEED = 11;
  private static final int MANY = 400;

  private final Checker checker = new Checker();
  private final Tally tally = new Tally();

  @Test
  void theSameSeedSendsTheSame() {
    for (int i = 0; i < MANY; i++) {
      assertEquals(shown(Conversations.of(i)), shown(Conversations.of(i)), "conversation " + i);
      assertEquals(Headers.of(i), Headers.of(i));
    }
    for (var good : Shapes.ALL) {
      assertTrue(Arrays.equals(Bodies.of(good, SEED), Bodies.of(good, SEED)), good.path());
    }
  }

  private static String shown(Conversation words) {
    var all = new StringBuilder(words.door() + " " + words.owed());
    words.pieces().forEach(piece -> all.append('|').append(new String(piece, ISO_8859_1)));
    return all.toString();
  }

  @Test
  void bothPortsAndManyThingsAreSaid() {
    var said = new HashSet<String>();
    var doors = new HashSet<Door>();
    for (int i = 0; i < MANY; i++) {
      said.add(shown(Conversations.of(i)));
      doors.add(Conversations.of(i).door());
    }
    assertEquals(2, doors.size());
    assertTrue(said.size() > MANY / 2, said.size() + " of " + MANY + " differ");
  }

  @Test
  void mostBodiesAreNotWhatTheyWere() {
    for (var good : Shapes.ALL.stream().filter(shape -> shape.hasBody()).toList()) {
      var changed =
          IntStream.range(0, 100)
              .filter(i -> !Arrays.equals(Bodies.of(good, i), good.body().getBytes(UTF_8)))
              .count();
      assertTrue(changed > 80, good.path() + ": " + changed + " of 100 were changed");
    }
  }

  @Test
  void aNodeThatRefusesEverythingBreaksNothing() throws Exception {
    try (var nodes = new StandInNodes(1, (_, _) -> Answer.of(400, "{}"));
        var mischief = new Mischief(new Caller(nodes, checker, tally), SEED)) {
      for (int i = 0; i < 40; i++) {
        mischief.send(i);
      }
      assertEquals(List.of(), checker.cases());
      assertEquals(
          tally.badInputs(), mischief.sent().values().stream().mapToLong(each -> each).sum());
      assertTrue(mischief.sent().size() == 4, mischief.sent().toString());
    }
  }

  @Test
  void anAnswerOf500IsToldWhetherARequestOrAConnectionGotIt() throws Exception {
    try (var nodes = new StandInNodes(1, (_, _) -> Answer.of(500, "{}"));
        var mischief = new Mischief(new Caller(nodes, checker, tally), SEED)) {
      for (int i = 0; i < 40; i++) {
        mischief.send(i);
      }
      assertNotEquals(0, checker.broken().get(Promise.SERVER_ERRORS));
      assertTrue(
          checker.cases().stream().anyMatch(each -> each.contains("500 to GET http")),
          checker.cases().toString());
    }
    var other = new Checker();
    try (var nodes = new StandInNodes(1, (_, _) -> Answer.of(500, "{}"));
        var intruder = new Intruder(new Caller(nodes, other, tally), 5_000)) {
      intruder.talk(nodes.now().getFirst(), words("GET /alive HTTP/1.1\r\nHost: x\r\n\r\n", true));
      assertTrue(
          other.cases().getLast().contains("500 to DATA port, GET /alive"),
          other.cases().toString());
    }
  }

  private static Conversation words(String text, boolean owed) {
    return new Conversation(Door.DATA, List.of(text.getBytes(ISO_8859_1)), owed);
  }

  @Test
  void anAnswerThatIsOwedAndDoesNotComeIsLate() throws Exception {
    try (var nodes = new StandInNodes(1, (_, _) -> Answer.of(200, "{}"));
        var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        var intruder = new Intruder(new Caller(nodes, checker, tally), 100)) {
      var root = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      var to = new Gateways.Gateway(0, root, root);
      intruder.talk(to, words("GET /ali", false));
      assertEquals(List.of(), checker.cases());
      intruder.talk(to, words("GET /alive HTTP/1.1\r\n\r\n", true));
      assertEquals(1, checker.broken().get(Promise.LATE), checker.cases().toString());
      nodes.excuse(0);
      intruder.talk(to, words("GET /alive HTTP/1.1\r\n\r\n", true));
      assertEquals(1, checker.broken().get(Promise.LATE), checker.cases().toString());
    }
  }

  @Test
  void aConnectionThatIsClosedWithoutAWordIsAnAnswer() throws Exception {
    try (var nodes = new StandInNodes(1, (_, _) -> Answer.of(200, "{}"));
        var closing = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        var intruder = new Intruder(new Caller(nodes, checker, tally), 30_000)) {
      Thread.ofVirtual().start(() -> closeNext(closing));
      var root = URI.create("http://127.0.0.1:" + closing.getLocalPort());
      intruder.talk(new Gateways.Gateway(0, root, root), words("\u0000\u0001\r\n\r\n", true));
      assertEquals(List.of(), checker.cases());
    }
  }

  private static void closeNext(ServerSocket server) {
    try {
      server.accept().close();
    } catch (IOException ended) {
      throw new IllegalStateException(ended);
    }
  }
}
