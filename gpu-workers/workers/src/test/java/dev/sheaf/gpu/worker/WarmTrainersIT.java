package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.ensemble.TrainerOffer;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.policies.ensemble.Program.Engine;
import dev.sheaf.policies.ensemble.Program.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainers that wait for members to come; real processes, which learn nothing. */
@Timeout(60)
final class WarmTrainersIT {
  private static final Program DJL = Program.DJL;
  private static final Program PYTHON = new Program(Engine.PYTHON, Precision.FLOAT32, List.of());

  @TempDir Path folder;

  private WarmTrainers warm = terms(1, Duration.ofMinutes(1));

  @AfterEach
  void nothingIsLeft() {
    warm.close();
    assertEquals(0, warm.count());
    ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().commandLine().orElse("").contains("FakeTrainerMain"))
        .forEach(each -> each.onExit().join());
  }

  private static WarmTrainers terms(int most, Duration idle) {
    return new WarmTrainers(new WarmTrainers.Terms(most, idle));
  }

  /** A node's trainers, of which each is the same whatever it is for. */
  private final class Fakes implements Trainers {
    @Override
    public TrainerLaunch launch(Assignment assignment) {
      return GpuWorkerIT.fakeTrainer();
    }

    @Override
    public Optional<Arrival> waiting(Assignment assignment) {
      return warm.take(assignment);
    }

    @Override
    public void begun(Assignment assignment) {
      warm.prepare(assignment, () -> Arrival.await(this, launch(assignment), null));
    }

    @Override
    public CompletableFuture<TrainerOffer> offer() {
      return CompletableFuture.completedFuture(TrainerOffer.DJL_ONLY);
    }
  }

  private long begin(Program program, int slots) throws Exception {
    try (var child = TrainerChild.start(1, new Fakes(), assignment(program, slots))) {
      assertEquals("fake", child.ready().engine());
      return child.pid();
    }
  }

  private void awaitCount(int count) {
    while (warm.count() != count) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** The process that waits; it waits again afterwards. */
  private ProcessHandle waiting(Program program) {
    awaitCount(1);
    var arrival = warm.take(assignment(program, 1)).orElseThrow();
    warm.prepare(assignment(program, 1), () -> arrival);
    awaitCount(1);
    return arrival.process().toHandle();
  }

  @Test
  void theNextMemberOfAKindTakesTheProcessThatWaits() throws Exception {
    var first = begin(DJL, 1);
    var waiting = waiting(DJL).pid();
    assertNotEquals(first, waiting);
    assertEquals(waiting, begin(DJL, 1));
    assertNotEquals(waiting, waiting(DJL).pid(), "another has taken its place");
  }

  @Test
  void oneOfAnotherKindIsNoneForIt() throws Exception {
    begin(DJL, 1);
    var waiting = waiting(DJL);
    assertNotEquals(waiting.pid(), begin(DJL, 2));
    assertNotEquals(waiting.pid(), begin(PYTHON, 1));
  }

  @Test
  void asManyWaitAsMayAndTheOneThatHasWaitedLongestMakesRoom() throws Exception {
    begin(DJL, 1);
    var waiting = waiting(DJL);
    begin(PYTHON, 1);
    waiting.onExit().join();
    assertTrue(waiting(PYTHON).isAlive());
    assertEquals(1, warm.count());
  }

  @Test
  void whereNoneMayWaitNoneDoes() throws Exception {
    warm = terms(0, Duration.ofMinutes(1));
    begin(DJL, 1);
    assertTrue(warm.take(assignment(DJL, 1)).isEmpty());
    assertEquals(0, warm.count());
  }

  @Test
  void oneThatNobodyTakesIsEnded() throws Exception {
    warm = terms(1, Duration.ofMillis(300));
    begin(DJL, 1);
    awaitCount(1);
    awaitCount(0);
  }

  @Test
  void oneThatDiedWhileItWaitedIsNoReasonToFail() throws Exception {
    begin(DJL, 1);
    var waiting = waiting(DJL);
    assertTrue(waiting.destroyForcibly());
    waiting.onExit().join();
    assertNotEquals(waiting.pid(), begin(DJL, 1));
  }

  @Test
  void aCommandIsNeverStartedBefore() throws Exception {
    begin(Program.of(List.of("train")), 1);
    assertFalse(warm.take(assignment(Program.of(List.of("train")), 1)).isPresent());
    assertEquals(0, warm.count());
  }

  private Assignment assignment(Program program, int slots) {
    return new Assignment(
        "m",
        Assignments.reading("job-m", 1),
        Assignments.recipe("cnn", program, slots),
        Assignments.IMAGES,
        folder.resolve("m/m.checkpoint"),
        null);
  }
}
