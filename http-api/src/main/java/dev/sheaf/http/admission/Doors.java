package dev.sheaf.http.admission;

import dev.sheaf.policies.admission.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The doors of a node.
 *
 * @param answers batches, samples and objects, by whichever port they are asked for
 * @param requests handlers of the API that run
 */
public record Doors(Gate answers, Gate requests) {
  /** So long a caller of the API waits, where he does not say. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** For what is no answer by itself: it is never too late. */
  public static final Duration FOR_EVER = Duration.ofDays(1);

  /**
   * What may be under way.
   *
   * @param answers of batches, samples and objects
   * @param requests of the API whose handlers run, and their bodies
   */
  public record Bounds(Limits answers, Limits requests) {}

  /** What operators look at is answered however much else is asked. */
  private static final Set<String> OPEN = Set.of("/v1/cluster", "/v1/events", "/v1/shared-memory");

  /** Answers have a door of their own. */
  private static final Set<String> ANSWERS =
      Set.of(
          "/v1/jobs/{job}/epochs/{epoch}/ranks/{rank}/batches/{n}",
          "/v1/datasets/{dataset}/versions/{version}/samples");

  private static final List<String> NAMES = List.of("job", "dataset", "ensemble", "model", "run");

  /** Whether requests for a route count at the door of requests. */
  public static boolean isCounted(String template) {
    return template.startsWith("/v1/") && !OPEN.contains(template) && !ANSWERS.contains(template);
  }

  /** The name of what is asked for, by the places of a route; empty where there is none. */
  public static String nameOf(Map<String, String> places) {
    return NAMES.stream().map(places::get).filter(Objects::nonNull).findFirst().orElse("");
  }

  /** Doors at which nobody is. */
  public static Doors of(Bounds bounds) {
    return new Doors(
        new Gate("answers", bounds.answers()), new Gate("requests", bounds.requests()));
  }
}
