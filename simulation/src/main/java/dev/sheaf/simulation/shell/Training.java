package dev.sheaf.simulation.shell;

import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.retry.JitteredBackOff;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.world.Fault;
import dev.sheaf.simulation.world.FaultSchedule;
import dev.sheaf.simulation.world.MeteredOrigin;
import dev.sheaf.simulation.world.Trainer;
import dev.sheaf.simulation.world.WorldParameters;
import java.util.List;

/**
 * Jobs that train from the cache in a timed world: an origin with latency, bandwidth, request rate
 * and price, nodes with cards and memory, and whatever goes wrong; the live system's own books
 * decide.
 *
 * <p>Left out: the way of a batch from node to trainer, and the journal. Named invariants are
 * checked all the while.
 */
public final class Training implements Experiment {
  @Override
  public String name() {
    return "training";
  }

  /** What is trained, where. */
  record Plan(
      int samples,
      long sampleBytes,
      int packages,
      int jobs,
      double stagger,
      int batch,
      int epochs,
      double jitter,
      String residency,
      WorldParameters.Nodes nodes,
      double cacheFraction,
      MeteredOrigin.Terms origin,
      Trainer.Pace trainer,
      JitteredBackOff backOff,
      long untilNanos) {

    long stepNanos() {
      return Math.max(1, Math.max(trainer.stepNanos(batch), trainer.decodeNanos(batch)));
    }

    long epochNanos() {
      return stepNanos() * Math.ceilDiv(samples, batch);
    }

    long capacityBytes() {
      var dataset = (double) samples * sampleBytes;
      return cacheFraction > 0
          ? Math.round(cacheFraction * dataset)
          : nodes.count() * nodes.memoryBytes();
    }
  }

  @Override
  public Run prepare(Parameters in) {
    var plan = plan(in);
    if (plan.packages() > plan.samples()) {
      throw new BadScenario(
          "dataset.packages must be at most dataset.samples %d but was %d"
              .formatted(plan.samples(), plan.packages()));
    }
    var kind = in.choice("faults.kind", "none", List.of("none", "list", "random"));
    faults(in, plan, kind, 0);
    return seed -> new TrainingRun(plan, faults(in, plan, kind, seed), seed).measured();
  }

  private static Plan plan(Parameters in) {
    var world = new WorldParameters(in);
    return new Plan(
        in.number("dataset.samples", 100_000, 1, 100_000_000),
        in.bytes("dataset.sample-bytes", "115 kB"),
        in.number("dataset.packages", 256, 1, 1_000_000),
        in.number("jobs.count", 4, 1, 1_000),
        in.ratio("jobs.stagger", 0, 0, 1),
        in.number("jobs.batch", 256, 1, 1 << 16),
        in.number("jobs.epochs", 3, 1, 100_000),
        in.ratio("jobs.jitter", 0.05, 0, 0.9),
        in.choice("policy.residency", "pinned", Residency.NAMES),
        world.nodes(),
        in.ratio("cache.fraction", 0, 0, 1),
        world.origin(),
        world.trainer(),
        new JitteredBackOff(
            in.nanos("policy.back-off.base", "50 ms"), in.nanos("policy.back-off.most", "5 s")),
        in.nanos("until", "365 d"));
  }

  /** None, those of {@code faults.list}, or a dozen drawn from the seed. */
  private static FaultSchedule faults(Parameters in, Plan plan, String kind, long seed) {
    var chance = new RandomStream(seed, "faults");
    var end = plan.epochNanos() * plan.epochs();
    var nodes = plan.nodes().count();
    var listed = FaultSchedule.read(in, nodes, end, chance);
    if (!kind.equals("random")) {
      return kind.equals("none") && !in.has("faults.list") && !in.has("faults.per-hour")
          ? new FaultSchedule(List.of())
          : listed;
    }
    var perHour = 12 * 3_600e9 / end;
    return FaultSchedule.drawn(
        new FaultSchedule.Chances(List.of(Fault.Kind.values()), perHour, end / 20, nodes, end),
        chance);
  }
}
