package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.ensemble.TrainerOffer;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands of members that do not behave, as real processes. */
@Timeout(120)
final class CommandIT {
  /** Comes in without PyTorch, and then does what a test wants. */
  private static final String COMES_IN =
      """
      import os, sheaf_trainer, sys, time
      owner = sheaf_trainer.Owner(os.environ["SHEAF_SOCKET"])
      hello = owner.receive()
      ring = sheaf_trainer.Ring(os.environ.get("SHEAF_HELD_RING", hello["ring"]), hello["reader"])
      owner.send("READY", device="none", engine="a script", memoryBytes=1)
      owner.receive()
      owner.send("LOADED", step=0, epoch=0, below=0, parameters=1)
      """;

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  @BeforeEach
  void findPython() {
    Pythons.assumePython();
  }

  @Test
  void oneThatEndsAtOnceSaysItsStatusAndItsLastWords() throws Exception {
    var reason = refused("import sys; print('no such data'); sys.exit(1)", LONG);
    assertEquals(
        "the trainer did not start: it ended with status 1 before it came in;"
            + " it said last: no such data",
        reason);
  }

  @Test
  void oneThatPrintsWithoutEndIsReadAndLittleOfItIsKept() throws Exception {
    var reason = refused("for i in range(6400): print('x' * 49999)\nprint('the end'); 1 / 0", LONG);
    assertTrue(reason.contains("the end"), reason);
    assertTrue(reason.endsWith("ZeroDivisionError: division by zero"), reason);
    assertTrue(reason.length() < LastWords.KEPT_BYTES + 200, () -> "" + reason.length());
    try (var files = Files.walk(folder)) {
      var bytes = files.filter(Files::isRegularFile).mapToLong(each -> each.toFile().length());
      assertTrue(bytes.sum() < 10_000, "output was stored");
    }
  }

  @Test
  void oneThatDoesNotComeInIsEnded() throws Exception {
    var reason = refused("import time; time.sleep(1000)", Duration.ofMillis(400));
    assertEquals(
        "the trainer did not start: it did not come up within 400 ms (sheaf.gpu.patience)", reason);
  }

