package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PipelineBoundTest {
  private final PipelineBound bound = new PipelineBound(1_000, 800);

  @Test
  void theSlowestStageSetsTheRate() {
    assertEquals(800, bound.samplesPerSecond(1e6, 1));
    assertEquals(400, bound.samplesPerSecond(400, 1));
    assertEquals(500, bound.samplesPerSecond(400, 0.8));
    assertEquals(800, bound.samplesPerSecond(1, 0));
  }

  @Test
  void stallIsWhatTheGpuDoesNotGet() {
    assertEquals(0.2, bound.stallShare(800), 1e-12);
    assertEquals(0, bound.stallShare(2_000));
    assertThrows(IllegalArgumentException.class, () -> bound.samplesPerSecond(1, 1.5));
    assertThrows(IllegalArgumentException.class, () -> new PipelineBound(0, 1));
  }
}
