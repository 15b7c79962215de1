package dev.sheaf.simulation.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.workload.SharedTraces;
import dev.sheaf.simulation.workload.Trace;
import dev.sheaf.simulation.workload.TraceReader;
import dev.sheaf.simulation.workload.TraceReader.Columns;
import org.junit.jupiter.api.Test;

final class ReplayBenchTest {
  private static final String NAME = "dal09_10mb_50h.csv.gz";

  @Test
  void bothCachesAnswerTheWholeTraceAndTheirRatesAreComparedByTheSameClock() {
    var ticks = new long[1];
    var bench = new ReplayBench(trace(), 100_000_000_000L, () -> ticks[0] += 1_000_000_000);
    var result = bench.run(3, 2);
    assertEquals(37_474, result.requests());
    assertEquals(2 * 37_474, result.lruRequestsPerSecond(), 1e-6);
    assertEquals(1, result.ratio(), 1e-9, "each took one tick of this clock");
    assertEquals(.638, result.lruHitRatio(), .002);
    assertTrue(result.caffeineTinyLfuHitRatio() > .6, "was " + result.caffeineTinyLfuHitRatio());
    assertTrue(result.caffeineTinyLfuHitRatio() < .6654, "only first requests miss");
  }

  @Test
  void aBenchWithoutARoundIsRefused() {
    var bench = new ReplayBench(trace(), 1);
    assertThrows(IllegalArgumentException.class, () -> bench.run(0, 1));
  }

  private static Trace trace() {
    return TraceReader.read(SharedTraces.with(NAME).find(NAME), Columns.REGISTRY, 0);
  }
}
