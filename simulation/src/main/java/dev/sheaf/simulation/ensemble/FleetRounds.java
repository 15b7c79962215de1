package dev.sheaf.simulation.ensemble;

import dev.sheaf.policies.books.EnsembleBook;
import dev.sheaf.policies.books.EnsembleBook.Machines;
import dev.sheaf.policies.ensemble.EqualRatePacking;
import dev.sheaf.policies.ensemble.EqualRatePacking.Anchor;
import dev.sheaf.policies.ensemble.MostWork;
import dev.sheaf.policies.ensemble.OneGpuEach;
import dev.sheaf.policies.ensemble.Packing;
import dev.sheaf.simulation.ensemble.Recruits.Recruit;
import dev.sheaf.simulation.ensemble.VirtualWorkers.Voyage;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.List;

/**
 * Trains a heterogeneous ensemble in flotillas, by itself, and as if all were alike, and compares
 * the times.
 */
public final class FleetRounds implements Experiment {
  @Override
  public String name() {
    return "fleetRounds";
  }

  @Override
  public Run prepare(Parameters in) {
    var recruits = new Recruits(in, 100);
    var machines =
        new Machines(
            in.number("world.nodes", 20, 1, 10_000), in.number("world.gpusPerNode", 4, 1, 64));
    var cores = in.number("world.coresPerNode", 20, 1, 4_096);
    var world =
        new World(
            machines,
            cores * 1e9 / Math.max(1, in.nanos("world.preparePerImage", "1176 us")),
            in.nanos("world.checkpoint", "10 s"));
    var anchor = in.choice("policy.anchor", "fastest", List.of("fastest", "slowest", "mostWork"));
    var packing =
        switch (anchor) {
          case "fastest" -> new EqualRatePacking(Anchor.FASTEST);
          case "slowest" -> new EqualRatePacking(Anchor.SLOWEST);
          default -> new MostWork();
        };
    var perRound = in.number("policy.convergedPerRound", 1, 1, 10_000);
    return seed ->
        compared(recruits.drawn(seed, machines.gpus()), world, new Sharing(packing, perRound));
  }

  /** The machines, and what their cores prepare. */
  private record World(Machines machines, double preparedPerNode, long checkpointNanos) {
    double preparedByAll() {
      return preparedPerNode * machines.nodes();
    }
  }

  /** How members share a stream. */
  private record Sharing(Packing packing, int convergedPerRound) {}

  private static Measured compared(List<Recruit> ensemble, World world, Sharing sharing) {
    var machines = world.machines();
    var fleet = voyage(ensemble, world, sharing);
    var alike = voyage(ensemble, world, new Sharing(new OneGpuEach(), Integer.MAX_VALUE));
    var alone =
        Alone.seconds(ensemble, machines.gpus(), world.preparedPerNode() / machines.gpusPerNode());
    var least = leastSeconds(ensemble, machines.gpus());
    return new Measured(sharing.packing().name())
        .with("fleetSeconds", fleet.seconds())
        .with("aloneSeconds", alone)
        .with("alikeSeconds", alike.seconds())
        .with("speedUpOverAlone", alone / fleet.seconds())
        .with("speedUpOverAlike", alike.seconds() / fleet.seconds())
        .with("shareOfBound", least / fleet.seconds())
        .with("rounds", fleet.rounds())
        .with("alikeRounds", alike.rounds())
        .with("checkpoints", fleet.checkpoints())
        .with("rateMismatch", fleet.rateMismatch())
        .with("alikeRateMismatch", alike.rateMismatch())
        .with("mostGpus", fleet.mostGpus())
        .with("membersLeft", ensemble.size() - fleet.converged())
        .with("spreadPlaces", fleet.spread());
  }

  private static Voyage voyage(List<Recruit> ensemble, World world, Sharing sharing) {
    var timeline = new Timeline();
    var book = new EnsembleBook(sharing.packing(), world.machines(), sharing.convergedPerRound());
    return new VirtualWorkers(timeline, book, world.preparedByAll(), world.checkpointNanos())
        .train(ensemble);
  }

  /** No schedule is faster than all accelerators at their best, or the longest member on all. */
  private static double leastSeconds(List<Recruit> ensemble, int gpus) {
    var work = 0.0;
    var longest = 0.0;
    for (var each : ensemble) {
      var rates = each.member().rates();
      var perGpu = 0.0;
      var best = 0.0;
      for (int m = 1; m <= gpus; m++) {
        perGpu = Math.max(perGpu, rates.on(m) / m);
        best = Math.max(best, rates.on(m));
      }
      work += each.imagesNeeded() / perGpu;
      longest = Math.max(longest, each.imagesNeeded() / best);
    }
    return Math.max(work / gpus, longest);
  }
}
