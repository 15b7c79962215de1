package dev.sheaf.simulation.lambda;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.workload.TraceFiles;
import dev.sheaf.simulation.workload.TraceReader;
import dev.sheaf.simulation.workload.TraceReader.Columns;
import java.util.List;

/**
 * The experiment {@code lambdaFleet}: a read-through cache in Lambda memory, under reads that were
 * recorded or are made up, while environments come and go.
 *
 * <p>The figure {@code traceHash} is the upper 53 bits of the hash of everything that happened.
 */
public final class LambdaFleet implements Experiment {
  private static final long MINUTE = 60_000_000_000L;

  private final TraceFiles files;

  /** Of traces that are found here. */
  public LambdaFleet(TraceFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "lambdaFleet";
  }

  @Override
  public Run prepare(Parameters in) {
    var parameters = FleetParameters.read(in);
    var untilNanos = in.nanos("until", "50 h");
    if (untilNanos < MINUTE) {
      throw new BadScenario("until must be at least 1 min");
    }
    var kind = in.choice("jobs.reads", "trace", List.of("trace", "made up"));
    if (kind.equals("trace")) {
      var file = files.find(in.text("jobs.trace", "dal09_10mb_50h.csv.gz"));
      var mostBroken = in.number("jobs.brokenRowsAllowed", 0, 0, 1_000_000);
      var trace = new RecordedReads(TraceReader.read(file, Columns.REGISTRY, mostBroken));
      return seed -> new FleetRun(parameters, trace, untilNanos, seed).run();
    }
    var shape =
        new MadeUpReads.Shape(
            in.number("jobs.objects", 10_000, 1, 10_000_000),
            in.bytes("jobs.objectBytes", "10 MB"),
            in.count("jobs.readsPerHour", 1_000, 0, 10_000_000),
            untilNanos);
    return seed -> new FleetRun(parameters, new MadeUpReads(shape, seed), untilNanos, seed).run();
  }
}
