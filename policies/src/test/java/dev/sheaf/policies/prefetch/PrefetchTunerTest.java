package dev.sheaf.policies.prefetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.prefetch.PrefetchTuner.Verdict;
import org.junit.jupiter.api.Test;

class PrefetchTunerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Caps CAPS = new Caps(8, 1_000, 10_000, 8_000);

  private final WaitTuner ours = new WaitTuner(CAPS);
  private long now;

  private static Fill fill(int... percents) {
    var fill = Fill.NONE;
    for (var percent : percents) {
      fill = fill.and(percent);
    }
    return fill;
  }

  /** A second in which the consumer waited that share, and the buffer was that full. */
  private Verdict second(double waitShare, int readyPercent, double blockedShare) {
    return second(waitShare, readyPercent, blockedShare, 1000, 0, Phase.TRAINING);
  }

  private Verdict second(
      double wait, int ready, double blocked, double pace, int errors, Phase phase) {
    now += SECOND;
    return ours.judge(
        new Observed(now, wait, fill(ready), fill(ready), blocked, pace, errors, phase));
  }

  private void calm(int seconds) {
    for (int i = 0; i < seconds; i++) {
      second(0, 90, 1);
    }
  }

  private Verdict released(long nanos, int... percents) {
    return released.judge(
        new Observed(nanos, 0, fill(percents), Fill.NONE, 0, 0, 0, Phase.TRAINING));
  }

  private final OccupancyTuner released = new OccupancyTuner(100, 4);
  private static final int[] TEN_EMPTY = new int[10];

  @Test
  void aWaitingConsumerGetsReadersWhileTheBufferIsEmptyAndRoomWhileItIsNot() {
    assertEquals(new Verdict.ReadWith(2), second(0.4, 10, 0));
    assertEquals(new Verdict.ReadWith(3), second(0.2, 10, 0));
    assertEquals(new Verdict.Buffer(1_250), second(0.2, 10, 0.9));
    assertEquals(new Verdict.Buffer(1_562), second(0.2, 60, 0));
  }

  @Test
  void theDeadBandChangesNothingUnlessGrowthHasBegun() {
    assertEquals(new Verdict.Keep(), second(0.04, 10, 0));
    assertEquals(new Verdict.ReadWith(2), second(0.06, 10, 0));
    assertEquals(new Verdict.ReadWith(3), second(0.04, 10, 0));
    assertEquals(new Verdict.Keep(), second(0.001, 10, 0));
    assertEquals(new Verdict.Keep(), second(0.04, 10, 0));
  }

  @Test
  void neitherReadersNorBytesExceedTheirCaps() {
    for (int i = 0; i < 100; i++) {
      second(0.5, 10, 0);
      second(0.5, 10, 1);
      assertTrue(ours.readers() <= 8 && ours.bufferBytes() <= 8_000);
    }
    assertEquals(8, ours.readers());
    assertEquals(8_000, ours.bufferBytes());
  }

  @Test
  void anErrorHalvesTheReadersAndNoneIsAddedForAWhile() {
    for (int i = 0; i < 5; i++) {
      second(0.5, 10, 0);
    }
    assertEquals(new Verdict.ReadWith(3), second(0.5, 10, 0, 1000, 1, Phase.TRAINING));
    assertEquals(new Verdict.Keep(), second(0.5, 10, 0));
    for (int i = 0; i < 5; i++) {
      second(0.5, 10, 0);
    }
    assertEquals(5, ours.readers());
  }

  @Test
  void aCalmConsumerLetsReadersAndBytesGoUntilItHurts() {
    for (int i = 0; i < 4; i++) {
      second(0.5, 10, 0);
      second(0.5, 10, 1);
    }
    var before = ours.bufferBytes();
    calm(29);
    assertEquals(5, ours.readers());
    calm(20);
    assertTrue(ours.readers() < 5 && ours.bufferBytes() < before);
    calm(3);
    var readers = ours.readers();
    second(0.03, 60, 0);
    assertTrue(ours.readers() == readers + 1 || ours.bufferBytes() > 0.9 * before * 0.9);
  }

  @Test
  void itSettlesOnlyWhenBothFloorsAreKnownAndArmsAgainWhenThePaceOrPhaseChanges() {
    calm(300);
    assertTrue(ours.settled());
    assertEquals(1, ours.readers());
    assertEquals(1_000, ours.bufferBytes());
    second(0, 90, 1, 2000, 0, Phase.TRAINING);
    assertFalse(ours.settled());
    for (int i = 0; i < 300; i++) {
      second(0, 90, 1, 2000, 0, Phase.TRAINING);
    }
    assertTrue(ours.settled());
    second(0, 90, 1, 2000, 0, Phase.VALIDATION);
    assertFalse(ours.settled());
  }

  @Test
  void asReleasedNothingHappensForFifteenSecondsOrBelowTenFills() {
    assertEquals(new Verdict.Keep(), released(14 * SECOND, TEN_EMPTY));
    assertEquals(new Verdict.ReadWith(2), released(15 * SECOND));
    assertEquals(new Verdict.Keep(), released(16 * SECOND, 0, 0, 0));
  }

  @Test
  void asReleasedThreadsThenFilesThenTheEnd() {
    assertEquals(new Verdict.ReadWith(2), released(16 * SECOND, TEN_EMPTY));
    assertEquals(
        new Verdict.Buffer(2_000), released(17 * SECOND, 100, 0, 100, 0, 100, 0, 100, 0, 100, 0));
    assertEquals(
        new Verdict.ReadWith(3), released(18 * SECOND, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50));
    assertEquals(
        new Verdict.Settle(), released(19 * SECOND, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80));
    assertEquals(new Verdict.Keep(), released(20 * SECOND, TEN_EMPTY));
    assertEquals(3, released.readers());
  }

  @Test
  void asReleasedThereAreAtMostAHundredFilesAndTheHardwaresThreads() {
    for (int i = 0; i < 30; i++) {
      released(20 * SECOND, TEN_EMPTY);
      released(20 * SECOND, 100, 0, 100, 0, 100, 0, 100, 0, 100, 0);
    }
    assertEquals(4, released.readers());
    assertEquals(10_000, released.bufferBytes());
  }

  @Test
  void capsThatLeaveNoRoomAreRefused() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> new Caps(1, 20, 10, 30));
    assertEquals("leastBufferBytes must be 1..10 but was 20", refusal.getMessage());
  }
}
