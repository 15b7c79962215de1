package dev.sheaf.actors.task;

import java.util.Map;

/**
 * What a node's runs of tasks did since it was started.
 *
 * @param runs that were begun
 * @param underWay of them
 * @param memoHits rows of results that were there before
 */
public record TaskCounts(long runs, long underWay, long memoHits, Map<String, ByEngine> engines) {
  /** Nothing was done. */
  public static final TaskCounts NONE = new TaskCounts(0, 0, 0, Map.of());

  /** Counts that own their map. */
  public TaskCounts {
    engines = Map.copyOf(engines);
  }

  /**
   * Attempts of one engine.
   *
   * @param done that gave what was asked for
   * @param failed of any cause
   * @param retries that were begun because another had failed
   * @param duplicates that were begun because another was slow
   */
  public record ByEngine(long done, long failed, long retries, long duplicates) {}
}
