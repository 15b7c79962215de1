package dev.sheaf.simulation.pipeline;

import dev.sheaf.policies.economics.PipelineBound;
import dev.sheaf.policies.retry.JitteredBackOff;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.world.FaultSchedule;
import dev.sheaf.simulation.world.MeteredOrigin;
import dev.sheaf.simulation.world.Trainer;
import dev.sheaf.simulation.world.WorldParameters;

/**
 * The experiment {@code pipeline}: trainers that read one epoch of a dataset from the origin
 * through their nodes, a share of it being cached; beside it the closed form of how long that
 * takes.
 */
public final class Pipeline implements Experiment {
  @Override
  public String name() {
    return "pipeline";
  }

  /**
   * What is read and by whom.
   *
   * @param samplesPerGet how many samples one GET brings
   */
  record Setting(
      CachedShare epoch,
      long sampleBytes,
      int samplesPerGet,
      int jobs,
      MeteredOrigin.Terms origin,
      WorldParameters.Nodes nodes,
      Trainer.Pace trainer,
      JitteredBackOff backOff) {

    /** How long an epoch takes when everything overlaps, for jobs that share the links evenly. */
    double boundSeconds() {
      var jobsOfANode = Math.ceilDiv(jobs, nodes.count());
      var bytesPerSecond =
          Math.min(
              (double) origin.bytesPerSecond() / jobs,
              (double) nodes.nicBytesPerSecond() / jobsOfANode);
      var requests = origin.requestsPerSecond() / jobs * samplesPerGet;
      var decoded =
          trainer.decodeCores() == 0
              ? Double.POSITIVE_INFINITY
              : trainer.decodeCores() * trainer.decodedPerSecond();
      var rate =
          new PipelineBound(trainer.samplesPerSecond(), decoded)
              .samplesPerSecond(
                  Math.min(requests, bytesPerSecond / sampleBytes), 1 - epoch.share());
      return epoch.samples() / rate;
    }
  }

  @Override
  public Run prepare(Parameters in) {
    var world = new WorldParameters(in);
    var epoch =
        new CachedShare(
            in.count("dataset.samples", 100_000, 1, 1_000_000_000L),
            in.number("jobs.batch", 256, 1, 1_000_000),
            in.ratio("cache.fraction", 0, 0, 1));
    var setting =
        new Setting(
            epoch,
            in.bytes("dataset.sample-bytes", "115 kB"),
            in.number("dataset.samples-per-get", 32, 1, 1_000_000),
            in.number("jobs.count", 1, 1, 10_000),
            world.origin(),
            world.nodes(),
            world.trainer(),
            new JitteredBackOff(
                in.nanos("policy.back-off.base", "50 ms"),
                in.nanos("policy.back-off.most", "5 s")));
    var until = in.nanos("until", "1 h");
    FaultSchedule.read(in, setting.nodes().count(), until, new RandomStream(0, "faults"));
    return seed ->
        measure(
            setting,
            FaultSchedule.read(
                in, setting.nodes().count(), until, new RandomStream(seed, "faults")),
            seed);
  }

  private static Measured measure(Setting setting, FaultSchedule faults, long seed) {
    var run = new PipelineRun(setting, seed);
    run.let(faults);
    var epochSeconds = run.epochSeconds();
    var bound = setting.boundSeconds();
    var origin = run.origin();
    return new Measured("prefetch " + setting.trainer().prefetch())
        .with("epochSeconds", epochSeconds)
        .with("boundSeconds", bound)
        .with("epochOverBound", epochSeconds / bound)
        .with("samplesPerSecond", setting.epoch().samples() / epochSeconds)
        .with("stallSeconds", run.stallSeconds())
        .with("firstBatchSeconds", run.firstBatchSeconds())
        .with("originGets", origin.served())
        .with("originRefusals", origin.refused())
        .with("retries", run.retries())
        .with("originBytes", origin.bytes())
        .with("costMicroUsd", origin.costMicroUsd())
        .with("requestsInFlight", run.requestsInFlight());
  }
}
