package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.pipeline.Feed;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script of the guide as a member, in a real process with real PyTorch. */
@Timeout(180)
final class ScriptIT {
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final int EPOCHS = 3;

  @TempDir Path folder;

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeBatches batches = new FakeBatches(5, 4);
  private final TestProbe<GpuEvent> events = kit.createTestProbe();

  @BeforeEach
  void findTorch() {
    Pythons.assumeTorch();
  }

  @AfterEach
  void letGo() throws Exception {
    kit.shutdownTestKit();
    Children.awaitNone();
  }

  @Test
  void theScriptOfTheGuideIsKilledAndGoesOnBitForBit() throws Exception {
    Files.writeString(folder.resolve("train.py"), guide());
    var uninterrupted = train("alone", 0);
    var killed = train("killed", 7);
    assertEquals(EPOCHS * 5, uninterrupted.size());
    assertEquals(uninterrupted, killed);
  }

  @Test
  void aLossThatIsNoNumberGivesTheMemberUpByName() throws Exception {
    var nan = guide().replace("member.step(loss)", "member.step(loss * float('nan'))");
    Files.writeString(folder.resolve("train.py"), nan);
    spawn().tell(new GpuCommand.Train(assignment("hopeless"), events.getRef()));
    events.expectMessageClass(GpuEvent.Started.class, PATIENCE);
    var failed = events.expectMessageClass(GpuEvent.Failed.class, PATIENCE);
    assertEquals(
        "the trainer of hopeless gave up: loss must be finite but was NaN in step 1 (batch 0 of epoch 0);"
            + " a lower learningRate may help",
        failed.reason());
  }

  /** The loss of each step, the last of its number; the process is killed once, after a step. */
  private Map<Long, Double> train(String member, long killAfter) {
    var worker = spawn();
    worker.tell(new GpuCommand.Train(assignment(member), events.getRef()));
    var losses = new TreeMap<Long, Double>();
    var pid = 0L;
    var restarts = 0;
    while (true) {
      switch (events.receiveMessage(PATIENCE)) {
        case GpuEvent.Started started -> pid = started.pid();
        case GpuEvent.Stepped stepped -> {
          losses.put(stepped.step(), stepped.loss());
          if (stepped.step() == killAfter && restarts == 0) {
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
          }
        }
        case GpuEvent.Restarted restarted -> restarts++;
        case GpuEvent.Trained trained -> {
          assertEquals(killAfter > 0 ? 1 : 0, restarts);
          assertEquals(20, Objects.requireNonNull(trained.predictions()).samples());
          worker.tell(new GpuCommand.Shutdown());
          return losses;
        }
        case GpuEvent other -> throw new AssertionError(other.toString());
      }
    }
  }

  /** The first complete script in Python of the guide to ensembles. */
  private static String guide() throws Exception {
    var text = Files.readString(Path.of("..", "..", "docs", "ensembles.md"));
    var found = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(text);
    assertTrue(found.find(), "the guide has a script");
    return found.group(1);
  }

  private ActorRef<GpuCommand> spawn() {
    var jobs = kit.spawn(Behaviors.<JobMessage>receiveMessage(this::answer));
    return kit.spawn(
        GpuWorker.create(
            new GpuWorker.Ports(
                trainers(),
                new Feed.Source(batches, batches),
                (sample, pieces, planar, height, width) -> {
                  planar.fill(pieces.getFirst().get(ValueLayout.JAVA_BYTE, 0));
                  return true;
                },
                name -> jobs,
                (spec, epoch, ids, losses) -> {},
                GpuWorkerIT.nothingShared())));
  }

  /** A fake of the job's coordinator: whoever resumes gets the next generation. */
  private Behavior<JobMessage> answer(JobMessage message) {
    if (message instanceof JobCommand.Resume resume) {
      resume
          .replyTo()
          .tell(
              new JobReply.JobIs(
                  batches.spec("job"), JobReply.Phase.RUNNING, 2, 1, 0, 0, "", JobTotals.NONE));
    }
    return Behaviors.same();
  }

  private Trainers trainers() {
    return NodeTrainers.of(
        new NodeTrainers.Choice(
            new TrainerLaunch(List.of("false"), Map.of()),
            Pythons.python(),
            "djl",
            new AllowedCommands(List.of("python3 train.py"), folder, Pythons.INTERPRETER),
            PATIENCE,
            WarmTrainers.Terms.NONE));
  }

  private Assignment assignment(String member) {
    return new Assignment(
        member,
        Assignments.reading("job-" + member, EPOCHS, "test"),
        Assignments.recipe("python3 train.py"),
        new Assignment.Images(new Augmentation.Size(2, 2), new Augmentation(0, false, 1)),
        folder.resolve(member).resolve("checkpoint"),
        null);
  }
}
