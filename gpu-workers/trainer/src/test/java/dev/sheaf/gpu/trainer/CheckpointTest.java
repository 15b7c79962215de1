package dev.sheaf.gpu.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.trainer.FromTrainer.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;
  private Path path = Path.of("");

  @BeforeEach
  void writeOne() throws IOException {
    path = folder.resolve("checkpoint");
    var tensors = new LinkedHashMap<String, float[]>();
    tensors.put("weight", new float[] {1, -0.5f, Float.MIN_VALUE});
    tensors.put("velocity/weight", new float[] {0, 3, 4});
    new Checkpoint("a toy", 12, 2, 5, tensors).write(path);
  }

  @Test
  void whatWasWrittenIsRead() throws TrainerException {
    var read = Checkpoint.read(path, "a toy");
    assertEquals(12, read.step());
    assertEquals(2, read.epoch());
    assertEquals(5, read.below());
    assertEquals(List.of("weight", "velocity/weight"), List.copyOf(read.tensors().keySet()));
    assertArrayEquals(
        new float[] {1, -0.5f, Float.MIN_VALUE}, read.tensors().firstEntry().getValue(), 0);
  }

  @Test
  void aNewOneReplacesTheOldAndNothingButThatIsLeft() throws Exception {
    for (int step = 13; step < 16; step++) {
      new Checkpoint("a toy", step, 2, 6, new LinkedHashMap<>()).write(path);
    }
    assertEquals(15, Checkpoint.read(path, "a toy").step());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(path, previous()), files.sorted().toList());
    }
  }

  private Path previous() {
    return folder.resolve("checkpoint.previous");
  }

  @Test
  void oneThatIsCutShortGivesWayToTheOneBeforeIt() throws Exception {
    new Checkpoint("a toy", 13, 2, 6, new LinkedHashMap<>()).write(path);
    var good = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(good, good.length - 1));
    assertEquals(12, Checkpoint.read(path, "a toy").step());
    Files.write(previous(), new byte[10]);
    var refused = assertThrows(TrainerException.class, () -> Checkpoint.read(path, "a toy"));
    assertTrue(String.valueOf(refused.getMessage()).contains(path + ":"), refused::toString);
  }

  @Test
  void oneThatCannotBeWrittenLeavesTheOldOne() throws Exception {
    var directory = folder.resolve("taken");
    Files.createDirectories(directory.resolve("inside"));
    var written = new Checkpoint("a toy", 1, 0, 0, new LinkedHashMap<>());
    assertThrows(IOException.class, () -> written.write(directory));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void anyChangedByteAndAnyCutIsRefused() throws IOException {
    var good = Files.readAllBytes(path);
    for (int i = 0; i < good.length; i++) {
      var spoilt = good.clone();
      spoilt[i] ^= 0x10;
      assertRefused(spoilt);
      assertRefused(Arrays.copyOf(good, i));
    }
    assertRefused(Arrays.copyOf(good, good.length + 1));
  }

  @Test
  void oneOfAnotherPurposeSaysWhich() {
    var refused = assertThrows(TrainerException.class, () -> Checkpoint.read(path, "another"));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("it is for a toy and not for another"),
        refused::toString);
  }

  private void assertRefused(byte[] bytes) throws IOException {
    Files.write(path, bytes);
    var refused = assertThrows(TrainerException.class, () -> Checkpoint.read(path, "a toy"));
    assertEquals(Failed.Kind.CHECKPOINT, refused.frame().kind());
  }
}
