package dev.sheaf.simulation.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.invariant.InvariantBroken;
import dev.sheaf.simulation.invariant.Invariants;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Training in a timed world, with and without faults; invariants are checked all the while. */
class TrainingSimulationTest {
  private static final String SMALL =
      """
      dataset.samples=3000, dataset.packages=128, jobs.count=3, jobs.batch=32, jobs.epochs=2
      jobs.stagger=0.5, world.nodes=4, cache.fraction=0.3
      """;

  private static Measured measure(String parameters, long seed) {
    var in = new Parameters(ConfigFactory.parseString(parameters));
    var run = new Training().prepare(in);
    in.expectNothingElse();
    return run.measure(seed);
  }

  @Test
  void aShortSwarmOfFaultsBreaksNoInvariant() {
    for (long seed = 1; seed <= 12; seed++) {
      var figures = measure(SMALL + ", faults.kind=random", seed).figures();
      assertTrue(figures.get("checks") > 10_000, "seed " + seed + ": " + figures);
      assertTrue(figures.get("originReadsPerSample") <= 1, "seed " + seed + ": " + figures);
    }
  }

  @Test
  void aLostNodeCostsReadsAndNothingElse() {
    var calm = measure(SMALL, 1).figures();
    var lost = measure(SMALL + ", faults.list=[\"node-loss 1 at 2 s for 1 s\"]", 1).figures();
    assertEquals(1, lost.get("faults"));
    assertTrue(
        lost.get("originReadsPerSample") >= calm.get("originReadsPerSample"), calm + " " + lost);
  }

  @Test
  void theSameSeedIsTheSameToTheBit() {
    var faults = SMALL + ", faults.kind=random";
    assertEquals(
        measure(faults, 3).figures().get("traceHash"),
        measure(faults, 3).figures().get("traceHash"));
  }

  @Test
  void aSampleThatComesTwiceBreaksAnInvariant() {
    var windows = new ArrayList<Runnable>();
    var coverage = new Coverage(new Invariants(7, new Timeline()));
    var table = PackageTable.of(new int[] {10, 10}, new long[] {10, 10});
    WindowWatcher recorder =
        (JobSpec spec, AssignedWindow window, EpochOrder order) ->
            windows.add(() -> coverage.assigned(spec, window, order));
    Trainings.oneEpoch(table, recorder);
    windows.forEach(Runnable::run);
    var broken = assertThrows(InvariantBroken.class, windows.getFirst()::run);
    assertTrue(
        String.valueOf(broken.getMessage()).startsWith("NoSampleTwicePerEpoch"),
        broken.getMessage());
    assertTrue(String.valueOf(broken.getMessage()).contains("seed 7"));
  }
}
