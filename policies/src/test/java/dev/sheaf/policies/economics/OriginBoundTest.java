package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class OriginBoundTest {
  @Test
  void theBoundsAreTheClosedForms() {
    assertEquals(.15, OriginBound.steady(.4, 4), 1e-12);
    assertEquals((1 - .4 * 2 / 3) / 2, OriginBound.coldRun(.4, 2, 3), 1e-12);
    assertEquals(1, OriginBound.coldRun(.4, 1, 1), 1e-12);
    assertEquals(.0215, OriginBound.lruHitRate(.2), 5e-5);
    assertEquals(.529, OriginBound.lruHitRate(.83), 5e-4);
  }

  @Test
  void aShareThatIsNoShareIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> OriginBound.steady(1.1, 1));
    assertThrows(IllegalArgumentException.class, () -> OriginBound.steady(.1, 0));
  }

  @Test
  void slowJobsFinishAlone() {
    assertEquals(OriginBound.steady(0.4, 3), OriginBound.steady(0.4, new int[] {1, 1, 1}), 1e-12);
    assertEquals(1.5 * 0.6 / 4, OriginBound.steady(0.4, new int[] {1, 2, 1, 2}), 1e-12);
    assertEquals((1 + 0.5 + 0.5) * 0.9 / 3, OriginBound.steady(0.1, new int[] {1, 2, 4}), 1e-12);
  }
}
