package dev.sheaf.node.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The short form of the fault suite; {@code ./sheaf torture --short --seed N} is the same by hand.
 */
final class TortureIT {
  private static final long SEED = 20_26;

  @Test
  @Timeout(600)
  void everyPromiseIsKeptThroughOneFaultOfEachSort() throws Exception {
    var missing = TortureRun.whyNot();
    assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
    var report = TortureRun.run(TortureOptions.brief(SEED), System.out::println);
    System.out.println(report);
    assertEquals(List.of(), report.cases(), "seed " + SEED);
    assertTrue(report.injected().size() >= 4, report.injected().toString());
    assertTrue(report.acknowledged() > 0 && report.epochsHeld() > 0, report.toString());
  }
}
