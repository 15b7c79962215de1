package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.JobTotals;
import dev.sheaf.gpu.ensemble.EnsembleRun;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers with real child processes, a real ring and a real socket; the trainer is a fake. */
final class GpuWorkerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeBatches batches = new FakeBatches(5, 4);
  private final TestProbe<JobMessage> job = kit.createTestProbe();
  private final TestProbe<GpuEvent> events = kit.createTestProbe();

  /** What was told of losses, by sample. */
  private final java.util.concurrent.BlockingQueue<Map.Entry<Long, Double>> told =
      new java.util.concurrent.LinkedBlockingQueue<>();

  @AfterEach
  void letGo() throws Exception {
    kit.shutdownTestKit();
    Children.awaitNone();
  }

  @Test
  void aMemberIsTrainedOnEveryBatchAndThenPredictsTheTestSamples() {
    spawn(fakeTrainer()).tell(new GpuCommand.Train(assignment("m", 2), events.getRef()));
    events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    var losses = new ArrayList<Double>();
    for (int step = 0; step < 10; step++) {
      losses.add(events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE).loss());
    }
    assertEquals(List.of(0., 4., 8., 12., 16., 0., 4., 8., 12., 16.), losses);
    var trained = events.expectMessageClass(GpuEvent.Trained.class, PATIENCE);
    var predictions = java.util.Objects.requireNonNull(trained.predictions());
    assertEquals(20, predictions.samples());
    assertEquals(1.0, predictions.accuracy());
    var consumed = (JobCommand.Consumed) job.receiveMessage();
    assertEquals(1, consumed.below());
  }

  @Test
  void theLossOfEachSampleIsToldUnderItsOwnId() throws Exception {
    spawn(fakeTrainer()).tell(new GpuCommand.Train(assignment("m", 1), events.getRef()));
    for (int sample = 0; sample < 20; sample++) {
      var loss =
          java.util.Objects.requireNonNull(
              told.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), "20 losses are told");
      assertEquals((double) loss.getKey(), loss.getValue(), "its image is of one colour, its id");
    }
    untilTrained();
  }

  /** Until then the trainer may write its checkpoint into the test's folder. */
  private void untilTrained() {
    events.fishForMessage(
        PATIENCE,
        event ->
            event instanceof GpuEvent.Trained
                ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
  }

  @Test
  void lossesAreToldOnlyWhereTheJobWantsThem() throws Exception {
    var deaf = assignment("m", 1, false);
    spawn(fakeTrainer()).tell(new GpuCommand.Train(deaf, events.getRef()));
    untilTrained();
    assertNull(told.poll(100, TimeUnit.MILLISECONDS), "a loss that nobody wanted");
  }

  @Test
  void aTrainerThatIsKilledGoesOnFromItsCheckpointInANewGeneration() {
    var worker = spawn(fakeTrainer());
    worker.tell(new GpuCommand.Train(assignment("m", 400), events.getRef()));
    var first = events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    for (int step = 0; step < 20; step++) {
      events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE);
    }
    ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
    events.fishForMessage(
        PATIENCE,
        event ->
            event instanceof GpuEvent.Restarted
                ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
    var second = events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    assertTrue(second.step() >= 5, "a checkpoint was taken up: step " + second.step());
    var resume = awaitResume();
    resume.replyTo().tell(jobIs(2));
    var next = events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE);
    assertEquals(second.step() + 1, next.step());
    worker.tell(new GpuCommand.Shutdown());
  }

  @Test
  void aMemberThatIsPausedKeepsItsProcessAndGoesOnWithTheNextStep() {
    var worker = spawn(fakeTrainer());
    worker.tell(new GpuCommand.Train(assignment("m", 60), events.getRef()));
    var started = events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    var steps = 0L;
    for (int round = 0; round < 10; round++) {
      for (int more = 0; more < 10; more++) {
        steps = events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE).step();
      }
      var asked = System.nanoTime();
      worker.tell(new GpuCommand.Pause());
      var event = events.receiveMessage(PATIENCE);
      for (; event instanceof GpuEvent.Stepped stepped; event = events.receiveMessage(PATIENCE)) {
        assertEquals(++steps, stepped.step());
      }
      var paused = (GpuEvent.Paused) event;
      assertEquals(steps, paused.step(), "no step is made that was not told before the pause");
      if (round == 0) {
        System.out.printf("paused after %.1f ms%n", (System.nanoTime() - asked) / 1e6);
      }
      worker.tell(new GpuCommand.Pause());
      assertEquals(paused, events.receiveMessage(PATIENCE), "it rests, however often it is told");
      worker.tell(new GpuCommand.Resume());
      worker.tell(new GpuCommand.Resume());
      assertEquals(++steps, events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE).step());
    }
    assertTrue(ProcessHandle.of(started.pid()).orElseThrow().isAlive());
    untilTrained();
  }

  @Test
  void aTrainerThatStandsStillIsFoundByItsSilenceAndReplaced() throws Exception {
    var worker = spawn(fakeTrainer());
    worker.tell(new GpuCommand.Train(assignment("m", 100_000), events.getRef()));
    var started = events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE);
    stop(started.pid());
    var restarted = awaitRestart();
    assertTrue(restarted.reason().contains("stood still"), restarted.reason());
    assertTrue(ProcessHandle.of(started.pid()).filter(ProcessHandle::isAlive).isEmpty());
    var second = events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    assertTrue(second.pid() != started.pid());
    worker.tell(new GpuCommand.Shutdown());
    untilTidy();
  }

  @Test
  void aTrainerThatDoesNotSaveInTimeIsKilledByItsProcessId() throws Exception {
    var worker = spawn(fakeTrainer(), 60_000_000_000L);
    worker.tell(new GpuCommand.Train(assignment("m", 100_000), events.getRef()));
    var started = events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE);
    var process = ProcessHandle.of(started.pid()).orElseThrow();
    stop(started.pid());
    var asked = System.nanoTime();
    worker.tell(new GpuCommand.Evict());
    var event = events.receiveMessage(PATIENCE);
    while (event instanceof GpuEvent.Stepped) {
      event = events.receiveMessage(PATIENCE);
    }
    assertEquals(new GpuEvent.Killed("m"), event);
    process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    System.out.printf("killed and reaped after %.0f ms%n", (System.nanoTime() - asked) / 1e6);
    untilTidy();
  }

  /** What a debugger, a full disk or a dead device does to a process: it is there, and silent. */
  private static void stop(long pid) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor());
  }

  /** A worker that has let go of its child leaves no log in the test's folder. */
  private void untilTidy() throws Exception {
    while (true) {
      try (var files = java.nio.file.Files.list(folder)) {
        if (files.noneMatch(file -> file.toString().endsWith(".log"))) {
          return;
        }
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private GpuEvent.Restarted awaitRestart() {
    while (true) {
      if (events.receiveMessage(PATIENCE) instanceof GpuEvent.Restarted restarted) {
        return restarted;
      }
    }
  }

  @Test
  void aSampleThatCannotBeDecodedIsToldToTheLedgerAndSkippedWhenTheLedgerSaysSo() {
    batches.corrupt(6);
    spawn(fakeTrainer()).tell(new GpuCommand.Train(assignment("m", 1), events.getRef()));
    events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    var samples = new ArrayList<Integer>();
    for (int step = 0; step < 5; step++) {
      samples.add(events.expectMessageClass(GpuEvent.Stepped.class, PATIENCE).ids().size());
    }
    assertEquals(List.of(4, 3, 4, 4, 4), samples);
    assertEquals(java.util.Set.of(6L), batches.reported());
  }

  @Test
  void aWorkerThatStopsWhileItsTrainerStartsLeavesNoProcess() throws Exception {
    var worker = spawn(fakeTrainer());
    worker.tell(new GpuCommand.Train(assignment("m", 100_000), events.getRef()));
    Children.awaitOne();
    worker.tell(new GpuCommand.Shutdown());
    Children.awaitNone();
  }

  @Test
  void aTrainerThatDoesNotStartFailsTheMemberWithItsLastWords() {
    var broken =
        new TrainerLaunch(List.of("sh", "-c", "echo no such engine; exit 3", "trainer"), Map.of());
    spawn(broken).tell(new GpuCommand.Train(assignment("m", 1), events.getRef()));
    var failed = events.expectMessageClass(GpuEvent.Failed.class, PATIENCE);
    assertTrue(failed.reason().contains("no such engine"), failed.reason());
  }

  @Test
  void threeMembersShareTwoSlotsAndVote() throws Exception {
    var outcome = new CompletableFuture<EnsembleRun.Outcome>();
    var members = List.of(assignment("a", 1), assignment("b", 1), assignment("c", 1));
    kit.spawn(EnsembleRun.create(members, 2, ports(fakeTrainer()), event -> {}, outcome::complete));
    var ended = outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertEquals(Map.of(), ended.failures());
    assertEquals(3, ended.predictions().size());
    assertEquals(1.0, ended.accuracy());
  }

  private ActorRef<GpuCommand> spawn(TrainerLaunch launch) {
    return spawn(launch, 1_000_000_000L);
  }

  private ActorRef<GpuCommand> spawn(TrainerLaunch launch, long deadNanos) {
    var ports = ports(launch);
    return kit.spawn(
        GpuWorker.create(
            new GpuWorker.Ports(
                ports.trainers(),
                ports.source(),
                ports.decoder(),
                ports.jobs(),
                ports.losses(),
                ports.pipelines(),
                deadNanos)));
  }

  private GpuWorker.Ports ports(TrainerLaunch launch) {
    return new GpuWorker.Ports(
        launch,
        new Feed.Source(batches, batches),
        (sample, pieces, planar, height, width) -> {
          if (pieces.isEmpty()) {
            return false;
          }
          planar.fill(pieces.getFirst().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
          return true;
        },
        name -> job.getRef(),
        (spec, epoch, ids, losses) -> {
          for (int i = 0; i < ids.length; i++) {
            told.add(Map.entry(ids[i], losses[i]));
          }
        },
        nothingShared());
  }

  private Assignment assignment(String member, int epochs) {
    return assignment(member, epochs, true);
  }

  private Assignment assignment(String member, int epochs, boolean losses) {
    return new Assignment(
        member,
        new Assignment.Reading("job-" + member, 1, epochs, 4, losses, "test"),
        Assignments.CNN,
        Assignments.IMAGES,
        folder.resolve(member + ".checkpoint"),
        null);
  }

  private JobCommand.Resume awaitResume() {
    while (true) {
      if (job.receiveMessage(PATIENCE) instanceof JobCommand.Resume resume) {
        return resume;
      }
    }
  }

  private JobReply jobIs(long generation) {
    var spec =
        ((dev.sheaf.actors.job.BatchAnswer.Assigned)
                batches.batch(
                    new dev.sheaf.actors.job.BatchKey("job-m", generation, 0, 0, 0), "", 0))
            .batch()
            .spec();
    return new JobReply.JobIs(
        spec, JobReply.Phase.RUNNING, generation, 1, 0, 0, "", JobTotals.NONE);
  }

  /** Pipelines for members that share nothing. */
  static SharedPipelines nothingShared() {
    var none = new FakeBatches(0, 1);
    return new SharedPipelines(
        new SharedPipelines.Ports(
            new Feed.Source(none, none),
            (sample, pieces, planar, height, width) -> false,
            (done, epoch, below) -> {}),
        SharedPipelines.Limits.USUAL);
  }

  static TrainerLaunch fakeTrainer() {
    return new TrainerLaunch(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            FakeTrainerMain.class.getName()),
        Map.of());
  }
}
