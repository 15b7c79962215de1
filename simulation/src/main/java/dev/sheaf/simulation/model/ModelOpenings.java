package dev.sheaf.simulation.model;

import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.books.ModelBook.Budgets;
import dev.sheaf.policies.books.ModelProtocol.Command;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.model.VirtualStore.Faults;
import dev.sheaf.simulation.model.VirtualStore.Outcome;

/**
 * Opens one model when its warmest copy is on the accelerator, in memory, on disk and at the
 * origin, and compares what an inference takes then.
 */
public final class ModelOpenings implements Experiment {
  private static final long LEASE_NANOS = 3_600_000_000_000L;

  @Override
  public String name() {
    return "modelOpenings";
  }

  @Override
  public Run prepare(Parameters in) {
    var links = Links.of(in);
    var sizeBytes = in.bytes("dataset.model", "98 MB");
    var computeNanos = in.nanos("jobs.inference", "6 ms");
    return seed -> {
      var gpu = openNanos(links, sizeBytes, new Budgets(sizeBytes, sizeBytes, sizeBytes), false);
      var all = new Budgets(sizeBytes, 2 * sizeBytes, 2 * sizeBytes);
      var memory = openNanos(links, sizeBytes, all, true);
      var disk = openNanos(links, sizeBytes, new Budgets(sizeBytes, 0, 2 * sizeBytes), true);
      var origin = openNanos(links, sizeBytes, new Budgets(sizeBytes, 0, 0), true);
      return new Measured("modelBook")
          .with("openFromGpuMillis", gpu / 1e6)
          .with("openFromMemoryMillis", memory / 1e6)
          .with("openFromDiskMillis", disk / 1e6)
          .with("openFromOriginMillis", origin / 1e6)
          .with("openSpeedUpOverDisk", (double) disk / gpu)
          .with("inferenceSpeedUpOverDisk", speedUp(disk, gpu, computeNanos))
          .with("inferenceSpeedUpOverOrigin", speedUp(origin, gpu, computeNanos));
    };
  }

  private static double speedUp(long cold, long warm, long computeNanos) {
    return (double) (cold + computeNanos) / (warm + computeNanos);
  }

  /** How long the second opening takes, with or without another model in between. */
  private static long openNanos(Links links, long sizeBytes, Budgets budgets, boolean pushedOut) {
    var timeline = new Timeline();
    var book = new ModelBook(budgets, EvictionOrder.LRU, false);
    var noFaults = new Faults(new RandomStream(0, "faults"), 0);
    var store = new VirtualStore(timeline, book, budgets, links, noFaults);
    opened(timeline, store, "model", sizeBytes);
    if (pushedOut) {
      opened(timeline, store, "other", sizeBytes);
    }
    return opened(timeline, store, "model", sizeBytes);
  }

  private static long opened(Timeline timeline, VirtualStore store, String model, long sizeBytes) {
    var start = timeline.now();
    var end = new long[] {-1};
    var lease = model + start;
    store.open(
        new Command.Open(lease, model, sizeBytes, LEASE_NANOS),
        outcome -> end[0] = outcome == Outcome.GRANTED ? timeline.now() : -1);
    timeline.run();
    if (end[0] < 0) {
      throw new IllegalStateException("a model that fits must be opened but was not: " + model);
    }
    store.close(lease, model);
    timeline.run();
    return end[0] - start;
  }
}
