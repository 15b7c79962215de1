package dev.sheaf.simulation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void aNumberHasAsManyDigitsAsItIsWorth() {
    assertEquals("0.0215", Digits.plain(0.0215));
    assertEquals("312,000", Digits.plain(312_000));
    assertEquals("26,088,531", Digits.plain(26_088_531));
    assertEquals("0", Digits.plain(-0.0));
    assertEquals("-", Digits.plain(Double.NaN));
    assertEquals("1.23e-12", Digits.plain(1.234e-12));
  }

  @Test
  void whatIsNearlyOneIsNotOne() {
    assertEquals("0.999956", Digits.plain(0.999956));
    assertEquals("1", Digits.plain(1));
  }

  @Test
  void aStandardErrorSetsTheLastDigit() {
    assertEquals("0.02153 ± 0.00014", Digits.uncertain(0.021534, 0.000141));
    assertEquals("1,235 ± 12", Digits.uncertain(1234.6, 12.3));
    assertEquals("0.5", Digits.uncertain(0.5, 0));
  }

  @Test
  void aToleranceIsResolved() {
    assertEquals("0.5287673", Digits.within(0.52876728, 1e-6));
    assertEquals("0.0051", Digits.spread(0.00512));
  }
}
