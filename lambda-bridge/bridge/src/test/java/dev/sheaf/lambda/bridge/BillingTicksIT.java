package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.bridge.FunctionInvoker.Outcome;
import dev.sheaf.lambda.bridge.OneBridge.Fleet;
import dev.sheaf.lambda.local.LocalLambdaSettings.Limits;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The price list of 2019, which bills runs by a tenth of a second. */
@Timeout(60)
final class BillingTicksIT {
  private static final int TICK_MILLIS = 100;
  private static final int NODES = 6;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
  private static final FunctionPrices TENTHS =
      new FunctionPrices(200_000, 16_666_700, TICK_MILLIS, false);

  @TempDir Path folder;

  @Test
  void runsEndJustBeforeATickThatWouldBeBilled() throws Exception {
    var fleet = new Fleet("ticks", NODES, new StripeCode(4, 2)).with(TENTHS);
    try (var lambda =
            new HandlerLambda(folder, Limits.AWS, TENTHS).withSingle(fleet.names(), NODES);
        var invoker = lambda.invoker(fleet.names());
        var one = OneBridge.alone(fleet, invoker)) {
      for (int round = 0; round < 3; round++) {
        one.awaitRest();
        one.store(round, 50_000);
      }
      one.awaitRest();
      var runs =
          one.calls.outcomes().stream()
              .map(Outcome.Returned.class::cast)
              .filter(run -> run.report().ending().equals("done"))
              .toList();
      var wholeTicks = 0;
      for (var run : runs) {
        var elapsed = run.report().elapsedNanos();
        assertEquals(0, run.billedMillis() % TICK_MILLIS, run::toString);
        assertTrue(
            elapsed > TICK_NANOS - 5_000_000, () -> "a tick is used up before it is left: " + run);
        wholeTicks += elapsed % TICK_NANOS > TICK_NANOS - 5_000_000 ? 1 : 0;
      }
      System.out.printf("%d runs, %d of them ended just before a tick%n", runs.size(), wholeTicks);
      assertTrue(runs.size() >= 3 * NODES, "runs: " + runs.size());
      assertTrue(wholeTicks > 0, "no run used its last tick up");
      var figures = one.bridge.figures();
      assertEquals(lambda.lambda.bill().total().billedMillis(), figures.billedMillis());
      assertEquals(lambda.lambda.bill().microUsd(), figures.costMicroUsd());
      assertEquals(0, figures.billedMillis() % TICK_MILLIS);
    }
  }
}
