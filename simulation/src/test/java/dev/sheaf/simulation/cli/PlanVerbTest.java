package dev.sheaf.simulation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanVerbTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path folder;

  private int plan(String... options) {
    var line = SimulationCli.commandLine(Catalogue.experiments(), ScenarioShelf.shipped());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    var all = new java.util.ArrayList<>(List.of("plan"));
    all.addAll(List.of(options));
    return line.execute(all.toArray(String[]::new));
  }

  @Test
  void aPlanSaysWhatIsCheapestAndWhatEveryPlaceCosts() {
    assertEquals(0, plan("--samples", "1281167", "--sample-bytes", "115kB", "--jobs", "8"));
    var text = out.toString();
    for (var word : List.of("Cheapest with stall under 5.0 %", "s3-express", "lambda", "valkey")) {
      assertTrue(text.contains(word), word + " in " + text);
    }
    assertTrue(text.contains("Lambda is not the cheapest"), text);
    assertTrue(text.contains("Simulated"), text);
  }

  @Test
  void aPlanIsWrittenForProgramsAndAsAPage() throws IOException {
    var page = folder.resolve("plan.html");
    var status =
        plan(
            "--samples=1000000",
            "--sample-bytes=100kB",
            "--jobs=4",
            "--no-simulation",
            "--json",
            "--html",
            page.toString());
    assertEquals(0, status, err.toString());
    var json = new ObjectMapper().readTree(out.toString());
    assertEquals(1_000_000, json.at("/workload/samples").asLong());
    assertEquals(
        json.at("/cheapest/costMicroUsdPerEpoch").asLong(),
        json.at("/tiers/0/costMicroUsdPerEpoch").asLong());
    assertTrue(json.at("/cheapest/meetsLimit").asBoolean());
    assertTrue(Files.readString(page).contains("<table>"));
  }

  @Test
  void whatCannotBeMetIsSaidWithExitOne() {
    var status =
        plan(
            "--samples=1000",
            "--sample-bytes=1GB",
            "--jobs=2",
            "--gpu-rate=1000",
            "--no-simulation");
    assertEquals(1, status);
    assertTrue(out.toString().contains("Nothing keeps stall under 5.0 %"), out.toString());
  }

  @Test
  void wrongUseIsOneLineWithExitTwo() {
    assertEquals(2, plan("--samples=1000", "--sample-bytes=115", "--jobs=2"));
    assertEquals(
        "sheaf: sample-bytes must be a size such as 8 GiB but was \"115\"", err.toString().strip());
    assertEquals(2, plan("--samples=-1", "--sample-bytes=115kB", "--jobs=2"));
    assertEquals(2, plan("--samples=10", "--jobs=2"));
    assertEquals(2, plan("--samples=10", "--jbos=2"));
  }
}
