package dev.sheaf.simulation.report;

import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Experiments.Prepared;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Row;
import java.util.List;

/**
 * One run of a case under one seed, and what came of each thing expected of it.
 *
 * @param rows at least one; all with the same measurement
 */
public record Trial(Prepared prepared, long seed, List<Row> rows) {
  /** Runs the case. */
  public static Trial of(Prepared prepared, long seed) {
    return new Trial(prepared, seed, Experiments.measure(prepared, seed));
  }

  /** The scenario's name. */
  public String scenario() {
    return prepared.scenario().name();
  }

  /** What the case sets; empty when nothing. */
  public String label() {
    return prepared.of().label();
  }

  /** What was measured. */
  public Measured measured() {
    return rows.getFirst().measured();
  }

  /** Whether nothing binding was missed. */
  public boolean pass() {
    return rows.stream().allMatch(Row::pass);
  }

  /** The same without curves, which are large: nobody draws those of a thousand seeds. */
  public Trial withoutCurves() {
    var slim = new Measured(measured().policy());
    measured()
        .figures()
        .forEach((name, value) -> slim.with(name, value, measured().standardError(name)));
    return new Trial(
        prepared,
        seed,
        rows.stream()
            .map(row -> new Row(row.scenario(), row.label(), row.seed(), slim, row.expectation()))
            .toList());
  }
}
