package dev.sheaf.gpu.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.FromTrainer.Failed;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainingSpec.Optimizer;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The trainers as real processes: what one promises, the other does. */
@Timeout(120)
class TrainerIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aChildLearnsAToyProblemAndSaysWhatItLearned(Engine engine) throws Exception {
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, null));
      var first = child.train(0);
      assertEquals(1, first.n());
      assertTrue(first.computeMillis() > 0 && first.waitMillis() >= 0, first::toString);
      child.losses(1, 59);
      var last = child.train(59);
      assertEquals(60, last.n());
      assertTrue(first.loss() > 0.8 && last.loss() < 0.3, first + " " + last);

      var unseen = child.fill(1000);
      child.channel.send(new ToTrainer.Eval(unseen.index(), unseen.seq()));
      var score = child.expect(FromTrainer.Evaluated.class);
      assertEquals(32, score.count());
      assertTrue(score.correct() >= 29 && score.lossSum() / 32 < 0.4, score::toString);

      var again = child.fill(1000);
      child.channel.send(new ToTrainer.Predict(again.index(), again.seq()));
      var logits = child.expect(FromTrainer.Logits.class);
      assertEquals(score.correct(), likeliestAreLabels(logits, child));

      child.channel.send(new ToTrainer.Stop());
      child.expect(FromTrainer.Bye.class);
      assertEquals(0, child.process.waitFor());
    }
  }

  @Test
  void aChildThatIsNotAskedForLossesTellsNone() throws Exception {
    try (var child = ChildTrainer.start(ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, false, null));
      var slot = child.fill(0);
      child.channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, 0));
      var frame = child.channel.receive();
      while (frame instanceof FromTrainer.Credit) {
        frame = child.channel.receive();
      }
      assertEquals(FromTrainer.Step.class, frame.getClass());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aKilledChildGoesOnFromItsCheckpointBitForBit(Engine engine) throws Exception {
    var uninterrupted = new EnumMap<Optimizer, double[]>(Optimizer.class);
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      for (var optimizer : Optimizer.values()) {
        load(child, ToyProblem.load(optimizer, null));
        child.losses(0, 10);
        var checkpoint = folder.resolve(optimizer.name());
        var written = save(child, checkpoint);
        assertEquals(10, written.step());
        assertEquals(10, written.below());
        assertEquals(sha256(checkpoint), written.sha256());
        assertEquals(Files.size(checkpoint), written.sizeBytes());
        uninterrupted.put(optimizer, child.losses(10, 20));
      }
      child.process.destroyForcibly().waitFor();
    }
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      for (var optimizer : Optimizer.values()) {
        goesOn(child, optimizer, uninterrupted.get(optimizer));
      }
    }
  }

  private void goesOn(ChildTrainer child, Optimizer optimizer, double[] expected) throws Exception {
    var checkpoint = folder.resolve(optimizer.name());
    var loaded = load(child, ToyProblem.load(optimizer, checkpoint.toString()));
    assertEquals(10, loaded.step());
    assertEquals(10, loaded.below());
    assertArrayEquals(expected, child.losses(10, 20), 0.0);

    var forgetful = changed(checkpoint, name -> name.contains("/"), 0);
    load(child, ToyProblem.load(optimizer, forgetful.toString()));
    var difference = largestDifference(expected, child.losses(10, 20));
    assertTrue(difference > 1e-3, "the optimizer's state must matter but made " + difference);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aSampleThatCountsNotAtAllIsNotLearned(Engine engine) throws Exception {
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, false, null));
      for (int n = 0; n < 60; n++) {
        var slot = child.fill(n);
        var weights = ByteBuffer.allocate(slot.count());
        for (int i = 0; i < slot.count(); i++) {
          weights.put(i, (byte) (slot.label(i) == 2 ? 0 : 1 + i % 2));
        }
        child.channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, n, weights));
        child.expect(FromTrainer.Step.class);
      }
      var unseen = child.fill(1000);
      child.channel.send(new ToTrainer.Eval(unseen.index(), unseen.seq()));
      var labels = ToyProblem.labels(1000, ToyProblem.SHAPE.batch());
      var others = (int) Arrays.stream(labels).filter(label -> label != 2).count();
      var score = child.expect(FromTrainer.Evaluated.class);
      assertTrue(others < labels.length, "some are of the class that counts for nothing");
      assertTrue(Math.abs(score.correct() - others) <= 2, score + " where " + others + " count");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void weightsThatAreNotOneForEachSampleEndTheChild(Engine engine) throws Exception {
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, false, null));
      var slot = child.fill(0);
      var three = ByteBuffer.allocate(3);
      child.channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, 0, three));
      var failed = child.expect(Failed.class);
      assertEquals(Failed.Kind.PROTOCOL, failed.kind());
      assertEquals("a batch of 32 samples must have as many weights but had 3", failed.message());
    }
  }

  @Test
  void eachTrainerGoesOnFromWhatTheOtherWrote() throws Exception {
    try (var java = ChildTrainer.start(Engine.DJL, ToyProblem.SHAPE);
        var python = ChildTrainer.start(Engine.PYTHON, ToyProblem.SHAPE)) {
      for (var optimizer : Optimizer.values()) {
        var first = folder.resolve("first-" + optimizer);
        load(java, ToyProblem.load(optimizer, null));
        java.losses(0, 10);
        save(java, first);
        var expected = java.losses(10, 30);

        assertEquals(10, load(python, ToyProblem.load(optimizer, first.toString())).step());
        assertArrayEquals(Arrays.copyOf(expected, 10), python.losses(10, 20), 2e-3);
        var second = folder.resolve("second-" + optimizer);
        save(python, second);

        assertEquals(20, load(java, ToyProblem.load(optimizer, second.toString())).step());
        assertArrayEquals(Arrays.copyOfRange(expected, 10, 20), java.losses(20, 30), 2e-3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aCheckpointThatWasCutShortGivesWayToTheOneBeforeIt(Engine engine) throws Exception {
    var checkpoint = folder.resolve("checkpoint");
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, null));
      child.losses(0, 2);
      save(child, checkpoint);
      child.losses(2, 4);
      save(child, checkpoint);
      var whole = Files.readAllBytes(checkpoint);
      Files.write(checkpoint, Arrays.copyOf(whole, whole.length / 2));
      var loaded = load(child, ToyProblem.load(Optimizer.SGD, checkpoint.toString()));
      assertEquals(2, loaded.step());
      assertEquals(2, loaded.below());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void batchesWaitForALeaseWhileOrdersGoAhead(Engine engine) throws Exception {
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, null));
      child.train(0);
      child.channel.send(new ToTrainer.Preempt(ToTrainer.Preempt.Mode.SOFT));
      assertEquals(new FromTrainer.Paused(1), child.expect(FromTrainer.Paused.class));
      var slot = child.fill(1);
      child.channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, 1));
      assertEquals(1, save(child, folder.resolve("paused")).step());
      child.channel.send(new ToTrainer.Lease(1));
      assertEquals(2, child.expect(FromTrainer.Step.class).n());
      child.channel.send(new ToTrainer.Preempt(ToTrainer.Preempt.Mode.HARD));
      child.expect(FromTrainer.Bye.class);
      assertEquals(0, child.process.waitFor());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aChildEndsWhenItsSocketCloses(Engine engine) throws Exception {
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, null));
      child.channel.close();
      assertEquals(2, child.process.waitFor());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aLossThatIsNoNumberIsTold(Engine engine) throws Exception {
    var checkpoint = folder.resolve("checkpoint");
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, null));
      save(child, checkpoint);
      var diverged =
          changed(
              checkpoint,
              name -> name.contains("_") && !name.contains("/"),
              Float.POSITIVE_INFINITY);
      load(child, ToyProblem.load(Optimizer.SGD, diverged.toString()));
      var slot = child.fill(0);
      child.channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, 0));
      var failed = child.expect(Failed.class);
      assertEquals(Failed.Kind.NOT_FINITE_LOSS, failed.kind());
      assertFalse(failed.retry());
      assertEquals(
          "loss must be finite but was NaN in step 1 (batch 0 of epoch 0)", failed.message());
      assertEquals(1, child.process.waitFor());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aCheckpointOfAnotherModelIsRefusedByName(Engine engine) throws Exception {
    var checkpoint = folder.resolve("checkpoint");
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, null));
      save(child, checkpoint);
      child.channel.send(ToyProblem.load(Optimizer.ADAMW, checkpoint.toString()));
      var failed = child.expect(Failed.class);
      assertEquals(Failed.Kind.CHECKPOINT, failed.kind());
      assertTrue(failed.message().contains("with sgd and not for"), failed::toString);
      assertEquals(1, child.process.waitFor());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aLabelOutOfRangeIsToldBeforeItIsTrainedOn(Engine engine) throws Exception {
    try (var child = ChildTrainer.start(engine, ToyProblem.SHAPE)) {
      load(child, ToyProblem.load(Optimizer.SGD, null));
      var slot = Objects.requireNonNull(child.ring.claim(0));
      ToyProblem.fill(slot, 0);
      slot.label(5, 3);
      child.ring.publish(slot, 32, 0);
      child.channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), 0, 0));
      var failed = child.expect(Failed.class);
      assertEquals(Failed.Kind.RING, failed.kind());
      assertEquals("label of sample 5 in batch 0 must be 0..2 but was 3", failed.message());
    }
  }

  private static FromTrainer.Loaded load(ChildTrainer child, ToTrainer.Load load)
      throws IOException {
    child.channel.send(new ToTrainer.Lease(1_000_000));
    child.channel.send(load);
    return child.expect(FromTrainer.Loaded.class);
  }

  private static FromTrainer.CheckpointDone save(ChildTrainer child, Path path) throws IOException {
    child.channel.send(new ToTrainer.Checkpoint(path.toString()));
    return child.expect(FromTrainer.CheckpointDone.class);
  }

  private static int likeliestAreLabels(FromTrainer.Logits logits, ChildTrainer child) {
    var rows = logits.probabilities().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    var expected = ToyProblem.labels(1000, child.ring.shape().batch());
    var correct = 0;
    for (var label : expected) {
      correct += likeliest(rows) == label ? 1 : 0;
    }
    return correct;
  }

  private static int likeliest(ByteBuffer rows) {
    var best = 0;
    var bestProbability = 0f;
    var sum = 0f;
    for (int k = 0; k < ToyProblem.CLASSES; k++) {
      var probability = rows.getFloat();
      sum += probability;
      if (probability > bestProbability) {
        best = k;
        bestProbability = probability;
      }
    }
    assertEquals(1, sum, 1e-5);
    return best;
  }

  /** A copy of the checkpoint in which some tensors hold nothing but {@code value}. */
  private Path changed(Path path, Predicate<String> some, float value) throws Exception {
    var good = Checkpoint.read(path, purposeOf(path));
    var tensors = new LinkedHashMap<>(good.tensors());
    tensors.forEach((name, values) -> {
      if (some.test(name)) {
        Arrays.fill(values, value);
      }
    });
    var changed = folder.resolve("changed");
    new Checkpoint(good.purpose(), good.step(), good.epoch(), good.below(), tensors).write(changed);
    return changed;
  }

  private static String purposeOf(Path path) throws IOException {
    try (var in = new DataInputStream(Files.newInputStream(path))) {
      in.readInt();
      return in.readUTF();
    }
  }

  private static double largestDifference(double[] left, double[] right) {
    var largest = 0.0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }

  private static String sha256(Path path) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
    return HexFormat.of().formatHex(digest);
  }
}
