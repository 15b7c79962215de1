package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AcceleratorsTest {
  private final Accelerators accelerators = new Accelerators();

  @Test
  void processesAreSpreadOverTheGpusAndTakeThePlacesOfThoseThatEnded() {
    var gpus = List.of("GPU-a", "GPU-b", "GPU-c");
    for (var expected : List.of("GPU-a", "GPU-b", "GPU-c", "GPU-a")) {
      assertEquals(Optional.of(expected), accelerators.take(gpus, 1));
    }
    accelerators.giveBack("GPU-c");
    assertEquals(Optional.of("GPU-c"), accelerators.take(gpus, 1));
    assertEquals(Optional.of("GPU-b"), accelerators.take(gpus, 1));
  }

  @Test
  void oneOfSeveralSlotsHasAGpuForEachAsLongAsThereAreSoMany() {
    var gpus = List.of("GPU-a", "GPU-b", "GPU-c");
    assertEquals(Optional.of("GPU-a"), accelerators.take(gpus, 1));
    assertEquals(Optional.of("GPU-b,GPU-c"), accelerators.take(gpus, 2));
    accelerators.giveBack("GPU-b,GPU-c");
    assertEquals(Optional.of("GPU-b,GPU-c,GPU-a"), accelerators.take(gpus, 4));
  }

  @Test
  void withoutGpusThereIsNoneToTake() {
    assertEquals(Optional.empty(), accelerators.take(List.of(), 1));
  }
}
