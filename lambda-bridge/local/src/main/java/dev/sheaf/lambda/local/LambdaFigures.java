package dev.sheaf.lambda.local;

import dev.sheaf.lambda.local.fleet.Meter;
import java.util.List;

/**
 * What happened so far.
 *
 * @param kind {@code process} or {@code inProcess}
 * @param environments that live now
 */
public record LambdaFigures(
    String kind,
    List<EnvironmentFigures> environments,
    Meter.Counts counts,
    Meter.Latencies latencies) {

  /**
   * One environment.
   *
   * @param state {@code running}, {@code idle}, {@code frozen} or {@code gone}
   * @param pid -1 when it is no process
   */
  public record EnvironmentFigures(String function, String id, String state, long pid) {}
}
