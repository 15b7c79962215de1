package dev.sheaf.simulation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class BenchVerbTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void jsonSaysTheBenchWhatWasAskedForAndOurFigures() throws IOException {
    assertEquals(
        0,
        run(
            "imagenet",
            "--quick",
            "--json",
            "--set",
            "dataset.samples=4000",
            "--set",
            "dataset.packages=100",
            "--set",
            "jobs.batch=16",
            "--set",
            "jobs.count=2"));
    var json = json();
    assertEquals("imagenet", json.path("bench").asText());
    assertEquals("3", json.path("params").path("jobs.epochs").asText());
    for (var figure : new String[] {"wallSeconds", "cpuSeconds", "samplesPerCpuSecond", "bound"}) {
      assertTrue(json.path("ours").path(figure).isNumber(), figure + " in " + json);
    }
    assertFalse(json.has("anchor"), "it has none");
    assertFalse(json.has("ratio"), "there is nothing to compare with");
  }

  @Test
  void anUnknownBenchNamesTheNearest() {
    assertEquals(2, run("imagnet"));
    assertTrue(err.toString().contains("did you mean imagenet?"), err::toString);
  }

  @Test
  void anUnknownParameterIsRefusedBeforeAnythingIsMeasured() {
    assertEquals(2, run("imagenet", "--set", "jobs.epoch=1"));
    assertTrue(err.toString().contains("did you mean jobs.epochs?"), err::toString);
  }

  @Test
  void anAnchorThatABenchDoesNotHaveIsRefused() {
    assertEquals(2, run("imagenet", "--vs", "caffeine"));
    assertTrue(err.toString().contains("--vs of imagenet"), err::toString);
  }

  @Test
  void allBenchesAreListed() {
    assertEquals(0, run("--list"));
    for (var name : new String[] {"fleet", "imagenet", "replay", "caffeine"}) {
      assertTrue(out.toString().contains(name), out::toString);
    }
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private int run(String... args) {
    var all = new String[args.length + 2];
    all[0] = "bench";
    all[1] = "sim";
    System.arraycopy(args, 0, all, 2, args.length);
    return SimulationCli.commandLine(Catalogue.experiments(), ScenarioShelf.shipped())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }
}
