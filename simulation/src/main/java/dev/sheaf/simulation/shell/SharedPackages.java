package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.books.DatasetProtocol;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Jobs that read one dataset through the books of the live system: what the product's own policy
 * reads from the origin, beside the bound.
 *
 * <p>Loads take no time, so what is measured is the policy alone. Reads count from the end of the
 * first job's warm-up epochs until the first job ends.
 */
public final class SharedPackages implements Experiment {
  private static final long STEP_NANOS = 200_000_000;

  @Override
  public String name() {
    return "shared-packages";
  }

  @Override
  public Run prepare(Parameters in) {
    var speeds = in.list("jobs.speeds", List.of());
    var jobs = in.number("jobs.count", speeds.isEmpty() ? 1 : speeds.size(), 1, 1_000);
    if (!speeds.isEmpty() && speeds.size() != jobs) {
      throw new BadScenario(
          "jobs.speeds must have one speed for each of the %d jobs but had %d"
              .formatted(jobs, speeds.size()));
    }
    var packages = in.number("dataset.packages", 256, 1, 10_000_000);
    var plan =
        new Plan(
            packages,
            samples(in, packages),
            in.bytes("dataset.package-size", "4 MiB"),
            jobs,
            speeds(speeds, jobs),
            in.ratio("jobs.stagger", 0, 0, 1),
            in.number("jobs.batch", 32, 1, 1 << 16),
            in.number("jobs.epochs", 6, 1, 100_000),
            in.number("jobs.warm-up-epochs", 1, 0, 100),
            in.ratio("jobs.jitter", 0, 0, 0.9),
            in.ratio("cache.fraction", 0.4, 0, 1),
            in.number("world.nodes", 1, 1, 1_000),
            in.choice("policy.residency", "pinned", Residency.NAMES),
            contract(in),
            in.has("policy.look-ahead") ? in.bytes("policy.look-ahead", "0 B") : -1);
    if (plan.epochs() <= plan.warmUpEpochs()) {
      throw new BadScenario(
          "jobs.epochs must be more than jobs.warm-up-epochs %d but was %d"
              .formatted(plan.warmUpEpochs(), plan.epochs()));
    }
    return seed -> new Trial(plan, seed).run();
  }

  private static Contract contract(Parameters in) {
    return in.choice("jobs.contract", "substitute", List.of("substitute", "strict"))
            .equals("strict")
        ? Contract.STRICT
        : Contract.SUBSTITUTE;
  }

  /** So many a package, or so many in all. */
  private static long samples(Parameters in, int packages) {
    var inAll = in.count("dataset.samples", 0, 0, 1L << 40);
    if (inAll == 0) {
      return (long) packages * in.number("dataset.samples-per-package", 40, 1, 1 << 20);
    }
    if (in.has("dataset.samples-per-package")) {
      throw new BadScenario("set dataset.samples or dataset.samples-per-package, not both");
    }
    if (inAll < packages || inAll / packages > 1 << 20) {
      throw new BadScenario(
          "dataset.samples must give each of %d packages 1..%d samples but was %d"
              .formatted(packages, 1 << 20, inAll));
    }
    return inAll;
  }

  private static List<Double> speeds(List<String> texts, int jobs) {
    return texts.isEmpty()
        ? Collections.nCopies(jobs, 1.0)
        : texts.stream().map(SharedPackages::speed).toList();
  }

