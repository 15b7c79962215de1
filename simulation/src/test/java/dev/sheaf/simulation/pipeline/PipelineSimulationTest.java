package dev.sheaf.simulation.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.experiment.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PipelineSimulationTest {
  private static void expectAll(String name) throws IOException {
    try (var file = Catalogue.class.getResourceAsStream("/scenarios/" + name + ".conf")) {
      assertTrue(file != null, "no scenario " + name);
      var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      for (var prepared : Catalogue.experiments().prepare(Scenario.parse(name, text))) {
        for (var row : Experiments.measure(prepared, 1)) {
          var expected = row.expectation();
          assertTrue(
              row.pass(),
              () -> row.label() + ": " + expected + " but was " + row.measured().figures());
        }
      }
    }
  }

  private static Measured measure(String parameters) {
    var in =
        new Parameters(
            ConfigFactory.parseString(
                "dataset.samples = 20000, world.trainer.prefetch = 32, " + parameters));
    return new Pipeline().prepare(in).measure(1);
  }

  private static double figure(String name, String parameters) {
    return measure(parameters).figures().getOrDefault(name, Double.NaN);
  }

  @Test
  void flowsShareLinksAsWorkedOutByHand() throws IOException {
    expectAll("oracles/max-min-fair");
  }

  @Test
  void epochsAndStallsFollowTheClosedForms() throws IOException {
    expectAll("oracles/stall");
  }

  @Test
  void moreBatchesOnTheWayNeverMakeAnEpochLonger() {
    var last = Double.MAX_VALUE;
    for (int prefetch = 1; prefetch <= 64; prefetch *= 2) {
      var seconds =
          figure(
              "epochSeconds",
              "world.origin { latency-sigma = 0, bandwidth = 400 Gb/s }, world.node.nic = 400 Gb/s,"
                  + "world.trainer.prefetch = "
                  + prefetch);
      assertTrue(seconds <= last + 1e-6, "prefetch " + prefetch + " takes " + seconds);
      last = seconds;
    }
  }

  @Test
  void theSameSeedMeasuresTheSameAndEveryByteIsCounted() {
    var faults =
        "faults { kinds = [node-loss, partition, slow-node], per-hour = 3600, mean = 2 s }, world.node.nic = 3 Gb/s";
    assertEquals(measure(faults).figures(), measure(faults).figures());
    assertEquals(20_000 * 115_000.0, figure("originBytes", faults));
    assertTrue(
        figure("epochSeconds", faults) > figure("epochSeconds", "world.node.nic = 3 Gb/s") + 1,
        "faults must cost time");
  }

  @Test
  void anOriginThatThrottlesIsAskedAgainUntilItServes() {
    var throttled = "faults.list = [\"origin-throttling at 1 s for 4 s by 0.001\"], until = 1 h";
    assertTrue(figure("originRefusals", throttled) > 0);
    assertEquals(figure("originRefusals", throttled), figure("retries", throttled));
    assertEquals(20_000 * 115_000.0, figure("originBytes", throttled));
  }

  @Test
  void badParametersAreNamed() {
    var refused =
        assertThrows(BadScenario.class, () -> measure("faults.list = [\"node-los 0 at 1 s\"]"));
    assertTrue(refused.getMessage().contains("node-loss"), refused.getMessage());
    assertThrows(BadScenario.class, () -> measure("faults.list = [\"node-loss 7 at 1 s\"]"));
    assertThrows(BadScenario.class, () -> measure("faults.list = [\"slow-node 0 at 1 s by 0.5\"]"));
    assertThrows(BadScenario.class, () -> measure("world.origin.bandwidth = 0 B/s"));
    assertThrows(
        BadScenario.class, () -> measure("world.origin.latency-table = [\"5 ms\", \"1 ms\"]"));
  }
}
