package dev.sheaf.node.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ContractAccuracyTest {
  @Test
  void theIntervalIsStudentsOfTheMean() {
    // Three values of deviation 1: t(2) = 4.303, times 1 / √3.
    var figures = new ContractAccuracy("strict", List.of(1.0, 2.0, 3.0), 10, 0.3, 1);
    assertEquals(2, figures.mean(), 1e-12);
    assertEquals(4.303 / Math.sqrt(3), figures.halfWidth(), 1e-9);
  }

  @Test
  void oneSeedHasNoInterval() {
    assertTrue(Double.isNaN(new ContractAccuracy("strict", List.of(0.5), 1, 1, 1).halfWidth()));
  }

  @Test
  void manySeedsComeNearTheNormalInterval() {
    var values = new double[1_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2;
    }
    assertEquals(1.96 * 0.5 / Math.sqrt(1_000), ContractAccuracy.halfWidth(values), 1e-4);
  }
}
