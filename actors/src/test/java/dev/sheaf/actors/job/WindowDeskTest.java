package dev.sheaf.actors.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WindowDeskTest {
  private static JobBench bench;
  private static WindowDesk desk;

  @BeforeAll
  static void startAConductor() {
    bench = JobBench.withRealTime();
    desk = WindowDesk.start(bench.kit.system(), bench, bench.manifests(), bench.selecting.files());
    bench.conductedBy(bench.kit.spawn(offersEverything()));
  }

  @AfterAll
  static void shutDown() {
    bench.kit.shutdownTestKit();
  }

  @Test
  void theRanksTogetherReadEverySampleOnceAnEpoch() {
    submit("covers", Contract.SUBSTITUTE, OnMissing.FAIL);
    for (int epoch = 0; epoch < 3; epoch++) {
      var ids = new ArrayList<Long>();
      for (int n = 0; n < 25; n++) {
        for (int rank = 0; rank < 2; rank++) {
          ids.addAll(ids(batch("covers", 1, epoch, rank, n, "client-" + rank)));
        }
      }
      assertEquals(200, ids.size());
      assertEquals(200, new HashSet<>(ids).size());
      for (int rank = 0; rank < 2; rank++) {
        var over = batch("covers", 1, epoch, rank, 25, "client-" + rank);
        assertEquals(new BatchAnswer.Otherwise(new JobReply.EpochOver(epoch, 25)), over);
      }
    }
  }

  @Test
  void theSameQuestionHasTheSameIds() {
    submit("same", Contract.SUBSTITUTE, OnMissing.FAIL);
    var first = ids(batch("same", 1, 0, 1, 5, ""));
    assertEquals(first, ids(batch("same", 1, 0, 1, 5, "")));
    bench.crash("same");
    assertEquals(first, ids(batch("same", 1, 0, 1, 5, "client")));
  }

  @Test
  void aKnownWindowDoesNotLetASecondConsumerIn() {
    submit("taken", Contract.STRICT, OnMissing.FAIL);
    assertInstanceOf(BatchAnswer.Assigned.class, batch("taken", 1, 0, 0, 0, "one"));
    assertEquals(
        new BatchAnswer.Otherwise(new JobReply.RankTaken(0)), batch("taken", 1, 0, 0, 0, "two"));
  }

  @Test
  void anOlderGenerationIsStaleOnceTheJobResumed() {
    submit("resumed", Contract.STRICT, OnMissing.FAIL);
    var before = ids(batch("resumed", 1, 0, 0, 3, ""));
    ask("resumed", r -> new JobCommand.Resume(0, 2, 2, "again", r));
    assertEquals(before, ids(batch("resumed", 2, 0, 0, 3, "")));
    assertEquals(
        new BatchAnswer.Otherwise(new JobReply.StaleGeneration(1, 2)),
        batch("resumed", 1, 0, 0, 3, ""));
  }

  @Test
  void aSkippedSampleIsLeftOutOfItsBatch() {
    submit("skips", Contract.STRICT, OnMissing.SKIP);
    var before = ids(batch("skips", 1, 0, 0, 0, ""));
    var key = new BatchKey("skips", 1, 0, 0, 0);
    var decided = desk.missing(key, before.subList(0, 1), (byte) 1, soon());
    assertEquals(before.subList(1, 4), ids(decided));
    assertEquals(before.subList(1, 4), ids(batch("skips", 1, 0, 0, 0, "")));
  }

  @Test
  void ofAJobThatFailedNothingMoreIsServed() throws InterruptedException {
    submit("fails", Contract.STRICT, OnMissing.FAIL);
    var missing = ids(batch("fails", 1, 0, 0, 0, "")).subList(0, 1);
    assertInstanceOf(BatchAnswer.Assigned.class, batch("fails", 1, 0, 0, 1, ""));
    desk.missing(new BatchKey("fails", 1, 0, 0, 0), missing, (byte) 1, soon());
    var answer = batch("fails", 1, 0, 0, 1, "");
    // The desk hears of it by a message, which may come after the answer to whoever said it.
    for (int i = 0; i < 500 && answer instanceof BatchAnswer.Assigned; i++) {
      Thread.sleep(10);
      answer = batch("fails", 1, 0, 0, 1, "");
    }
    var over = assertInstanceOf(BatchAnswer.Otherwise.class, answer);
    var why = assertInstanceOf(JobReply.NotRunning.class, over.reply());
    assertEquals(JobReply.Phase.FAILED, why.phase());
  }

  @Test
  void aJobThatDoesNotExistIsSaidSo() {
    assertEquals(
        new BatchAnswer.Otherwise(new JobReply.NoSuchJob("nobody")),
        batch("nobody", 1, 0, 0, 0, ""));
  }

  @Test
  void nobodyWaitsLongerThanTheDeadline() {
    var late = desk.batch(new BatchKey("nobody", 1, 0, 0, 0), "", System.nanoTime() - 1);
    assertInstanceOf(BatchAnswer.Unavailable.class, late);
  }

  @Test
  void whatWasServedIsCountedOncePerBatch() {
    submit("counts", Contract.STRICT, OnMissing.FAIL);
    batch("counts", 1, 0, 0, 0, "");
    var key = new BatchKey("counts", 1, 0, 0, 0);
    desk.delivered(key, new Delivery(0, 4, 0, 4, 0, 0, 0, 0, 0, 10));
    desk.delivered(key, new Delivery(0, 4, 0, 4, 0, 0, 0, 0, 0, 10));
    desk.flush();
    var is = (JobReply.JobIs) ask("counts", JobCommand.Describe::new);
    assertEquals(4, is.totals().delivered());
    assertEquals(20, is.totals().waitNanos());
  }

  private static Behavior<ConductorCommand> offersEverything() {
    return Behaviors.receiveMessage(command -> {
      if (command instanceof ConductorCommand.Choose c) {
        var all = IntStream.range(0, 20).mapToObj(p -> (p * 7 + c.epoch()) % 20).toList();
        c.replyTo().tell(new ConductorReply.Offered(c.job(), c.epoch(), all, c.sequence()));
      }
      return Behaviors.same();
    });
  }

  private static void submit(String job, Contract contract, OnMissing onMissing) {
    var spec = JobBench.spec(job, contract, onMissing);
    assertInstanceOf(JobReply.JobIs.class, ask(job, r -> new JobCommand.Submit(spec, r)));
  }

  private static JobReply ask(
      String job, Function<akka.actor.typed.ActorRef<JobReply>, JobMessage> question) {
    return AskPattern.<JobMessage, JobReply>ask(
            bench.job(job), question::apply, Duration.ofSeconds(5), bench.kit.scheduler())
        .toCompletableFuture()
        .join();
  }

  private static BatchAnswer batch(
      String job, long generation, int epoch, int rank, int n, String consumer) {
    return desk.batch(new BatchKey(job, generation, epoch, rank, n), consumer, soon());
  }

  private static long soon() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
  }

  private static List<Long> ids(BatchAnswer answer) {
    var batch = assertInstanceOf(BatchAnswer.Assigned.class, answer).batch();
    return IntStream.range(0, batch.size()).mapToObj(batch::id).toList();
  }
}
