package dev.sheaf.http.batch;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Numbers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a client wants its batch, by the headers of its request.
 *
 * @param deadline how long the request gives itself, {@code Sheaf-Deadline}
 * @param sum what the frame heads carry, {@code Sheaf-Checksum}
 * @param cost whether the cost follows the body, {@code Sheaf-Cost}
 */
public record BatchWishes(Duration deadline, Sum sum, boolean cost) {
  /** The longest that a request may give itself. */
  private static final long MAX_DEADLINE_MILLIS = 120_000;

  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

  /** Reads them; a problem {@code bad-parameter} when one is none. */
  public static BatchWishes of(Function<String, Optional<String>> header) {
    return new BatchWishes(
        deadline(header), sum(header), header.apply(CostTrailer.HEADER).isPresent());
  }

  private static Duration deadline(Function<String, Optional<String>> header) {
    return header
        .apply("Sheaf-Deadline")
        .map(text -> Numbers.parse("Sheaf-Deadline", text, 1, MAX_DEADLINE_MILLIS))
        .map(Duration::ofMillis)
        .orElse(DEFAULT_DEADLINE);
  }

  private static Sum sum(Function<String, Optional<String>> header) {
    return switch (header.apply("Sheaf-Checksum").orElse("crc32")) {
      case "crc32" -> Sum.CRC32;
      case "xxh3" -> Sum.XXH3;
      case String other ->
          throw Problem.of(
                  ProblemCode.BAD_PARAMETER,
                  "Sheaf-Checksum must be crc32 or xxh3 but was " + other)
              .exception();
    };
  }
}
