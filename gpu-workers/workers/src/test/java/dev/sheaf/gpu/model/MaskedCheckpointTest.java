package dev.sheaf.gpu.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.policies.model.TaskMask;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MaskedCheckpointTest {
  private static final int TASKS = 20;
  private static final int HEAD_BYTES = 24;

  private static ModelCard.Facts task(int task) {
    return new ModelCard.Facts("cnn", 8, 2, "sgd", 32, 4, task, "");
  }

  /** A checkpoint as the trainer writes it. */
  static byte[] plain(float[]... tensors) {
    try {
      var bytes = new ByteArrayOutputStream();
      var out = new DataOutputStream(bytes);
      out.writeInt(0x53484B31);
      out.writeUTF("cnn of width 8");
      out.writeLong(3);
      out.writeInt(1);
      out.writeInt(2);
      out.writeInt(tensors.length);
      for (int tensor = 0; tensor < tensors.length; tensor++) {
        out.writeUTF("t" + tensor);
        out.writeInt(tensors[tensor].length);
        for (var value : tensors[tensor]) {
          out.writeFloat(value);
        }
      }
      var digest = WeightPages.sha256();
      digest.update(bytes.toByteArray());
      out.write(digest.digest());
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] select(byte[] packed, int task) throws IOException {
    var file = MemorySegment.ofArray(packed);
    var into = new byte[Math.toIntExact(MaskedCheckpoint.weightBytes(file, task(task)))];
    MaskedCheckpoint.select(file, task, MemorySegment.ofArray(into));
    return into;
  }

  @Test
  void aTaskSeesItsOwnWeightsAndThoseOfEarlierTasks() throws IOException {
    var one = new float[] {0.5f, -1, 2};
    var two = new float[] {3, 4};
    var packed = MaskedCheckpoint.pack(plain(one, two), new byte[] {1, 2, 0, 3, 1}, 3);
    assertArrayEquals(plain(new float[] {0.5f, 0, 0}, new float[] {0, 4}), select(packed, 1));
    assertArrayEquals(plain(new float[] {0.5f, -1, 0}, new float[] {0, 4}), select(packed, 2));
    assertArrayEquals(plain(new float[] {0.5f, -1, 0}, new float[] {3, 4}), select(packed, 3));
  }

  @Test
  void twentyTasksTakeAtMostOnePointFourTimesTheBytesOfOne() throws IOException {
    var random = new Random(11);
    var weights = new float[200_000];
    var owners = new byte[weights.length];
    for (int task = 1; task <= TASKS; task++) {
      TaskMask.claim(owners, task);
      for (int i = 0; i < weights.length; i++) {
        if (owners[i] == task) {
          weights[i] = (float) random.nextGaussian();
        }
      }
      if (task < TASKS) {
        TaskMask.prune(weights, owners, task, 0.8);
      }
    }
    var one = plain(weights);
    var packed = MaskedCheckpoint.pack(one, owners, TASKS);
    System.out.printf(
        "twenty tasks take %,d bytes, one takes %,d: %.3f times%n",
        packed.length, one.length, packed.length / (double) one.length);
    assertTrue(packed.length <= 1.4 * one.length, packed.length + " of " + one.length);
    for (int task = 1; task <= TASKS; task++) {
      assertArrayEquals(plain(TaskMask.weights(weights, owners, task)), select(packed, task));
    }
  }

  @Test
  void aLengthBeyondTheEndIsDamage() throws IOException {
    var damaged = MaskedCheckpoint.pack(plain(new float[2]), new byte[2], 3);
    damaged[HEAD_BYTES + Integer.BYTES] = 0x7F;
    assertThrows(DamagedException.class, () -> select(damaged, 1));
  }

  @Test
  void aMaskNeedsATaskOfItsOwnAndWhatHasNoneNeedsNone() throws IOException {
    var packed = MemorySegment.ofArray(MaskedCheckpoint.pack(plain(new float[2]), new byte[2], 3));
    var plain = MemorySegment.ofArray(plain(new float[2]));
    assertEquals(plain.byteSize(), MaskedCheckpoint.weightBytes(plain, task(0)));
    var reasons = new ArrayList<String>();
    for (var wrong : new int[] {0, 4}) {
      reasons.add(
          assertThrows(
                  DamagedException.class, () -> MaskedCheckpoint.weightBytes(packed, task(wrong)))
              .getMessage());
    }
    reasons.add(
        assertThrows(DamagedException.class, () -> MaskedCheckpoint.weightBytes(plain, task(1)))
            .getMessage());
    assertEquals(3, new HashSet<>(reasons).size(), reasons::toString);
    assertEquals("task must be one of its 1..3 but was 4", reasons.get(1));
  }

  @Test
  void ownersThatAreCutShortAreNoticed() {
    var owners = new byte[5_000];
    new Random(3).nextBytes(owners);
    var packed = MaskedCheckpoint.pack(plain(new float[5_000]), owners, 255);
    var cut = Arrays.copyOf(packed, packed.length - 100);
    assertThrows(DamagedException.class, () -> select(cut, 1));
  }
}
