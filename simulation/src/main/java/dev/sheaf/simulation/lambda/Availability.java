package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.economics.LossProbability;
import dev.sheaf.policies.functions.Reclamation.ZipfPerMinute;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * The experiment {@code availability}: how many stripes outlive an hour, by the closed form, when
 * each interval loses a given share or when reclaims are Zipf or Poisson distributed.
 */
public final class Availability implements Experiment {
  @Override
  public String name() {
    return "availability";
  }

  @Override
  public Run prepare(Parameters in) {
    var perHour = in.ratio("world.reclaim.intervalsPerHour", 60, 0.01, 3_600);
    if (in.has("world.reclaim.lossPerInterval")) {
      var loss = in.ratio("world.reclaim.lossPerInterval", 0, 0, 1);
      return seed -> measured("given", loss, perHour);
    }
    var nodes = in.number("world.lambda.nodes", 400, 1, 100_000);
    var code = LossProbabilities.code(in, "10+2");
    if (nodes < code.chunks()) {
      throw new BadScenario("world.lambda.nodes must be at least the chunks of " + code);
    }
    var shares = shares(in, nodes, perHour);
    return seed -> measured(code.toString(), LossProbability.mean(nodes, code, shares), perHour);
  }

  private static List<Double> shares(Parameters in, int nodes, double perHour) {
    var model = in.choice("world.reclaim.model", "zipf", List.of("zipf", "poisson"));
    if (model.equals("zipf")) {
      var zipf =
          new ZipfPerMinute(
              in.ratio("world.reclaim.exponent", 2, 0.1, 20),
              in.number("world.reclaim.most", 22, 1, nodes));
      return zipf.shares();
    }
    var mean = in.ratio("world.reclaim.perHour", 36, 0, 1e6) / perHour;
    var shares = new ArrayList<Double>();
    var share = StrictMath.exp(-mean);
    for (int r = 0; r <= nodes; r++) {
      shares.add(share);
      share *= mean / (r + 1);
    }
    return shares;
  }

  private static Measured measured(String policy, double loss, double perHour) {
    return new Measured(policy)
        .with("lossPerInterval", loss)
        .with("hourlyAvailabilityRatio", LossProbability.hourlyAvailability(loss, perHour));
  }
}
