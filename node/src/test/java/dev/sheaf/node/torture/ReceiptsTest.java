package dev.sheaf.node.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.node.torture.StandInNodes.Answer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that submits jobs, to a stand-in for a node that keeps or loses them. */
@Timeout(60)
final class ReceiptsTest {
  private static final int SECONDS = 30;

  private final Checker checker = new Checker();
  private StandInNodes nodes;
  private Receipts receipts;
  private Thread running;

  @BeforeEach
  void start() throws IOException {
    nodes = new StandInNodes(1, (_, _) -> Answer.of(200, "{}"));
    receipts = new Receipts(new Admin(new Caller(nodes, checker, new Tally())), checker);
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (running != null) {
      receipts.end();
      running.interrupt();
      running.join(TimeUnit.SECONDS.toMillis(SECONDS));
    }
    nodes.close();
  }

  private void runUntil(BooleanSupplier so) throws Exception {
    running = Thread.ofVirtual().start(receipts::run);
    Patience.until(so, SECONDS);
    receipts.end();
    running.join(TimeUnit.SECONDS.toMillis(SECONDS));
  }

  private long accepted() {
    return checker.held().acknowledged().jobs();
  }

  private long broken(Promise promise) {
    return checker.broken().get(promise);
  }

  @Test
  void everyJobThatWasAcceptedIsAskedForOnce() throws Exception {
    runUntil(() -> accepted() >= 2);
    receipts.check();
    receipts.check();
    for (int i = 0; i < accepted(); i++) {
      assertEquals(1, nodes.times("0 DELETE /v1/jobs/receipt-" + i), nodes.asked.toString());
    }
    assertEquals(0, checker.cases().size(), checker.cases().toString());
  }

  @Test
  void aJobThatNobodyKnowsAnyMoreIsALostAcknowledgement() throws Exception {
    runUntil(() -> accepted() >= 1);
    nodes.say((_, _) -> Answer.of(404, "{\"code\": \"unknown-job\"}"));
    receipts.check();
    assertEquals(accepted(), broken(Promise.LOST_ACKS), checker.cases().toString());
    assertTrue(
        checker.cases().getFirst().contains("receipt-0 was accepted"), checker.cases().toString());
  }

  @Test
  void aJobThatWasRefusedIsToldAndNotAskedFor() throws Exception {
    nodes.say((_, _) -> Answer.of(422, "{\"code\": \"invalid-field\"}"));
    runUntil(() -> broken(Promise.REFUSED) >= 1);
    receipts.check();
    assertEquals(0, accepted());
    assertEquals(0, broken(Promise.LOST_ACKS));
    assertEquals(0, nodes.times("0 DELETE /v1/jobs/receipt-0"));
  }

  @Test
  void whoIsToldToComeAgainSubmitsTheSameJobAgain() throws Exception {
    nodes.say(
        (_, _) -> nodes.times("0 POST /v1/jobs") < 3 ? Answer.of(503, "{}") : Answer.of(201, "{}"));
    runUntil(() -> accepted() >= 1);
    assertEquals(0, checker.cases().size(), checker.cases().toString());
    assertTrue(nodes.times("0 POST /v1/jobs") >= 3, nodes.asked.toString());
  }
}
