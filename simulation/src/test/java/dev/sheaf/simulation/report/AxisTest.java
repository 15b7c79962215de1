package dev.sheaf.simulation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void ticksAreRoundAndHoldAllValues() {
    var axis = Axis.linear(List.of(0.13, 0.87), 5);
    assertEquals(List.of(0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0), axis.ticks());
    assertEquals(0.5, axis.share(0.5), 1e-12);
  }

  @Test
  void wholeNumbersHaveNoTicksBetweenThem() {
    var axis = Axis.linear(List.of(1.0, 2.0, 3.0), 6);
    assertTrue(axis.ticks().stream().allMatch(tick -> tick == Math.rint(tick)), axis::toString);
  }

  @Test
  void valuesFarApartAreDividedByFactors() {
    var axis = Axis.ofParameter(List.of(1.0, 100.0, 10_000.0), 6);
    assertTrue(axis.logarithmic());
    assertEquals(0.5, axis.share(100), 1e-12);
    assertFalse(Axis.ofParameter(List.of(0.0, 10_000.0), 6).logarithmic());
  }

  @Test
  void aSingleValueHasRoomAroundIt() {
    for (var value : List.of(0.0, 5.0, -3.0, 1e-300, 1e300)) {
      var axis = Axis.linear(List.of(value, value), 5);
      assertTrue(axis.from() < axis.to(), axis::toString);
      assertTrue(Double.isFinite(axis.share(value)), axis::toString);
    }
  }
}
