package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionPricesTest {
  private static final long MILLI = 1_000_000;
  private static final FunctionPrices IN_2020 = new FunctionPrices(200_000, 16_666_700, 100, false);
  private static final FunctionPrices NOW = new FunctionPrices(200_000, 16_666_700, 1, true);

  @Test
  void aRunIsBilledInWholeTicks() {
    assertEquals(0, IN_2020.billedMillis(0));
    assertEquals(100, IN_2020.billedMillis(1));
    assertEquals(100, IN_2020.billedMillis(100 * MILLI));
    assertEquals(200, IN_2020.billedMillis(100 * MILLI + 1));
    assertEquals(6, NOW.billedMillis(5 * MILLI + 1));
  }

  @Test
  void anInvocationCostsItsRequestAndItsMemoryWhileItRuns() {
    assertEquals(200_000 + 2_500_005, IN_2020.invocationPicoUsd(1, 1_536));
    assertEquals(200_000 + 125_000, NOW.invocationPicoUsd(5 * MILLI, 1_536));
    assertEquals(2_083, NOW.durationPicoUsd(1, 128));
  }

  @Test
  void theLongestRunOfTheLargestFunctionDoesNotOverflow() {
    assertEquals(150_000_300_000L, NOW.durationPicoUsd(900_000, 10_240));
  }

  @Test
  void theBillsOfThePaperFollowFromItsFormulas() {
    var fleet = new FleetCost(IN_2020, 400, 1_536);
    var warm = fleet.allNodesPicoUsdPerHour(60, 1);
    var backup = fleet.allNodesPicoUsdPerHour(12, 1_842 * MILLI);
    var serving = fleet.servingPicoUsd(37_474 * 12, 200 * MILLI);
    assertEquals(0.0648, FleetCost.dollars(warm), 1e-6);
    assertEquals(5.41, FleetCost.dollars(serving + 50 * warm), 5.41 * 0.05);
    assertEquals(16.51, FleetCost.dollars(serving + 50 * (warm + backup)), 16.51 * 0.05);
    var rent = 10_368_000_000_000L;
    var breakEven = fleet.breakEvenReadsPerHour(rent, warm + backup, 12, 1);
    assertEquals(312_000, breakEven, 3_120);
  }

  @Test
  void theCheapestNodeIsNeitherTheSmallestNorTheLargest() {
    var sizes = new NodeSize(NOW, 614_400, 60, 5 * MILLI, 8_994, 70 * MILLI);
    var best = sizes.cheapest(List.of(128, 512, 768, 832, 1_024, 1_536, 3_072, 10_240));
    assertTrue(best.memoryMb() >= 768 && best.memoryMb() <= 1_024, best.toString());
    assertEquals(1.27, FleetCost.dollars(sizes.of(1_536).totalPicoUsd() * 50), 0.005);
  }

  @Test
  void aRunEndsJustBeforeTheCycleThatIsPaidForAnyway() {
    var end = new ActivationEnd(100 * MILLI, 10 * MILLI, 1_000 * MILLI);
    assertEquals(1_090 * MILLI, end.whileWaiting(5 * MILLI));
    assertEquals(90 * MILLI, end.afterRequest(74 * MILLI, 1));
    assertEquals(190 * MILLI, end.afterRequest(95 * MILLI, 1), "this cycle cannot be kept");
    assertEquals(190 * MILLI, end.afterRequest(74 * MILLI, 2), "more may follow");
  }
}
