package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.RunCost;
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
  private final RunUses uses = new RunUses();

  /** A meter at zero, for functions of so much memory at these prices. */
  public FleetMeter(FunctionPrices prices, int memoryMb) {
    this.prices = prices;
    this.memoryMb = memoryMb;
  }

  /** Which jobs' requests the runs serve. */
  RunUses uses() {
    return uses;
  }

  /**
   * What was counted so far.
   *
   * @param unattributedMicroUsd of the cost, what no job was charged
   */
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
      long packagesMissed,
      double unattributedMicroUsd) {}

  void ran(int node, RunReport report, long billedMillis, boolean warmUp) {
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
    billed(node, report, RunCost.of(prices, millis, memoryMb), warmUp);
  }

  private void billed(int node, RunReport report, RunCost cost, boolean warmUp) {
    picoUsd.add(cost.picoUsd());
    uses.ran(node, report, cost, warmUp);
  }

  /** A run ended without an answer; the provider bills it all the same. */
  void failed(int node, long question, long billedMillis) {
    failures.increment();
    if (billedMillis >= 0) {
      invocations.increment();
      this.billedMillis.add(billedMillis);
      var report = new RunReport(0, question, 0, false, 0, "failed");
      billed(node, report, RunCost.of(prices, billedMillis, memoryMb), false);
    }
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
        packagesMissed.sum(),
        uses.unattributed().costMicroUsd());
  }
}
