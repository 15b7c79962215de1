package dev.sheaf.simulation.pipeline;

import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.CacheNode;
import dev.sheaf.simulation.world.FaultSchedule;
import dev.sheaf.simulation.world.Flow;
import dev.sheaf.simulation.world.Link;
import dev.sheaf.simulation.world.MeteredOrigin;
import dev.sheaf.simulation.world.Network;
import dev.sheaf.simulation.world.NodeFaults;
import dev.sheaf.simulation.world.PatientReader;
import dev.sheaf.simulation.world.Trainer;
import dev.sheaf.simulation.world.WorldParameters;
import java.util.ArrayList;
import java.util.List;

/** One run of the pipeline: as many trainers as jobs, each behind one node. */
final class PipelineRun {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Timeline timeline = new Timeline();
  private final Pipeline.Setting setting;
  private final MeteredOrigin origin;
  private final PatientReader reader;
  private final List<CacheNode> nodes;
  private final List<Trainer> trainers = new ArrayList<>();
  private int training;
  private double requestsInFlight;

  PipelineRun(Pipeline.Setting setting, long seed) {
    this.setting = setting;
    var network = new Network(timeline);
    this.nodes = setting.nodes().on(network);
    this.origin = WorldParameters.origin(timeline, network, setting.origin(), seed);
    this.reader = new PatientReader(timeline, origin, setting.backOff(), seed);
  }

  /** Trains all jobs for an epoch, while these faults happen. */
  void let(FaultSchedule faults) {
    faults.on(timeline, new NodeFaults(nodes, origin, share -> {}));
    training = setting.jobs();
    for (int job = 0; job < setting.jobs(); job++) {
      var in = nodes.get(job % nodes.size()).in();
      trainers.add(
          new Trainer(timeline, setting.trainer(), new Reads(List.of(in)), this::epochOver));
    }
    while (training > 0 && timeline.step()) {}
  }

  private void epochOver() {
    training--;
    requestsInFlight = origin.meanInFlight();
  }

  /** Reads batches from the origin: GETs of a few samples, all at once. */
  private final class Reads implements Trainer.Batches {
    private final List<Link> path;

    Reads(List<Link> path) {
      this.path = path;
    }

    @Override
    public int count() {
      return setting.epoch().batches();
    }

    @Override
    public int samples(int n) {
      return setting.epoch().samplesOf(n);
    }

    @Override
    public void fetch(int n, Runnable there) {
      var misses = setting.epoch().missesOf(n);
      var gets = Math.ceilDiv(misses, setting.samplesPerGet());
      if (gets == 0) {
        timeline.after(0, there);
        return;
      }
      var left = new int[] {gets};
      for (int get = 0; get < gets; get++) {
        var samples = Math.min(setting.samplesPerGet(), misses - get * setting.samplesPerGet());
        read(
            samples * setting.sampleBytes(),
            () -> {
              if (--left[0] == 0) {
                there.run();
              }
            });
      }
    }

    private void read(long bytes, Runnable there) {
      reader.read(bytes, path, new Flow.Ends(there, () -> read(bytes, there)));
    }
  }

  double epochSeconds() {
    return trainers.stream().mapToLong(Trainer::epochNanos).max().orElse(0) / NANOS_PER_SECOND;
  }

  double stallSeconds() {
    return trainers.stream().mapToLong(Trainer::stallNanos).average().orElse(0) / NANOS_PER_SECOND;
  }

  double firstBatchSeconds() {
    var nanos = trainers.stream().mapToLong(Trainer::firstBatchNanos).average().orElse(0);
    return nanos / NANOS_PER_SECOND;
  }

  double requestsInFlight() {
    return requestsInFlight;
  }

  long retries() {
    return reader.retries();
  }

  MeteredOrigin origin() {
    return origin;
  }
}
