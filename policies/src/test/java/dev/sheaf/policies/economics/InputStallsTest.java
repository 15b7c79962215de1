package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class InputStallsTest {
  @Test
  void theSharesOfAColdRunSumToWhatItWaits() {
    var stalls = new InputStalls(1000, 500, 250);
    assertEquals(0.25, stalls.preparationShare(), 1e-12);
    assertEquals(0.5, stalls.fetchShare(), 1e-12);
    assertEquals(1 - 250.0 / 1000, stalls.preparationShare() + stalls.fetchShare(), 1e-12);
  }

  @Test
  void aRunThatWaitsForNothingHasNoShares() {
    var stalls = new InputStalls(1000, 1000, 1000);
    assertEquals(0, stalls.preparationShare());
    assertEquals(0, stalls.fetchShare());
    assertEquals(0, new InputStalls(1000, 1010, 1005).fetchShare());
  }

  @Test
  void readingAPassTakesAsLongAsItsParts() {
    assertEquals(100 / 20.0 + 300 / 0.525, InputStalls.fetchSeconds(100, 400, 20, 0.525), 1e-9);
    assertThrows(
        IllegalArgumentException.class, () -> InputStalls.fetchSeconds(500, 400, 20, 0.525));
  }

  @Test
  void theLeastShareIsTheOneAtWhichFetchingKeepsUp() {
    var share = InputStalls.leastCachedShare(1e9, 20e9, 525e6);
    var seconds = InputStalls.fetchSeconds(share * 1e12, 1e12, 20e9, 525e6);
    assertEquals(1e9, 1e12 / seconds, 1);
    assertEquals(0, InputStalls.leastCachedShare(1e8, 20e9, 525e6));
    assertEquals(1, InputStalls.leastCachedShare(1e11, 20e9, 525e6));
  }
}
