package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.wire.chunk.RunReport;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the runs of a fleet cost, and what came of them.
 *
 * <p><i>Units:</i> billed milliseconds are the provider's own, by the line that ends a run's log;
 * where there is none, what the function saw of its run, in whole ticks of the billing grain. Runs
 * that never came back are not in them.
 */
public final class FleetMeter {
  private static final long PICO_IN_MICRO = 1_000_000;

  private final FunctionPrices prices;
  private final int memoryMb;
  private final LongAdder invocations = new LongAdder();
  private final LongAdder warmUps = new LongAdder();
  private final LongAdder coldStarts = new LongAdder();
  private final LongAdder billedMillis = new LongAdder();
  private final LongAdder picoUsd = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder throttles = new LongAdder();
  private final LongAdder chunksRead = new LongAdder();
  private final LongAdder chunksWritten = new LongAdder();
  private final LongAdder chunksLost = new LongAdder();
  private final LongAdder chunksRepaired = new LongAdder();
  private final LongAdder chunksCorrupt = new LongAdder();
  private final LongAdder nodesLost = new LongAdder();
  private final LongAdder packagesRead = new LongAdder();
  private final LongAdder packagesMissed = new LongAdder();

  /** A meter at zero, for functions of so much memory at these prices. */
  public FleetMeter(FunctionPrices prices, int memoryMb) {
    this.prices = prices;
    this.memoryMb = memoryMb;
  }

  /** What was counted so far. */
  public record Figures(
      long invocations,
      long warmUps,
      long coldStarts,
      long billedMillis,
      long costMicroUsd,
      long failures,
      long throttles,
      long chunksRead,
      long chunksWritten,
      long chunksLost,
      long chunksRepaired,
      long chunksCorrupt,
      long nodesLost,
      long packagesRead,
      long packagesMissed) {}

  void ran(RunReport report, long billedMillis, boolean warmUp) {
    invocations.increment();
    if (warmUp) {
      warmUps.increment();
    }
    if (report.cold()) {
      coldStarts.increment();
    }
    var millis =
        billedMillis >= 0 ? billedMillis : prices.billedMillis(Math.max(1, report.elapsedNanos()));
    this.billedMillis.add(millis);
    picoUsd.add(prices.requestPicoUsd() + prices.durationPicoUsd(millis, memoryMb));
  }

  void failed() {
    failures.increment();
  }

  void throttled() {
    throttles.increment();
  }

  void chunksRead(int count) {
    chunksRead.add(count);
  }

  void chunkWritten(boolean again) {
    chunksWritten.increment();
    if (again) {
      chunksRepaired.increment();
    }
  }

  void chunkCorrupt() {
    chunksCorrupt.increment();
  }

  void nodeLost(long chunks) {
    nodesLost.increment();
    chunksLost.add(chunks);
  }

  void packageRead(boolean found) {
    (found ? packagesRead : packagesMissed).increment();
  }

  /** What was counted so far. */
  public Figures figures() {
    return new Figures(
        invocations.sum(),
        warmUps.sum(),
        coldStarts.sum(),
        billedMillis.sum(),
        (picoUsd.sum() + PICO_IN_MICRO / 2) / PICO_IN_MICRO,
        failures.sum(),
        throttles.sum(),
        chunksRead.sum(),
        chunksWritten.sum(),
        chunksLost.sum(),
        chunksRepaired.sum(),
        chunksCorrupt.sum(),
        nodesLost.sum(),
        packagesRead.sum(),
        packagesMissed.sum());
  }
}
