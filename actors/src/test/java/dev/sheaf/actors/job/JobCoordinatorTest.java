package dev.sheaf.actors.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Tail;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

final class JobCoordinatorTest {
  private static JobBench bench;
  private static ManualTime time;

  private final TestProbe<JobReply> probe = bench.kit.createTestProbe(JobReply.class);
  private final TestProbe<JobReply> gateway = bench.kit.createTestProbe(JobReply.class);
  private String job = "";

  @BeforeEach
  void nameTheJob(TestInfo test) {
    job = test.getDisplayName();
  }

  @BeforeAll
  static void setUp() {
    bench = JobBench.withManualTime();
    time = ManualTime.get(bench.kit.system());
  }

  @AfterAll
  static void shutDown() {
    bench.kit.shutdownTestKit();
  }

  @Test
  void aJobThatWasNeverSubmittedIsUnknown() {
    assertEquals(new JobReply.NoSuchJob(job), ask(JobCommand.Describe::new));
  }

  @Test
  void aSubmittedJobRunsInItsFirstGeneration() {
    var is = (JobReply.JobIs) submit(Contract.STRICT, OnMissing.FAIL);
    assertEquals(JobReply.Phase.RUNNING, is.phase());
    assertEquals(1, is.generation());
    assertEquals(is, submit(Contract.STRICT, OnMissing.FAIL));
  }

  @Test
  void aJobIsSubmittedOverTheManifestItNames() {
    var refused = withTail(JobBench.spec(job, Contract.STRICT, OnMissing.FAIL), 1000, Tail.DROP);
    assertTrue(ask(r -> new JobCommand.Submit(refused, r)) instanceof JobReply.Refused);
    var elsewhere = new DatasetVersion("elsewhere", "1".repeat(64));
    var other = onVersion(JobBench.spec(job, Contract.STRICT, OnMissing.FAIL), elsewhere);
    bench.job(job).tell(new JobCommand.Submit(other, probe.getRef()));
    probe.expectNoMessage(Duration.ofMillis(200));
    assertEquals(new JobReply.NoSuchJob(job), ask(JobCommand.Describe::new));
  }

  @Test
  void aStrictJobGetsWindowsWithoutAnyConductor() {
    submit(Contract.STRICT, OnMissing.FAIL);
    assertEquals(0, windows(next(1, 0, 0, "")).getFirst().firstBatch());
  }

  @Test
  void offeredPackagesAreOpenedInTheirOrder() {
    submit(Contract.SUBSTITUTE, OnMissing.FAIL);
    askNext(1, 0, 0, "");
    offer(List.of(11, 4, 17, 2, 9, 14, 0, 1));
    var openings = windows(probe.receiveMessage()).getFirst().openings();
    assertEquals(List.of(11, 4, 17), openings.stream().limit(3).map(o -> o.index()).toList());
  }

  @Test
  void aDeskThatAsksAheadDoesNotTakeThePlaceOfAConsumerThatWaits() {
    submit(Contract.SUBSTITUTE, OnMissing.FAIL);
    askNext(1, 0, 0, "");
    bench
        .job(job)
        .tell(new JobCommand.NextBatch(1, 0, 0, 0, "", gateway.getRef(), gateway.getRef()));
    ask(JobCommand.Describe::new);
    offer(List.of(11, 4, 17, 2, 9, 14, 0, 1));
    assertEquals(0, windows(probe.receiveMessage()).getFirst().firstBatch());
  }

