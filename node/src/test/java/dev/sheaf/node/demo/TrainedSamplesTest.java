package dev.sheaf.node.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.gpu.worker.GpuEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainedSamplesTest {
  private final TrainedSamples trained = new TrainedSamples();

  @Test
  void anEpochThatHadEachSampleOnceHasNeitherDuplicatesNorMissing() {
    step(1, 0, 1L, 2L);
    step(2, 0, 3L);
    step(3, 1, 3L, 1L);
    step(4, 1, 2L);
    assertFound(0, 0, 3, 2);
  }

  @Test
  void aSampleThatCameTwiceInAnEpochAndOneThatNeverCameAreCounted() {
    step(1, 0, 1L, 2L);
    step(2, 0, 2L, 4L);
    assertFound(1, 1, 4, 1);
  }

  @Test
  void whatWasTrainedAfterTheCheckpointOfATrainerThatDiedDoesNotCount() {
    step(1, 0, 1L, 2L);
    step(2, 0, 3L, 4L);
    trained.backTo(1);
    step(2, 0, 4L, 3L);
    assertFound(0, 0, 4, 1);
  }

  @Test
  void anEpochThatWasNeverBegunIsMissingWhole() {
    step(1, 0, 1L, 2L);
    assertFound(0, 2, 2, 2);
  }

  private void assertFound(long duplicates, long missing, long samples, int epochs) {
    assertEquals(duplicates, trained.duplicates());
    assertEquals(missing, trained.missing(samples * epochs));
  }

  private void step(long number, int epoch, Long... ids) {
    trained.add(
        new GpuEvent.Stepped("m", epoch, number, List.of(ids), 1.0, new GpuEvent.StepTimes(0, 0)));
  }
}
