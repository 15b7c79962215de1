package dev.sheaf.wire.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.trainer.TrainingSpec.Optimizer;
import dev.sheaf.wire.trainer.TrainingSpec.Schedule;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameChannelTest {
  private static final TrainingSpec TRAINING =
      new TrainingSpec(Optimizer.SGD, 0.05, 0.9, 5e-4, Schedule.COSINE, 1000, 50, -3);
  private static final List<ToTrainer> DOWN =
      List.of(
          new ToTrainer.Hello(TrainerFrame.PROTOCOL, "/proc/1/fd/\"9\"\n", 2),
          new ToTrainer.Load(new ModelSpec("cnn", 16, 10), TRAINING, true, "/tmp/é😀"),
          new ToTrainer.Load(new ModelSpec("cnn", 16, 10), TRAINING, false, null),
          new ToTrainer.Lease(Long.MAX_VALUE),
          new ToTrainer.Batch(3, 1L << 40, 2, 77),
          new ToTrainer.Batch(3, 1L << 40, 2, 78, ByteBuffer.wrap(new byte[] {1, 0, 2})),
          new ToTrainer.Checkpoint("/tmp/c"),
          new ToTrainer.Preempt(ToTrainer.Preempt.Mode.HARD),
          new ToTrainer.Eval(0, 5),
          new ToTrainer.Predict(1, 6),
          new ToTrainer.Stop());
  private static final FromTrainer LOGITS = new FromTrainer.Logits(6, 1, 2, floats(0.25f, 0.75f));
  private static final FromTrainer FAILED =
      new FromTrainer.Failed(FromTrainer.Failed.Kind.NOT_FINITE_LOSS, false, "loss was NaN");
  private static final List<FromTrainer> UP =
      List.of(
          new FromTrainer.Ready("cpu", "PyTorch 2.7.1", 1L << 34),
          new FromTrainer.Accelerator(1L << 33, 1L << 37, 97),
          new FromTrainer.Loaded(12, 1, 4, 100_000),
          new FromTrainer.Step(13, 9, 2.302585, 11, 1000, 0.5, 1.25e-3),
          new FromTrainer.SampleLosses(9, floats(2.5f, -0.125f)),
          new FromTrainer.Credit(1),
          new FromTrainer.CheckpointDone("/tmp/c", 13, 1, 5, "00ff", 4096),
          new FromTrainer.Evaluated(5, 128, 64, 230.25),
          LOGITS,
          new FromTrainer.Heartbeat(),
          new FromTrainer.Paused(13),
          FAILED,
          new FromTrainer.Bye("stopped"));

  @Test
  void everyFrameComesBackAsItWasSent() throws IOException {
    var down = new MemoryChannel();
    var owner = FrameChannel.ofOwner(down);
    for (var frame : DOWN) {
      owner.send(frame);
    }
    var child = FrameChannel.ofTrainer(down);
    for (var frame : DOWN) {
      assertEquals(frame, child.receive());
    }
    assertNull(child.receive());

    var up = new MemoryChannel();
    for (var frame : UP) {
      FrameChannel.ofTrainer(up).send(frame);
    }
    for (var frame : UP) {
      assertEquals(frame, FrameChannel.ofOwner(up).receive());
    }
  }

  @Test
  void everyVerbIsTriedHere() {
    var tried = new HashSet<Class<?>>();
    DOWN.forEach(frame -> tried.add(frame.getClass()));
    UP.forEach(frame -> tried.add(frame.getClass()));
    var verbs = new HashSet<Class<?>>(Arrays.asList(ToTrainer.class.getPermittedSubclasses()));
    verbs.addAll(Arrays.asList(FromTrainer.class.getPermittedSubclasses()));
    assertEquals(verbs, tried);
  }

  @Test
  void aFrameIsLengthThenFlatJsonThenBytes() throws IOException {
    var channel = new MemoryChannel();
    FrameChannel.ofOwner(channel).send(DOWN.get(1));
    FrameChannel.ofTrainer(channel).send(LOGITS);
    FrameChannel.ofTrainer(channel).send(FAILED);
    assertEquals(
        "{\"verb\":\"LOAD\",\"architecture\":\"cnn\",\"width\":16,\"classes\":10,"
            + "\"optimizer\":\"sgd\",\"learningRate\":0.05,\"momentum\":0.9,"
            + "\"weightDecay\":5.0E-4,\"schedule\":\"cosine\",\"totalSteps\":1000,"
            + "\"warmupSteps\":50,\"seed\":-3,\"cycles\":1,"
            + "\"losses\":true,\"checkpoint\":\"/tmp/é\\ud83d\\ude00\"}",
        channel.takeText());
    assertEquals(
        "{\"verb\":\"LOGITS\",\"seq\":6,\"rows\":1,\"classes\":2,\"bytes\":8}", channel.takeText());
    assertEquals(floats(0.25f, 0.75f), channel.take(8));
    assertEquals(
        "{\"verb\":\"FAILED\",\"kind\":\"not_finite_loss\",\"retry\":false,"
            + "\"message\":\"loss was NaN\"}",
        channel.takeText());
  }

  @Test
  void aRefusalNamesTheValueAndTheRule() {
    assertRefused("{\"verb\":\"READY\"}", "unknown verb READY for ToTrainer");
    assertRefused("{}", "unknown verb null");
    assertRefused("{\"verb\":\"BATCH\",\"slot\":1}", "field seq must be a long but was null");
    assertRefused(
        "{\"verb\":\"BATCH\",\"slot\":1.5,\"seq\":1,\"epoch\":0,\"n\":0}",
        "field slot must be a int but was 1.5");
    assertRefused(
        "{\"verb\":\"BATCH\",\"slot\":4294967296,\"seq\":1,\"epoch\":0,\"n\":0}", "slot must be");
    assertRefused("{\"verb\":\"STOP\",\"now\":true}", "STOP has no field [now]");
    assertRefused("{\"verb\":\"STOP\",\"bytes\":1}x", "STOP has no bytes");
    assertRefused("{\"verb\":\"STOP\",\"bytes\":99999999999}", "bytes must be 0..67108864");
    assertRefused("{\"verb\":\"STOP\",\"bytes\":\"9\"}", "field bytes must be a long");
    assertRefused("{\"verb\":\"LEASE\",\"steps\":0}", "LEASE: steps must be 1 or more but was 0");
    assertRefused("{\"verb\":\"PREEMPT\",\"mode\":\"HARD\"}", "must be one of [SOFT, HARD]");
  }

  @Test
  void anEarlyEndAndAnImpossibleLengthAreTold() {
    var cut = new MemoryChannel();
    cut.put(20, "{\"verb\":");
    assertThrows(EOFException.class, () -> FrameChannel.ofTrainer(cut).receive());
    for (var length : new int[] {-1, 0, 1, 65_537, Integer.MAX_VALUE}) {
      var channel = new MemoryChannel();
      channel.put(length, "{}");
      assertThrows(WireFormatException.class, () -> FrameChannel.ofTrainer(channel).receive());
    }
  }

  @Test
  void hostileBytesAreAnIoExceptionAtWorst() throws IOException {
    for (long seed = 0; seed < 5000; seed++) {
      var random = new Random(seed);
      var channel = new MemoryChannel();
      FrameChannel.ofOwner(channel).send(DOWN.get(random.nextInt(DOWN.size())));
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        channel.spoil(random);
      }
      try {
        FrameChannel.ofTrainer(channel).receive();
      } catch (IOException expected) {
        // refused, as it should be
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError("seed " + seed, wrong);
      }
    }
  }

  @Test
  void aNumberThatJsonCannotSayIsNotSent() {
    var owner = FrameChannel.ofTrainer(new MemoryChannel());
    var step = new FromTrainer.Step(1, 1, Double.NaN, 0, 0, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> owner.send(step));
  }

  private static void assertRefused(String frame, String rule) {
    var channel = new MemoryChannel();
    var header = frame.endsWith("x") ? frame.substring(0, frame.length() - 1) : frame;
    channel.put(header.getBytes(StandardCharsets.UTF_8).length, frame);
    var refused =
        assertThrows(
            WireFormatException.class, () -> FrameChannel.ofTrainer(channel).receive(), frame);
    assertTrue(String.valueOf(refused.getMessage()).contains(rule), refused::toString);
  }

  private static ByteBuffer floats(float... values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (var value : values) {
      bytes.putFloat(value);
    }
    return bytes.flip();
  }
}
