package dev.sheaf.node.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.node.torture.StandInNodes.Answer;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that read, of stand-ins for two nodes. */
@Timeout(60)
final class ReadersTest {
  private static final int SECONDS = 30;
  private static final int DEADLINE_MILLIS = 20_000;
  private static final int SOON_MILLIS = 200;
  private static final Samples SAMPLES = Samples.make(4, 1);
  private static final Answer COME_AGAIN = Answer.of(503, "{}");
  private static final String ALL = "a client that knows all nodes";

  private final Checker checker = new Checker();
  private final Tally tally = new Tally();
  private StandInNodes nodes;
  private Readers readers;
  private List<Thread> running = List.of();

  @BeforeEach
  void start() throws IOException {
    checker.watch(Readers.JOB, 1, SAMPLES);
    nodes = new StandInNodes(2, (_, question) -> batch(question, FrameHead.OK));
    readers = new Readers(new Caller(nodes, checker, tally), DEADLINE_MILLIS);
  }

  @AfterEach
  void stop() throws InterruptedException {
    readers.end();
    for (var each : running) {
      each.interrupt();
      each.join(TimeUnit.SECONDS.toMillis(SECONDS));
    }
    nodes.close();
  }

  private void run() {
    running = readers.threads(2).stream().map(each -> Thread.ofVirtual().start(each)).toList();
  }

  /** The batch that is asked for: batch n has the nth file as its only sample. */
  private static Answer batch(String question, byte status) {
    var file = question.charAt(question.length() - 1) - '0';
    var bytes = status == FrameHead.OK ? SAMPLES.content(file) : new byte[0];
    var body =
        ByteBuffer.allocate(BatchHeader.BYTES + FrameHead.BYTES + bytes.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    BatchFormat.put(new BatchHeader(0, 1, 0, 0, file, FrameHead.BYTES + (long) bytes.length), body);
    BatchFormat.put(
        new FrameHead(
            file,
            0,
            bytes.length,
            SAMPLES.label(file),
            FrameHead.MEMORY,
            FrameHead.ENCODED,
            (byte) 0,
            status),
        body);
    body.put(bytes);
    return new Answer(200, body.array());
  }

  private void awaitHeldReads(int more) throws Exception {
    var from = tally.heldReads();
    Patience.until(() -> tally.heldReads() >= from + more, SECONDS);
  }

  private boolean wasAsked(String node) {
    return nodes.asked.stream().anyMatch(each -> each.startsWith(node));
  }

  private boolean failed(String who) {
    return checker.cases().stream().anyMatch(each -> each.contains(who));
  }

  @Test
  void wholeBatchesAreNoFailures() throws Exception {
    readers.hold(true);
    run();
    awaitHeldReads(6);
    assertEquals(List.of(), checker.cases());
    assertTrue(checker.held().acknowledged().batches() > 0, "no batch was held against its file");
  }

  @Test
  void failuresCountFromWhenTheyAreHeldAgainstTheNodes() throws Exception {
    nodes.say((_, _) -> COME_AGAIN);
    run();
    Patience.until(() -> nodes.asked.size() > 20, SECONDS);
    assertEquals(List.of(), checker.cases());
    assertEquals(0, tally.heldReads());
    readers.hold(true);
    Patience.until(() -> failed("only node 0") && failed("only node 1"), SECONDS);
  }

  @Test
  void whoKnowsAllNodesFailsWhereNoneAnswersAndExcusesDoNotCount() throws Exception {
    nodes.say((_, _) -> COME_AGAIN);
    nodes.excuse(0);
    nodes.excuse(1);
    readers = new Readers(new Caller(nodes, checker, tally), SOON_MILLIS);
    readers.hold(true);
    run();
    Patience.until(() -> failed(ALL), SECONDS);
    assertTrue(!failed("only node"), checker.cases().toString());
    // It begins with another one each time.
    Patience.until(() -> wasAsked("0 ") && wasAsked("1 "), SECONDS);
  }

  @Test
  void failuresCountNoLongerWhenTheyAreNotHeldAnyMore() throws Exception {
    nodes.say((_, _) -> COME_AGAIN);
    readers.hold(true);
    run();
    awaitHeldReads(1);
    readers.hold(false);
    // Each of the three may have begun a read while they were held.
    var then = checker.broken().get(Promise.FAILED_READS);
    var asked = nodes.asked.size();
    Patience.until(() -> nodes.asked.size() > asked + 40, SECONDS);
    assertTrue(checker.broken().get(Promise.FAILED_READS) <= then + 3, checker.broken().toString());
  }

  @Test
  void aBatchThatIsNotWholeIsAFailure() throws Exception {
    nodes.say((_, question) -> batch(question, FrameHead.DEADLINE));
    readers.hold(true);
    run();
    Patience.until(() -> failed("only node 0"), SECONDS);
  }

  @Test
  void whoKnowsAllNodesGoesOnToTheNext() throws Exception {
    nodes.say((node, question) -> node == 0 ? COME_AGAIN : batch(question, FrameHead.OK));
    // Only who knows all of them is counted then.
    nodes.excuse(0);
    nodes.excuse(1);
    readers.hold(true);
    run();
    awaitHeldReads(4);
    assertEquals(List.of(), checker.cases());
  }

  @Test
  void theNodeThatFailsIsTheOneThatIsNamed() throws Exception {
    nodes.say((node, question) -> node == 0 ? COME_AGAIN : batch(question, FrameHead.OK));
    readers.hold(true);
    run();
    Patience.until(() -> failed("only node 0"), SECONDS);
    assertTrue(!failed("only node 1"), checker.cases().toString());
  }

  @Test
  void aNodeToWhichSomethingIsDoneFailsNobody() throws Exception {
    nodes.say((node, question) -> node == 0 ? COME_AGAIN : batch(question, FrameHead.OK));
    nodes.excuse(0);
    readers.hold(true);
    run();
    awaitHeldReads(12);
    assertEquals(List.of(), checker.cases());
  }
}