  @Test
  void whatOneWindowDoesNotOpenIsKeptForTheNext() {
    submit(Contract.SUBSTITUTE, OnMissing.FAIL);
    askNext(1, 0, 0, "");
    offer(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
    var first = windows(probe.receiveMessage()).getFirst();
    var left = 20 - first.openings().size();
    assertTrue(left > 0);
    askNext(1, 0, first.endBatch(), "");
    var second = windows(probe.receiveMessage()).getFirst();
    assertEquals(first.endBatch(), second.firstBatch(), "nobody is asked while enough is on offer");
    second.openings().forEach(opening -> assertTrue(opening.index() >= 20 - left));
  }

  @Test
  void aSilentConductorLeadsToSeededOrder() {
    submit(Contract.SUBSTITUTE, OnMissing.FAIL);
    askNext(1, 0, 0, "");
    choose();
    probe.expectNoMessage(Duration.ofMillis(50));
    time.timePasses(Duration.ofSeconds(3));
    assertEquals(0, windows(probe.receiveMessage()).getFirst().firstBatch());
  }

  @Test
  void aConductorThatForgotTheJobIsIntroducedToIt() {
    submit(Contract.SUBSTITUTE, OnMissing.FAIL);
    askNext(1, 0, 0, "");
    var asked = choose();
    asked.replyTo().tell(new ConductorReply.Unknown(job, asked.sequence()));
    bench.conductor.fishForMessage(
        Duration.ofSeconds(3),
        command ->
            command instanceof ConductorCommand.Join join && join.sequence() > asked.sequence()
                ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
    offer(List.of(3, 5, 8, 13, 1, 2, 0));
    assertEquals(3, windows(probe.receiveMessage()).getFirst().openings().getFirst().index());
  }

  @Test
  void knobsAreToldTheGatewaysAndOutliveACrash() {
    submit(Contract.STRICT, OnMissing.FAIL);
    next(1, 0, 0, "");
    gateway.receiveMessage();
    var change = new JobKnobs(7, null, 2, null);
    var is = (JobReply.JobIs) ask(r -> new JobCommand.Adjust(change, r));
    assertEquals(change, is.knobs());
    assertEquals(change, ((JobReply.Windows) gateway.receiveMessage()).knobs());
    bench.crash(job);
    var more = new JobKnobs(null, null, null, 1L << 20);
    ask(r -> new JobCommand.Adjust(more, r));
    var after = ((JobReply.JobIs) ask(JobCommand.Describe::new)).knobs();
    assertEquals(new JobKnobs(7, null, 2, 1L << 20), after);
    assertEquals(after, ((JobReply.Windows) next(1, 0, 0, "")).knobs());
  }

  @Test
  void aRestartInMidWindowGivesTheSameIds() {
    submit(Contract.SUBSTITUTE, OnMissing.FAIL);
    askNext(1, 0, 0, "");
    offer(List.of(11, 4, 17, 2, 9, 14, 0, 1));
    var before = windows(probe.receiveMessage());
    bench.crash(job);
    assertEquals(before, windows(next(1, 1, 3, "")));
  }

  @Test
  void laterWindowsArePushedToTheGatewayThatAsked() {
    submit(Contract.STRICT, OnMissing.FAIL);
    var first = windows(next(1, 0, 0, "")).getFirst();
    assertEquals(List.of(first), windows(gateway.receiveMessage()));
    next(1, 0, first.endBatch(), "");
    assertEquals(first.endBatch(), windows(gateway.receiveMessage()).getFirst().firstBatch());
  }

  @Test
  void aResumeBeginsAGenerationAndOlderOnesAreStale() {
    submit(Contract.STRICT, OnMissing.FAIL);
    var before = windows(next(1, 0, 0, ""));
    var is = (JobReply.JobIs) ask(r -> new JobCommand.Resume(0, 3, 2, "again", r));
    assertEquals(2, is.generation());
    assertEquals(3, is.step());
    assertEquals(is, ask(r -> new JobCommand.Resume(0, 3, 2, "again", r)));
    assertEquals(new JobReply.StaleGeneration(1, 2), next(1, 0, 3, ""));
    assertEquals(
        before.stream().map(each -> each.withGeneration(2)).toList(), windows(next(2, 0, 3, "")));
  }

  @Test
  void aResumeSurvivesARestart() {
    submit(Contract.STRICT, OnMissing.FAIL);
    next(1, 0, 0, "");
    ask(r -> new JobCommand.Resume(0, 3, 4, "again", r));
    bench.crash(job);
    var is = (JobReply.JobIs) ask(JobCommand.Describe::new);
    assertEquals(2, is.generation());
    assertEquals(4, is.ranks());
  }

  @Test
  void aRankIsNotGivenToASecondConsumerEvenAfterARestart() {
    submit(Contract.STRICT, OnMissing.FAIL);
    next(1, 0, 0, "one");
    assertEquals(new JobReply.RankTaken(0), next(1, 0, 0, "two"));
    bench.crash(job);
    assertEquals(new JobReply.RankTaken(0), next(1, 0, 0, "two"));
  }

  @Test
  void aMissingSampleFailsTheJobByItsName() {
    submit(Contract.STRICT, OnMissing.FAIL);
    var id = firstId(windows(next(1, 0, 0, "")).getFirst());
    var failed = (JobReply.NotRunning) ask(r -> new JobCommand.Missing(1, 0, 0, List.of(id), 1, r));
    assertEquals(JobReply.Phase.FAILED, failed.phase());
    assertTrue(failed.reason().contains("picture-" + id + ".jpg"), failed.reason());
  }

  @Test
  void aSkippedSampleIsCountedOnceAndNotForgottenInARestart() {
    submit(Contract.STRICT, OnMissing.SKIP);
    var id = firstId(windows(next(1, 0, 0, "")).getFirst());
    var decided = windows(ask(r -> new JobCommand.Missing(1, 0, 0, List.of(id), 1, r)));
    assertEquals(
        List.of(new AssignedWindow.Replacement(0, id, -1)), decided.getFirst().replacements());
    ask(r -> new JobCommand.Missing(1, 0, 0, List.of(id), 1, r));
    bench.crash(job);
    assertEquals(1, totals().missing());
    assertEquals(decided, windows(next(1, 0, 0, "")).subList(0, 1));
  }

  @Test
  void countersReachTheJournalWithTheNextTick() {
    submit(Contract.STRICT, OnMissing.FAIL);
    var delivery = new Delivery(1, 8, 2, 5, 0, 0, 3, 1, 300, 7);
    bench.job(job).tell(new JobCommand.Delivered(delivery));
    assertEquals(8, totals().delivered());
    time.timePasses(Duration.ofSeconds(11));
    totals();
    bench.crash(job);
    assertEquals(JobTotals.NONE.plus(delivery), totals());
  }

  @Test
  void countersReachTheJournalBeforeTheJobMovesElsewhere() {
    submit(Contract.STRICT, OnMissing.FAIL);
    var delivery = new Delivery(1, 8, 2, 5, 0, 0, 3, 1, 300, 7);
    var here = bench.job(job);
    here.tell(new JobCommand.Delivered(delivery));
    here.tell(new JobSignal.HandOver());
    probe.expectTerminated(here);
    bench.crash(job);
    assertEquals(JobTotals.NONE.plus(delivery), totals());
  }

  @Test
  void whatFunctionsCostAddsUpAndOutlivesACrash() {
    submit(Contract.STRICT, OnMissing.FAIL);
    var cost = new RunCost(1_500_000, 2_560, 77);
    bench.job(job).tell(new JobCommand.Charged(cost));
    bench.job(job).tell(new JobCommand.Charged(cost));
    assertEquals(cost.plus(cost), totals().lambda());
    time.timePasses(Duration.ofSeconds(11));
    totals();
    bench.crash(job);
    bench.job(job).tell(new JobCommand.Delivered(new Delivery(1, 8, 2, 5, 0, 0, 3, 1, 300, 7)));
    assertEquals(cost.plus(cost), totals().lambda());
  }

  @Test
  void theJobIsFinishedWhenAllRanksConsumedAllEpochs() {
    submit(Contract.STRICT, OnMissing.FAIL);
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int n = 0; n < 25; n++) {
        readAndConsume(epoch, n);
      }
    }
    var is = (JobReply.JobIs) ask(JobCommand.Describe::new);
    assertEquals(JobReply.Phase.FINISHED, is.phase());
  }

