package dev.sheaf.simulation.ephemeral;

import dev.sheaf.policies.ephemeral.FullestFirst;
import dev.sheaf.policies.ephemeral.FullestFirst.Share;
import dev.sheaf.policies.ephemeral.HintedSize;
import dev.sheaf.policies.ephemeral.Hints;
import dev.sheaf.policies.ephemeral.NodeType;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.List;

/** Sizes and places one job on an empty cluster. */
public final class PocketSizing implements Experiment {
  @Override
  public String name() {
    return "pocketSizing";
  }

  @Override
  public Run prepare(Parameters in) {
    var hints =
        new Hints(
            in.number("jobs.lambdas", 0, 0, 1_000_000),
            in.ratio("jobs.capacityGb", 0, 0, 1e9),
            in.ratio("jobs.peakMbps", 0, 0, 1e12),
            in.flag("jobs.latencySensitive", true));
    var asReleased = in.flag("policy.asReleased", false);
    var sizing =
        new HintedSize(
            NodeType.AS_PUBLISHED,
            in.ratio("world.mbpsPerLambda", 600, 1, 1e6),
            in.ratio("policy.nodesWithoutHint", 2, 0.01, 1_000),
            asReleased);
    return seed -> {
      var demand = sizing.demand(hints);
      var placed =
          new FullestFirst(NodeType.AS_PUBLISHED, asReleased).place(demand, List.of(), "node-");
      return new Measured(asReleased ? "as released" : "hinted size")
          .with("demandGb", demand.gb())
          .with("demandMbps", demand.mbps())
          .with("nodes", placed.newNodes())
          .with("throughputBound", demand.throughputBound(NodeType.AS_PUBLISHED) ? 1 : 0)
          .with("sumOfWeights", placed.shares().stream().mapToDouble(Share::weight).sum())
          .with("mostShare", most(placed.shares()));
    };
  }

  private static double most(List<Share> shares) {
    return shares.stream()
        .mapToDouble(share -> Math.max(share.network(), share.capacity()))
        .max()
        .orElse(0);
  }
}
