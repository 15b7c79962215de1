package dev.sheaf.simulation.clairvoyance;

import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.prefetch.BatchSlices;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;

/**
 * One data-parallel job on several nodes that read over a shared file system, with a plan of all
 * future accesses and without.
 *
 * <p>A step ends when every node has computed its slice of the batch. The file system serves one
 * read after another at the bandwidth that was measured for so many nodes; storage and links of a
 * node are as fast for each reader as the performance model says. {@code speedup} is the time of
 * the same run that reads everything from the file system, ahead of need too, over the time of the
 * planned one; {@code speedupBound} the same over the time of computing alone. {@code bound} is the
 * least number of reads from the file system with what all nodes keep together.
 */
public final class PlannedReads implements Experiment {
  @Override
  public String name() {
    return "clairvoyant-prefetch";
  }

  /**
   * The job and where it runs.
   *
   * @param sampleBytes of every sample
   * @param computeNanos of one sample on one node
   */
  record Shape(
      Machines machines,
      BatchSlices slices,
      int epochs,
      long sampleBytes,
      long computeNanos,
      boolean asReleased) {}

  @Override
  public Run prepare(Parameters in) {
    var asReleased = in.flag("policy.asReleased", false);
    var nodes = in.number("jobs.nodes", 8, 1, 1_024);
    var samples = in.number("dataset.samples", 16_000, 1, 2_000_000);
    var slices = new BatchSlices(samples, nodes * in.number("jobs.batch", 16, 1, 100_000), nodes);
    var size = in.bytes("dataset.sampleSize", "114 kB");
    var machine = in.choice("world.machine", "hdmlp", Machines.NAMES);
    var fraction = in.ratio("cache.fractionPerNode", 0.25, 0.0001, 100);
    var whole = Machines.named(machine, 1, asReleased);
    var scale = fraction * samples * size / whole.keptBytes(1);
    var shape =
        new Shape(
            Machines.named(machine, scale, asReleased),
            slices,
            in.number("jobs.epochs", 8, 1, 10_000),
            size,
            in.nanos("jobs.computePerSample", "300 us"),
            asReleased);
    return seed -> measure(shape, seed);
  }

  private static Measured measure(Shape shape, long seed) {
    var planned = new TrainingRun(shape, true, seed).run();
    var plain = new TrainingRun(shape, false, seed).run();
    var reads = (double) shape.slices().samples() * shape.epochs();
    var compute = (double) shape.slices().count(0) * shape.epochs() * shape.computeNanos() / 1e9;
    var kept = shape.machines().keptBytes(shape.slices().nodes());
    var share = kept / (double) shape.sampleBytes() / shape.slices().samples();
    var bound = OriginBound.coldRun(Math.min(1, share), 1, shape.epochs());
    return new Measured(shape.asReleased() ? "clairvoyantAsReleased" : "clairvoyant")
        .with("secondsPlanned", planned.seconds())
        .with("secondsFileSystemOnly", plain.seconds())
        .with("speedup", plain.seconds() / planned.seconds())
        .with("speedupBound", plain.seconds() / compute)
        .with("stallShare", 1 - compute / planned.seconds())
        .with("fileSystemReadsPerSample", planned.fileSystemReads() / reads)
        .with("bound", bound)
        .with("efficiency", bound * reads / planned.fileSystemReads())
        .with("remoteShare", planned.remoteReads() / reads)
        .with("localShare", planned.localReads() / reads)
        .with("wrongGuessShare", planned.wrongGuesses() / reads)
        .with("delivered", planned.delivered() / reads)
        .with("outOfOrder", planned.outOfOrder());
  }
}
