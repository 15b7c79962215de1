package dev.sheaf.lambda.bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/** Figures that are known from elsewhere. */
final class FleetBillTest {
  private static final FunctionPrices TODAY = new FunctionPrices(200_000, 16_666_700, 1, true);

  @Test
  void fourHundredFunctionsWarmedEachMinuteCostWhatIsPublished() {
    var bill = FleetBill.of(TODAY, 400, 1536, new StripeCode(10, 2), 60);
    assertEquals(0.0078, bill.warmUpUsdPerHour(), 0.00005);
    // $8.4e-6 for twelve requests of 20 ms; ten chunks are read.
    assertEquals(8.4e-6 * 10 / 12, bill.readUsd(), 1e-7);
  }

  @Test
  void noHourCostsMoreThanAllFunctionsAllTheTime() {
    var bill = FleetBill.of(TODAY, 24, 1024, new StripeCode(10, 2), 60);
    assertEquals(24 * 3600 * 0.0000166667, bill.mostUsdPerHour(), 1e-6);
  }

  @Test
  void theCheapestSizeOfALargePoolIsNearFourFifthsOfAGigabyte() {
    var bill = FleetBill.of(TODAY, 600, 1024, new StripeCode(2, 0), 60);
    var cheapest =
        bill.sizes().stream()
            .min(Comparator.comparingDouble(FleetBill.Size::usdPerHour))
            .orElseThrow();
    assertEquals(832, cheapest.memoryMb());
  }
}
