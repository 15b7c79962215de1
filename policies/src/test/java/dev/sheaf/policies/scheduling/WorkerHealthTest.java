package dev.sheaf.policies.scheduling;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class WorkerHealthTest {
  private final WorkerHealth health = new WorkerHealth();

  private void runs(int count, boolean systemError) {
    for (int i = 0; i < count; i++) {
      health.ran(systemError);
    }
  }

  @Test
  void aFourthErrorAmongTenRunsAsksForAProbe() {
    runs(5, false);
    runs(3, true);
    assertTrue(health.isHealthy());
    runs(1, true);
    assertFalse(health.isHealthy());
  }

  @Test
  void errorsAreForgottenAfterTenRuns() {
    runs(3, true);
    runs(8, false);
    runs(2, true);
    assertTrue(health.isHealthy());
  }

  @Test
  void aProbeThatWentWellBeginsAnewAndOneThatDidNotChangesNothing() {
    runs(4, true);
    health.probed(false);
    assertFalse(health.isHealthy());
    health.probed(true);
    runs(3, true);
    assertTrue(health.isHealthy());
  }
}
