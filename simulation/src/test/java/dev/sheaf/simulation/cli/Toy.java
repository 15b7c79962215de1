package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import dev.sheaf.simulation.invariant.InvariantBroken;
import dev.sheaf.simulation.invariant.InvariantBroken.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A shelf with one group of scenarios, and an experiment that multiplies. */
final class Toy implements Experiment {
  static final String HALVES =
      """
      title = "Half <and> half"
      about = "A share of `reads` hits."
      experiment = toy
      parameters { cache.fraction = 0.5, policy = lru }
      expect = [ {metric = hitRatio, value = 0.5, tolerance = 0.001, source = "arithmetic"} ]
      """;
  static final String SWEEP =
      """
      title = "Shares"
      experiment = toy
      cases = [
        { set { cache.fraction = 0.1 }, expect = [ {metric = hitRatio, value = 0.1, tolerance = 0.01} ] }
        { set { cache.fraction = 0.2 } }
        { set { cache.fraction = 0.4 } }
      ]
      """;

  private Toy() {}

  /** What a command did. */
  record Outcome(int status, String out, String err) {}

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public Run prepare(Parameters in) {
    var fraction = in.ratio("cache.fraction", 0.2, 0, 1);
    var size = in.bytes("cache.memory", "1 GiB");
    var policy = in.choice("policy", "lru", List.of("lru", "fifo"));
    var kind = in.choice("faults.kind", "none", List.of("none", "random"));
    if (in.has("trace")) {
      throw BadScenario.ofMissingData("there is no trace " + in.text("trace", ""));
    }
    if (fraction > 0 && size == 0) {
      throw new BadScenario("cache.fraction above 0 needs cache.memory above 0 B");
    }
    return seed -> {
      if (kind.equals("random") && seed == 7) {
        throw new InvariantBroken("NoSampleTwicePerEpoch", "sample 3", new Place(seed, 5, 8));
      }
      return new Measured(policy)
          .with("hitRatio", fraction, 0.0001)
          .with("originReadsPerSample", 1 - fraction)
          .with("bound", 1 - fraction)
          .with("undefined", Double.NaN)
          .curve(
              new Curve(
                  "hit ratio over time (h)", policy, List.of(0.0, 1.0), List.of(0.0, fraction)));
    };
  }

  static Path shelf(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("group"));
    Files.writeString(folder.resolve("group/halves.conf"), HALVES);
    Files.writeString(folder.resolve("group/sweep.conf"), SWEEP);
    return folder;
  }

  static Outcome run(Path shelf, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var status =
        SimulationCli.commandLine(new Experiments(List.of(new Toy())), ScenarioShelf.in(shelf))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(status, out.toString(), err.toString());
  }
}
