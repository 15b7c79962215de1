package dev.sheaf.policies.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.economics.FunctionPrices;
import org.junit.jupiter.api.Test;

class ChargeTest {
  private static final long MILLI = 1_000_000L;

  private static FunctionPrices prices(int tickMillis, boolean initBilled) {
    return new FunctionPrices(200_000, 16_666_700, tickMillis, initBilled);
  }

  @Test
  void everyBegunTickIsBilled() {
    assertEquals(5, Charge.invocation(prices(1, false), 4 * MILLI + 1, 1024).billedMillis());
    assertEquals(100, Charge.invocation(prices(100, false), 4 * MILLI, 1024).billedMillis());
    var second = Charge.invocation(prices(1, false), 1000 * MILLI, 1024);
    assertEquals(16_666_700 + 200_000, second.picoUsd());
    assertEquals(1.0, second.gbSeconds());
  }

  @Test
  void theStartIsBilledWhereThePricesSaySo() {
    assertEquals(
        10, Charge.invocation(prices(1, false), 200 * MILLI, 10 * MILLI, 512).billedMillis());
    assertEquals(
        210, Charge.invocation(prices(1, true), 200 * MILLI, 10 * MILLI, 512).billedMillis());
  }

  @Test
  void chargesAddUp() {
    var one = Charge.invocation(prices(1, false), 10 * MILLI, 512);
    var sum = Charge.NONE.plus(one).plus(one).plus(one);
    assertEquals(new Charge(3, 30, 30 * 512, 3 * one.picoUsd()), sum);
  }
}
