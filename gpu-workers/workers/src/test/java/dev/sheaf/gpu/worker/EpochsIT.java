package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.JobTotals;
import dev.sheaf.gpu.model.PredictionFile;
import dev.sheaf.gpu.pipeline.Feed;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that go epoch by epoch, with real child processes; the trainer is a fake. */
final class EpochsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BATCHES = 5;

  @TempDir Path folder;

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeBatches batches = new FakeBatches(BATCHES, 4);
  private final TestProbe<GpuEvent> events = kit.createTestProbe();
  private final ActorRef<GpuCommand> worker = kit.spawn(GpuWorker.create(ports()));

  @AfterEach
  void letGo() throws Exception {
    kit.shutdownTestKit();
    Children.awaitNone();
  }

  /** A fake of a job: every resumption is granted. */
  private Behavior<JobMessage> job() {
    return Behaviors.receiveMessage(message -> {
      if (message instanceof JobCommand.Resume resume) {
        resume
            .replyTo()
            .tell(
                new JobReply.JobIs(
                    batches.spec("job-m"),
                    JobReply.Phase.RUNNING,
                    2,
                    1,
                    resume.epoch(),
                    resume.step(),
                    "",
                    JobTotals.NONE));
      }
      return Behaviors.same();
    });
  }

  @Test
  void everyEpochEndsWithACheckpointAndAScoreAndTheBestIsKept() throws Exception {
    worker.tell(new GpuCommand.Train(assignment(3, 0), events.getRef()));
    var scored = new ArrayList<Integer>();
    for (var event = next(); !(event instanceof GpuEvent.Trained); event = next()) {
      if (event instanceof GpuEvent.Scored score) {
        scored.add(score.epoch());
        assertEquals(1.0, score.accuracy(), "the fake is always right");
      }
    }
    assertEquals(List.of(0, 1, 2), scored);
    var kept = PredictionFile.read(folder.resolve("m.predictions"));
    assertEquals(BATCHES * 4, kept.predictions().samples());
    assertEquals("5 0 5", Files.readString(folder.resolve("m.best")), "no later one was better");
    assertEquals("15 2 5", Files.readString(folder.resolve("m.checkpoint")));
  }

  @Test
  void theEndOfEachCycleLeavesASnapshotBestOrNot() throws Exception {
    var snapshots = List.of(snapshot("m@1"), snapshot("m@2"));
    worker.tell(new GpuCommand.Train(assignment(4, 0, snapshots), events.getRef()));
    for (var event = next(); !(event instanceof GpuEvent.Trained); event = next()) {
      assertFalse(event instanceof GpuEvent.Failed, event.toString());
    }
    assertEquals(
        "10 1 5", Files.readString(folder.resolve("m@1.best")), "after two of four epochs");
    assertEquals("20 3 5", Files.readString(folder.resolve("m@2.best")));
    assertEquals("5 0 5", Files.readString(folder.resolve("m.best")));
    for (var each : snapshots) {
      assertEquals(BATCHES * 4, PredictionFile.read(each.predictions()).predictions().samples());
    }
  }

  private Course.Snapshot snapshot(String name) {
    return new Course.Snapshot(
        folder.resolve(name + ".best"), folder.resolve(name + ".predictions"));
  }

  @Test
  void aMemberThatIsSavedGoesOnFromWhereItWas() {
    worker.tell(new GpuCommand.Train(assignment(400, 0), events.getRef()));
    for (var event = next(); !(event instanceof GpuEvent.Scored); event = next()) {
      assertFalse(event instanceof GpuEvent.Failed, event.toString());
    }
    worker.tell(new GpuCommand.Save());
    var last = 0L;
    for (var event = next(); !(event instanceof GpuEvent.Saved); event = next()) {
      last = event instanceof GpuEvent.Stepped stepped ? stepped.step() : last;
    }
    worker.tell(new GpuCommand.Train(assignment(400, 0), events.getRef()));
    var again = (GpuEvent.Started) next();
    assertTrue(again.step() >= last, again.step() + " steps are saved, " + last + " were told");
    assertTrue(again.step() >= BATCHES, "the first epoch is behind it");
    var first = next();
    while (!(first instanceof GpuEvent.Stepped)) {
      assertTrue(first instanceof GpuEvent.Scored, "an epoch may be all but over: " + first);
      first = next();
    }
    assertEquals(again.step() + 1, ((GpuEvent.Stepped) first).step());
    worker.tell(new GpuCommand.Shutdown());
  }

  @Test
  void aMemberThatIsProfiledTellsItsPaceAndIsSaved() {
    worker.tell(new GpuCommand.Train(assignment(400, 12), events.getRef()));
    var steps = 0;
    for (var event = next(); !(event instanceof GpuEvent.Profiled); event = next()) {
      steps += event instanceof GpuEvent.Stepped ? 1 : 0;
    }
    assertTrue(steps >= 12, steps + " steps");
    assertTrue(Files.exists(folder.resolve("m.checkpoint")));
    worker.tell(new GpuCommand.Shutdown());
  }

  private GpuEvent next() {
    return events.receiveMessage(PATIENCE);
  }

  private Assignment assignment(int epochs, int profileSteps) {
    return assignment(epochs, profileSteps, List.of());
  }

  private Assignment assignment(int epochs, int profileSteps, List<Course.Snapshot> snapshots) {
    return new Assignment(
        "m",
        Assignments.reading("job-m", epochs),
        Assignments.CNN,
        Assignments.IMAGES,
        folder.resolve("m.checkpoint"),
        new Course(
            "m-round-1",
            "held-out",
            "ensemble-e",
            1,
            3,
            profileSteps,
            folder.resolve("m.best"),
            folder.resolve("m.predictions"),
            null,
            false,
            snapshots));
  }

  private GpuWorker.Ports ports() {
    var job = kit.spawn(job());
    return new GpuWorker.Ports(
        GpuWorkerIT.fakeTrainer(),
        new Feed.Source(batches, batches),
        (sample, pieces, planar, height, width) -> {
          planar.fill(pieces.getFirst().get(ValueLayout.JAVA_BYTE, 0));
          return true;
        },
        name -> job,
        (spec, epoch, ids, losses) -> {
          throw new AssertionError("nobody asked for losses");
        },
        GpuWorkerIT.nothingShared());
  }
}