  private static double speed(String text) {
    try {
      var speed = Double.parseDouble(text);
      if (speed >= 0.01 && speed <= 100) {
        return speed;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a speed that is out of range.
    }
    throw new BadScenario(
        "a speed of jobs.speeds must be a number from 0.01 to 100 but was " + text);
  }

  /** The parameters, checked. */
  private record Plan(
      int packages,
      long samples,
      long packageBytes,
      int jobs,
      List<Double> speeds,
      double stagger,
      int batch,
      int epochs,
      int warmUpEpochs,
      double jitter,
      double cacheFraction,
      int nodes,
      String residency,
      Contract contract,
      long lookAheadBytes) {

    /** Packages as even as they can be. */
    PackageTable table() {
      var counts = new int[packages];
      var sizes = new long[packages];
      for (int p = 0; p < packages; p++) {
        counts[p] = (int) ((p + 1) * samples / packages - p * samples / packages);
      }
      Arrays.fill(sizes, packageBytes);
      return PackageTable.of(counts, sizes);
    }

    double totalSpeed() {
      return speeds.stream().mapToDouble(s -> s).sum();
    }

    double topSpeed() {
      return speeds.stream().mapToDouble(s -> s).max().orElseThrow();
    }

    /** A cache holds whole packages. */
    long cachedPackages() {
      return Math.round(cacheFraction * packages);
    }

    /** While the fastest job does an epoch, all consume so many times the dataset. */
    double bound() {
      return OriginBound.steady((double) cachedPackages() / packages, 1)
          * topSpeed()
          / totalSpeed();
    }
  }

  /** One run. */
  private static final class Trial {
    private final Plan plan;
    private final Timeline timeline = new Timeline();
    private final VirtualNodes nodes;
    private final VirtualConductor conductor;
    private final List<VirtualJob> jobs = new ArrayList<>();
    private long fetchedBefore;
    private long deliveredBefore;
    private boolean warm;
    private int mostHeld;

    Trial(Plan plan, long seed) {
      this.plan = plan;
      var table = plan.table();
      var version = new DatasetVersion("d", Long.toHexString(seed));
      var capacity = new long[plan.nodes()];
      var total = plan.cachedPackages() * plan.packageBytes();
      Arrays.fill(capacity, total / plan.nodes());
      nodes = new VirtualNodes(version, table, capacity, 256, Supply.AT_ONCE);
      var book =
          new DatasetBook(table, Residency.named(plan.residency()), seed, Long.MAX_VALUE / 4);
      conductor = new VirtualConductor(timeline, book, nodes);
      conductor.begin(total);
      conductor.tell(new DatasetProtocol.Command.LookAhead(plan.lookAheadBytes()));
      var cluster = new VirtualJob.Cluster(table, conductor, nodes, WindowWatcher.NONE);
      var epochNanos = STEP_NANOS * table.samples() / plan.batch();
      var like = new VirtualJobs(version, plan.contract(), plan.batch(), plan.epochs(), seed);
      for (int j = 0; j < plan.jobs(); j++) {
        var step = Math.round(STEP_NANOS / plan.speeds().get(j));
        var job =
            new VirtualJob(
                timeline,
                like.spec(j),
                new VirtualJob.Training(step, plan.jitter(), 1),
                cluster,
                new RandomStream(seed, "job-" + j));
        jobs.add(job);
        timeline.at(Math.round(epochNanos * plan.stagger() * j / plan.jobs()), job::begin);
      }
    }

    Measured run() {
      while (jobs.stream().noneMatch(VirtualJob::isOver) && timeline.step()) {
        if (!warm && jobs.stream().anyMatch(job -> job.epochs() >= plan.warmUpEpochs())) {
          warm = true;
          fetchedBefore = nodes.meter().fetchedSamples();
          deliveredBefore = delivered();
        }
        mostHeld = Math.max(mostHeld, conductor.heldPackages());
      }
      conductor.end();
      var fetched = nodes.meter().fetchedSamples() - fetchedBefore;
      var reads = (double) fetched / (delivered() - deliveredBefore);
      return new Measured(plan.residency())
          .with("originReadsPerSample", reads)
          .with("bound", plan.bound())
          .with("overBound", reads / plan.bound() - 1)
          .with("passedBy", nodes.meter().passedBy())
          .with("pinnedPackages", conductor.summary().pinned())
          .with("mostHeldPackages", mostHeld)
          .with("delivered", delivered())
          .with("events", timeline.happened())
          .with("traceHash", timeline.traceHash());
    }

    private long delivered() {
      return jobs.stream().mapToLong(VirtualJob::delivered).sum();
    }
  }
}
