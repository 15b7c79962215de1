package dev.sheaf.simulation.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import org.junit.jupiter.api.Test;

/** The product's own policy, run by its own books, beside the bound. */
class SharedPackagesSimulationTest {
  private static Measured measure(String parameters, long seed) {
    var in = new Parameters(ConfigFactory.parseString(parameters));
    var run = new SharedPackages().prepare(in);
    in.expectNothingElse();
    return run.measure(seed);
  }

  private static void overBound(String parameters, double most) {
    for (long seed = 1; seed <= 2; seed++) {
      double over = measure(parameters, seed).figures().get("overBound");
      assertTrue(over >= -0.01 && over <= most, parameters + " seed " + seed + ": " + over);
    }
  }

  @Test
  void oneJobReadsWhatIsNotCached() {
    overBound("cache.fraction=0.4, jobs.epochs=4", 0.01);
  }

  @Test
  void jobsInStepReadTheBound() {
    overBound("jobs.count=4, cache.fraction=0.4, jobs.epochs=4", 0.05);
    overBound("jobs.count=3, cache.fraction=0.2, jobs.epochs=4, jobs.jitter=0.3", 0.05);
  }

  @Test
  void jobsShareWhenTwoPackagesHoldMoreThanEightBatches() {
    var large = "dataset.samples=50000, jobs.count=3, cache.fraction=0.4, jobs.epochs=3, ";
    overBound(large + "jobs.batch=16", 0.05);
    overBound(large + "jobs.batch=8, jobs.jitter=0.3", 0.05);
  }

  @Test
  void staggeredJobsReadLittleMore() {
    overBound("jobs.count=4, cache.fraction=0.4, jobs.stagger=0.5", 0.10);
  }

  @Test
  void jobsOfUnequalSpeedReadLittleMore() {
    overBound(
        "jobs.speeds=[1,1.25], cache.fraction=0.4, jobs.epochs=8, jobs.warm-up-epochs=3", 0.10);
    overBound(
        "jobs.speeds=[1,1,4], cache.fraction=0.4, jobs.epochs=8, jobs.warm-up-epochs=3", 0.10);
  }

  @Test
  void leastRecentlyUsedIsFarFromTheBound() {
    var lru = "jobs.count=4, cache.fraction=0.4, jobs.stagger=0.5, policy.residency=lru";
    assertTrue(measure(lru, 1).figures().get("overBound") > 1);
  }

  @Test
  void theSameSeedMeasuresTheSame() {
    var of = "jobs.count=3, cache.fraction=0.3, jobs.stagger=0.5, jobs.jitter=0.2, jobs.epochs=3";
    assertEquals(measure(of, 5).figures(), measure(of, 5).figures());
  }

  @Test
  void speedsAndEpochsMustFit() {
    assertRefused("jobs.count=3, jobs.speeds=[1,2]", "one speed for each of the 3 jobs");
    assertRefused("jobs.speeds=[1,fast]", "must be a number from 0.01 to 100 but was fast");
    assertRefused("jobs.epochs=1", "must be more than jobs.warm-up-epochs");
    assertRefused("policy.residency=pined", "did you mean pinned?");
    assertRefused("cache.fractoin=0.3", "did you mean cache.fraction?");
  }

  private static void assertRefused(String parameters, String because) {
    var refused = assertThrows(BadScenario.class, () -> measure(parameters, 1));
    assertTrue(String.valueOf(refused.getMessage()).contains(because), refused.getMessage());
  }
}
