package dev.sheaf.simulation.ephemeral;

import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling;
import dev.sheaf.policies.ephemeral.FullestFirst;
import dev.sheaf.policies.ephemeral.HintedSize;
import dev.sheaf.policies.ephemeral.Hints;
import dev.sheaf.policies.ephemeral.NodeType;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;

/** Jobs come with hints, stay for a while and go, or stay for ever; nodes follow. */
public final class PocketScaling implements Experiment {
  @Override
  public String name() {
    return "pocketScaling";
  }

  @Override
  public Run prepare(Parameters in) {
    var load =
        new Load(
            in.number("jobs.count", 100, 1, 1_000_000),
            Math.max(1, in.nanos("jobs.every", "20 s")),
            in.flag("jobs.forEver", false) ? Long.MAX_VALUE : in.nanos("jobs.stay", "60 s"),
            in.ratio("jobs.mostMbps", 8_000, 1, 1e9),
            in.ratio("jobs.mostGb", 60, 0.01, 1e9));
    var asReleased = in.flag("policy.asReleased", false);
    var startNanos = in.nanos("world.nodeStart", "40 s");
    var end = in.nanos("until.time", "1 h");
    return seed -> {
      var timeline = new Timeline();
      var pocket =
          new VirtualPocket(
              timeline,
              new FullestFirst(NodeType.AS_PUBLISHED, asReleased),
              AllocatedNetworkScaling.AS_PUBLISHED,
              startNanos);
      pocket.scale(end);
      var arrived = load.come(timeline, pocket, new RandomStream(seed, "jobs"));
      timeline.runUntil(end);
      return measured(asReleased ? "as released" : "fullest first", pocket, arrived);
    };
  }

  private static Measured measured(String policy, VirtualPocket pocket, long lastArrivalNanos) {
    var seen = pocket.seen;
    return new Measured(policy)
        .with("nodesAdded", seen.added)
        .with("nodesDrained", seen.drained)
        .with("nodesRemoved", seen.removed)
        .with("mostNodes", seen.mostNodes)
        .with("nodesAtEnd", pocket.nodes())
        .with("mostShare", seen.mostShare)
        .with("mostShareAtRemoval", seen.mostShareAtRemoval)
        .with("worstSumOfWeights", seen.worstSumOfWeights)
        .with("lastChangeSeconds", seen.lastChangeNanos / 1e9)
        .with("lastArrivalSeconds", lastArrivalNanos / 1e9)
        .with("nodeHours", pocket.nodeSeconds() / 3_600);
  }

  /** Jobs that come one after the other; each says a rate and a capacity up to a limit. */
  private record Load(int count, long everyNanos, long stayNanos, double mostMbps, double mostGb) {
    /** Lets them come; when the last one does. */
    long come(Timeline timeline, VirtualPocket pocket, RandomStream chance) {
      var at = 0L;
      for (int i = 0; i < count; i++) {
        at += (long) chance.exponential((double) everyNanos);
        var job = "job-%06d".formatted(i);
        var gb = mostGb * (1 - chance.uniform());
        var mbps = mostMbps * (1 - chance.uniform());
        var demand =
            new HintedSize(NodeType.AS_PUBLISHED, 600, 2, false)
                .demand(new Hints(0, gb, mbps, true));
        timeline.at(at, () -> pocket.register(job, demand));
        if (stayNanos != Long.MAX_VALUE) {
          timeline.at(
              at + (long) chance.exponential((double) stayNanos), () -> pocket.deregister(job));
        }
      }
      return at;
    }
  }
}