  @Test
  void oneThatHangsOverABatchIsEnded() throws Exception {
    var script = COMES_IN + "for order in iter(owner.receive, None): pass\n";
    try (var child = TrainerChild.start(1, impatient(script), assignment())) {
      var slot = Objects.requireNonNull(child.ring().claim(0));
      child.ring().publish(slot, 1, 0);
      child.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, 0));
      child.send(new ToTrainer.Lease(1));
      var reason = child.listen(frame -> {});
      assertEquals(
          "it hung: it had work and said nothing for 1 s (sheaf.gpu.patience), and was ended with status 137",
          reason);
    }
  }

  @Test
  void whatItHasStartedEndsWithIt() throws Exception {
    var script =
        "import subprocess\nstarted = subprocess.Popen(['sleep', '1000'])\n"
            + COMES_IN
            + "owner.send('ACCELERATOR', usedBytes=started.pid, totalBytes=0, busyPercent=0)\n"
            + "time.sleep(1000)\n";
    var pid = new AtomicLong();
    try (var child = TrainerChild.start(1, impatient(script), assignment())) {
      child.send(new ToTrainer.Checkpoint("never"));
      child.listen(frame -> {
        if (frame instanceof FromTrainer.Accelerator told) {
          pid.set(told.usedBytes());
        }
      });
    }
    assertTrue(pid.get() > 0, "it told what it started");
    ProcessHandle.of(pid.get()).ifPresent(left -> left.onExit().join());
  }

  @Test
  void oneThatWritesOutsideItsFolderIsHeld() throws Exception {
    Pythons.assumeHolds();
    var outside = folder.resolve("outside");
    Files.writeString(outside, "kept");
    for (var crime :
        List.of(
            "open('%s', 'w')", "__import__('os').unlink('%s')", "__import__('os').mkdir('%s.d')")) {
      var script = "open('mine', 'w').write('x')\n" + crime.formatted(outside);
      var reason = refused(script, LONG);
      assertTrue(reason.contains("Permission denied: '" + outside), reason);
      assertEquals("kept", Files.readString(outside));
      assertTrue(Files.exists(folder.resolve("m/mine")), "its own folder is its own");
    }
  }

  @Test
  void oneThatTheOperatorHasNotNamedIsNotRun() throws Exception {
    var trainers = trainers("open('run', 'w')", LONG);
    for (var words :
        List.of(
            List.of("python3", "other.py"),
            List.of("python3", "train.py", "more"),
            List.of("sh", "-c", "python3 train.py"))) {
      var asked = assignment(Program.of(words));
      var refused = assertThrows(IOException.class, () -> TrainerChild.start(1, trainers, asked));
      assertEquals(
          "this node does not start it: sheaf.gpu.commands does not name "
              + String.join(" ", words),
          refused.getMessage());
    }
    assertFalse(Files.exists(folder.resolve("m/run")));
  }

  @Test
  void aPythonWithoutTorchIsNamedBeforeAnythingIsTrained() throws Exception {
    var bare = folder.resolve("bare-python");
    Files.writeString(bare, "#!/bin/sh\nexec %s -S -E \"$@\"\n".formatted(Pythons.INTERPRETER));
    assertTrue(bare.toFile().setExecutable(true));
    var trainers = trainers(new Python(bare.toString(), Pythons.TRAINER, 1), LONG);
    var expected = " has no module torch: install python3-torch, or let sheaf.gpu.python name";
    var offer = trainers.offer().join();
    assertTrue(offer.withoutPython().contains(expected), offer::toString);
    var asked =
        assignment(new Program(Program.Engine.PYTHON, Program.Precision.FLOAT32, List.of()));
    var refused = assertThrows(IOException.class, () -> TrainerChild.start(1, trainers, asked));
    assertTrue(String.valueOf(refused.getMessage()).contains(expected), refused::toString);
  }

  @Test
  void anInterpreterThatIsNotThereIsNamed() {
    var trainers = trainers(new Python("/no/such/python3", Pythons.TRAINER, 1), LONG);
    var offer = trainers.offer().join();
    assertTrue(
        offer.withoutPython().startsWith("/no/such/python3 cannot train: it cannot be run"),
        offer::toString);
    assertEquals(List.of(), offer.commands());
  }

  @Test
  void trainersAreSpreadOverTheGpusThatTheDriverNames() throws Exception {
    var fake = folder.resolve("two_gpus.py");
    Files.writeString(
        fake,
        """
        import os, sys
        if "--check" in sys.argv:
            print('{"python": "3", "torch": true, "holds": true, "gpus": "GPU-a,GPU-b"}')
        else:
            sys.exit("on " + os.environ["CUDA_VISIBLE_DEVICES"])
        """);
    var trainers = trainers(new Python(Pythons.INTERPRETER, fake, 1), LONG);
    var asked =
        assignment(new Program(Program.Engine.PYTHON, Program.Precision.FLOAT32, List.of()));
    var first = trainers.launch(asked);
    for (var expected : List.of("on GPU-b", "on GPU-b")) {
      var ended = assertThrows(IOException.class, () -> TrainerChild.start(1, trainers, asked));
      assertTrue(String.valueOf(ended.getMessage()).endsWith(expected), ended::toString);
      awaitFree(trainers, asked, "GPU-b");
    }
    assertEquals("GPU-a", first.environment().get(Accelerators.VARIABLE));
  }

  /** That a process has ended is told on a thread of its own. */
  private static void awaitFree(Trainers trainers, Assignment asked, String gpu)
      throws IOException {
    while (true) {
      var next = trainers.launch(asked);
      trainers.ended(next);
      if (gpu.equals(next.environment().get(Accelerators.VARIABLE))) {
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Why the script was not started. */
  private String refused(String script, Duration patience) throws IOException {
    var trainers = trainers(script, patience);
    var refused =
        assertThrows(IOException.class, () -> TrainerChild.start(1, trainers, assignment()));
    return String.valueOf(refused.getMessage());
  }

  private Trainers trainers(String script, Duration patience) throws IOException {
    Files.writeString(folder.resolve("train.py"), script);
    return trainers(Pythons.python(), patience);
  }

  /** May take its time to come in, and then hardly any. */
  private Trainers impatient(String script) throws IOException {
    var trainers = trainers(script, LONG);
    return new Trainers() {
      @Override
      public TrainerLaunch launch(Assignment assignment) throws IOException {
        return trainers.launch(assignment);
      }

      @Override
      public CompletableFuture<TrainerOffer> offer() {
        return trainers.offer();
      }

      @Override
      public Duration patience() {
        return Duration.ofSeconds(1);
      }

      @Override
      public Duration startPatience() {
        return LONG;
      }
    };
  }

  private Trainers trainers(Python python, Duration patience) {
    return NodeTrainers.of(
        new NodeTrainers.Choice(
            new TrainerLaunch(List.of("false"), Map.of()),
            python,
            "djl",
            new AllowedCommands(List.of("python3  train.py"), folder, python.interpreter()),
            patience,
            WarmTrainers.Terms.NONE));
  }

  private Assignment assignment() {
    return assignment(Program.of(List.of("python3", "train.py")));
  }

  private Assignment assignment(Program program) {
    return new Assignment(
        "m",
        Assignments.reading("job-m", 1),
        Assignments.recipe("python3 train.py", program, 1),
        Assignments.IMAGES,
        folder.resolve("m/m.checkpoint"),
        null);
  }
}
