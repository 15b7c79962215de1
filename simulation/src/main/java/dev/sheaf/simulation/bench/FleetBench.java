package dev.sheaf.simulation.bench;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Simulates ten thousand functions for a day: the scenario {@code scale-10k-nodes}, on one thread.
 *
 * <p><i>Aim:</i> less than 60 s of a core.
 */
public final class FleetBench implements Bench {
  private static final String SCENARIO = "scale-10k-nodes";

  private final Experiments experiments;
  private final ScenarioShelf shelf;

  /** Over what can be simulated, and the scenarios that ship. */
  public FleetBench(Experiments experiments, ScenarioShelf shelf) {
    this.experiments = experiments;
    this.shelf = shelf;
  }

  @Override
  public String name() {
    return "fleet";
  }

  @Override
  public String about() {
    return "a day of 10,000 Lambda nodes: the scenario " + SCENARIO;
  }

  @Override
  public List<String> anchors() {
    return List.of();
  }

  @Override
  public Optional<String> lacking() {
    return shelf.knows(SCENARIO)
        ? Optional.empty()
        : Optional.of("there is no scenario " + SCENARIO);
  }

  @Override
  public Supplier<BenchResult> prepare(Parameters in, String anchor) {
    var seed = in.count("seed", 1, 0, Long.MAX_VALUE);
    var until = in.text("until", in.flag(QUICK, false) ? "2 h" : "");
    var overrides =
        until.isEmpty() ? ConfigFactory.empty() : ConfigFactory.parseMap(Map.of("until", until));
    var scenario = shelf.find(in.text("scenario", SCENARIO)).getFirst().with(overrides);
    var run = experiments.prepare(scenario).getFirst().run();
    return () -> result(in.used(), Effort.of(() -> run.measure(seed)));
  }

  private BenchResult result(Map<String, String> params, Effort<Measured> effort) {
    var figures = effort.figures();
    var events = effort.result().figures().get("events");
    if (events != null) {
      figures
          .with("events", events.longValue())
          .with("eventsPerCpuSecond", events / effort.cpuSeconds());
    }
    return new BenchResult(name(), params, figures.all(), null, null);
  }
}