  @Test
  void aStoppedJobServesNothing() {
    submit(Contract.STRICT, OnMissing.FAIL);
    ask(r -> new JobCommand.Stop("enough", r));
    assertEquals(new JobReply.NotRunning(JobReply.Phase.STOPPED, "enough"), next(1, 0, 0, ""));
  }

  private void readAndConsume(int epoch, int n) {
    for (int rank = 0; rank < 2; rank++) {
      var at = epoch;
      var of = rank;
      bench
          .job(job)
          .tell(new JobCommand.NextBatch(1, at, of, n, "", gateway.getRef(), probe.getRef()));
      windows(probe.receiveMessage());
    }
    for (int rank = 0; rank < 2; rank++) {
      var of = rank;
      assertEquals(new JobReply.Done(), ask(r -> new JobCommand.Consumed(1, epoch, of, n + 1, r)));
    }
  }

  private JobTotals totals() {
    return ((JobReply.JobIs) ask(JobCommand.Describe::new)).totals();
  }

  private JobReply submit(Contract contract, OnMissing onMissing) {
    var spec = JobBench.spec(job, contract, onMissing);
    return ask(r -> new JobCommand.Submit(spec, r));
  }

  private JobReply next(long generation, int rank, int n, String consumer) {
    askNext(generation, rank, n, consumer);
    return probe.receiveMessage();
  }

  private void askNext(long generation, int rank, int n, String consumer) {
    bench
        .job(job)
        .tell(
            new JobCommand.NextBatch(
                generation, 0, rank, n, consumer, gateway.getRef(), probe.getRef()));
  }

  private JobReply ask(Function<akka.actor.typed.ActorRef<JobReply>, JobCommand> question) {
    bench.job(job).tell(question.apply(probe.getRef()));
    return probe.receiveMessage();
  }

  private void offer(List<Integer> packages) {
    var asked = choose();
    asked
        .replyTo()
        .tell(new ConductorReply.Offered(job, asked.epoch(), packages, asked.sequence()));
  }

  /** The next question of this test's job; what other tests left behind is passed over. */
  private ConductorCommand.Choose choose() {
    while (true) {
      var command = bench.conductor.receiveMessage();
      if (command instanceof ConductorCommand.Choose choose && choose.job().equals(job)) {
        return choose;
      }
    }
  }

  private static List<AssignedWindow> windows(JobReply reply) {
    return ((JobReply.Windows) reply).windows();
  }

  private long firstId(AssignedWindow window) {
    var spec = JobBench.spec(job, Contract.STRICT, OnMissing.FAIL);
    return EpochOrder.of(spec, JobBench.MANIFEST.table()).ids(window).batch(0)[0];
  }

  private static JobSpec withTail(JobSpec spec, int batchSize, Tail tail) {
    return new JobSpec(
        spec.name(),
        spec.version(),
        spec.contract(),
        batchSize,
        spec.epochs(),
        spec.ranks(),
        spec.seed(),
        tail,
        spec.shuffle(),
        spec.onMissing(),
        spec.maxMissing(),
        null,
        0,
        false,
        0);
  }

  private static JobSpec onVersion(JobSpec spec, DatasetVersion version) {
    return new JobSpec(
        spec.name(),
        version,
        spec.contract(),
        spec.batchSize(),
        spec.epochs(),
        spec.ranks(),
        spec.seed(),
        spec.tail(),
        spec.shuffle(),
        spec.onMissing(),
        spec.maxMissing(),
        null,
        0,
        false,
        0);
  }
}
