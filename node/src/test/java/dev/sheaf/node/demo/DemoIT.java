package dev.sheaf.node.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.policies.vocabulary.Contract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a small scale: a real node, real trainers, real images. */
final class DemoIT {
  private static final int PER_CLASS = 60;
  private static final long SAMPLES = (long) PER_CLASS * ImageSynthesizer.CLASSES.size();
  private static final int EPOCHS = 2;
  private static final String HOME = "sheaf.home";

  @TempDir Path folder;
  private final List<String> printed = new ArrayList<>();

  private static final int FUNCTIONS = 3;

  /** The trainer's jars lie below the project's root, where the launcher would point. */
  @BeforeAll
  static void findTrainer() {
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
  }

  @AfterAll
  static void forgetTrainer() {
    System.clearProperty(HOME);
  }

  @Test
  @Timeout(180)
  void anEnsembleTrainsOnEverySampleOnceAnEpochAndLeavesNothingBehind() throws Exception {
    var before = childrenAlive();
    new ImageSynthesizer(11).write(folder, PER_CLASS, 20);

    var report =
        DemoRun.run(
            new DemoOptions(
                folder, 2, EPOCHS, 0.5, 1, false, Contract.SUBSTITUTE, FUNCTIONS, List.of("lru")),
            printed::add);

    assertEquals(2, report.jobs().size());
    for (var job : report.jobs()) {
      assertEquals(EPOCHS * SAMPLES, job.samplesDelivered(), job.name());
      assertEquals(0, job.duplicates(), job.name());
      assertEquals(0, job.missing(), job.name());
      assertTrue(job.trainLossLast() < job.trainLossFirst(), job.name() + " has learned nothing");
    }
    assertEquals(2, report.ensemble().members());
    assertTrue(report.ensemble().testAccuracy() > 0.15, "of ten classes: " + report.ensemble());
    var origin = report.origin();
    assertTrue(origin.readsPerSample() < 1, "jobs that share read less than all: " + origin);
    assertTrue(origin.efficiency() > 0, "of the bound: " + origin);
    var lambda = report.lambda();
    assertEquals(FUNCTIONS, lambda.nodes());
    assertTrue(lambda.reclaimed() > 0, "some lost their memory on the way: " + lambda);
    assertTrue(lambda.costMicroUsd() > 0, "runs are billed: " + lambda);
    var lru = report.comparison().getFirst();
    assertEquals(2 * EPOCHS * SAMPLES, lru.delivered(), "read again under another policy");
    assertTrue(lru.readsPerSample() >= lru.bound() - 1e-9, "no policy is below the bound: " + lru);
    assertEquals(before, childrenAlive(), "trainers left behind");
  }

  @Test
  @Timeout(120)
  void aSampleThatCannotBeDecodedFailsTheRunByItsName() throws Exception {
    new ImageSynthesizer(12).write(folder, 8, 2);
    var bad = folder.resolve("train").resolve(ImageSynthesizer.CLASSES.getFirst());
    Path victim;
    try (var files = Files.list(bad)) {
      victim = files.sorted().findFirst().orElseThrow();
    }
    Files.writeString(victim, "this is no picture");

    var options = new DemoOptions(folder, 1, 1, 0.5, 1, false, Contract.SUBSTITUTE, 0, List.of());
    var failure = assertThrows(DemoException.class, () -> DemoRun.run(options, printed::add));

    var message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(victim.getFileName().toString()), message);
    assertTrue(message.contains("cannot be decoded"), message);
  }

  private static long childrenAlive() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }
}
