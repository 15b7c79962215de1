package dev.sheaf.simulation.ensemble;

import dev.sheaf.policies.books.EnsembleBook;
import dev.sheaf.policies.books.EnsembleBook.Machines;
import dev.sheaf.policies.ensemble.EqualRatePacking;
import dev.sheaf.policies.ensemble.EqualRatePacking.Anchor;
import dev.sheaf.policies.ensemble.LeastRounds;
import dev.sheaf.policies.ensemble.MostWork;
import dev.sheaf.policies.ensemble.OneGpuEach;
import dev.sheaf.policies.ensemble.Packing;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.ensemble.Recruits.Recruit;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.List;

/** Trains many small ensembles in flotillas, and compares each with the best rounds there are. */
public final class FleetAgainstBound implements Experiment {
  @Override
  public String name() {
    return "fleetAgainstBound";
  }

  @Override
  public Run prepare(Parameters in) {
    var recruits = new Recruits(in, 5);
    var members = in.number("jobs.members", 5, 1, 10_000);
    if (members > LeastRounds.MOST_MEMBERS) {
      throw new BadScenario(
          "jobs.members must be 1..%d, as the bound tries everything, but was %d"
              .formatted(LeastRounds.MOST_MEMBERS, members));
    }
    var machines =
        new Machines(in.number("world.nodes", 2, 1, 64), in.number("world.gpusPerNode", 4, 1, 64));
    var instances = in.number("until.instances", 200, 1, 100_000);
    var packing =
        switch (in.choice(
            "policy.packing", "fastest", List.of("fastest", "slowest", "mostWork", "alike"))) {
          case "fastest" -> new EqualRatePacking(Anchor.FASTEST);
          case "slowest" -> new EqualRatePacking(Anchor.SLOWEST);
          case "mostWork" -> new MostWork();
          default -> new OneGpuEach();
        };
    return seed -> {
      var ratios = new double[instances];
      for (int i = 0; i < instances; i++) {
        ratios[i] = ratio(recruits.drawn(Draw.draw(seed, i), machines.gpus()), machines, packing);
      }
      return measured(packing, ratios);
    };
  }

  private static double ratio(List<Recruit> ensemble, Machines machines, Packing packing) {
    var bound =
        LeastRounds.seconds(
            ensemble.stream().map(Recruit::member).toList(),
            ensemble.stream().map(Recruit::imagesNeeded).toList(),
            machines.gpus());
    var book = new EnsembleBook(packing, machines, 1);
    var voyage = new VirtualWorkers(new Timeline(), book, Double.MAX_VALUE, 0).train(ensemble);
    return voyage.seconds() / bound;
  }

  private static Measured measured(Packing packing, double[] ratios) {
    var sum = 0.0;
    var squares = 0.0;
    var most = 0.0;
    var least = Double.MAX_VALUE;
    for (var ratio : ratios) {
      sum += ratio;
      squares += ratio * ratio;
      most = Math.max(most, ratio);
      least = Math.min(least, ratio);
    }
    var mean = sum / ratios.length;
    var variance = Math.max(0, squares / ratios.length - mean * mean);
    return new Measured(packing.name())
        .with("timeOverBound", mean, StrictMath.sqrt(variance / ratios.length))
        .with("worstTimeOverBound", most)
        .with("bestTimeOverBound", least)
        .with("instances", ratios.length);
  }
}
