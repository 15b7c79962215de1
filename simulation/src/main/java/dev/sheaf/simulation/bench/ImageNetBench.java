package dev.sheaf.simulation.bench;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.shell.SharedPackages;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Simulates jobs that read ImageNet-1k through the product's own books, on one thread: 8 jobs of 90
 * epochs, 922 million samples.
 *
 * <p><i>Aim:</i> less than 120 s of a core, less than 2 GB of heap. <i>Source:</i> the training set
 * of ILSVRC 2012 has 1,281,167 images (Russakovsky et al., IJCV 115, 2015, table 2) in a tar of
 * 147,897,477,120 bytes, which are 8,816 packages of 16 MiB.
 */
public final class ImageNetBench implements Bench {
  private static final long SAMPLES = 1_281_167;
  private static final int PACKAGES = 8_816;
  private static final int EPOCHS = 90;
  private static final int QUICK_EPOCHS = 3;

  @Override
  public String name() {
    return "imagenet";
  }

  @Override
  public String about() {
    return "8 jobs, 90 epochs of ImageNet-1k, through the product's own books";
  }

  @Override
  public List<String> anchors() {
    return List.of();
  }

  @Override
  public Supplier<BenchResult> prepare(Parameters in, String anchor) {
    var samples = in.count("dataset.samples", SAMPLES, 1, 1L << 33);
    var packages = in.number("dataset.packages", PACKAGES, 1, 1_000_000);
    var epochs = in.number("jobs.epochs", in.flag(QUICK, false) ? QUICK_EPOCHS : EPOCHS, 2, 10_000);
    var seed = in.count("seed", 1, 0, Long.MAX_VALUE);
    var config =
        ConfigFactory.parseMap(
            Map.of(
                "dataset.samples",
                samples,
                "dataset.packages",
                packages,
                "dataset.package-size",
                "16 MiB",
                "jobs.count",
                in.number("jobs.count", 8, 1, 1_000),
                "jobs.epochs",
                epochs,
                "jobs.batch",
                in.number("jobs.batch", 256, 1, 1 << 16),
                "jobs.jitter",
                in.ratio("jobs.jitter", 0.1, 0, 0.9),
                "cache.fraction",
                in.ratio("cache.fraction", 0.4, 0, 1)));
    var run = new SharedPackages().prepare(new Parameters(config));
    return () -> measure(in.used(), run, seed);
  }

  private BenchResult measure(Map<String, String> params, Experiment.Run run, long seed) {
    var effort = Effort.of(() -> run.measure(seed));
    var figures = effort.result().figures();
    var delivered = figures.getOrDefault("delivered", 0.0);
    var events = figures.getOrDefault("events", 0.0);
    var ours =
        effort
            .figures()
            .with("samples", delivered.longValue())
            .with("samplesPerCpuSecond", delivered / effort.cpuSeconds())
            .with("events", events.longValue())
            .with("eventsPerCpuSecond", events / effort.cpuSeconds())
            .with("originReadsPerSample", figures.getOrDefault("originReadsPerSample", 0.0))
            .with("bound", figures.getOrDefault("bound", 0.0))
            .with("overBound", figures.getOrDefault("overBound", 0.0));
    return new BenchResult(name(), params, ours.all(), null, null);
  }
}
