package dev.sheaf.simulation.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The seeds of {@code --seed 7}, {@code --seeds 1..100} or {@code --seeds 1,2,5}. */
final class Seeds {
  private Seeds() {}

  /** All seeds in the order given, at most {@code most}; <i>Errors:</i> {@link CliException}. */
  static List<Long> read(@Nullable Long one, @Nullable String several, int most) {
    if (one != null && several != null) {
      throw CliException.wrongUse("--seed and --seeds contradict each other: give one of them");
    }
    if (several == null) {
      return List.of(one == null ? 1L : one);
    }
    var ends = several.split("\\.\\.", -1);
    var seeds = ends.length == 2 ? range(number(ends[0]), number(ends[1]), most) : listed(several);
    if (seeds.stream().distinct().count() < seeds.size()) {
      throw CliException.wrongUse("--seeds names a seed twice: " + several);
    }
    return seeds;
  }

  private static List<Long> range(long first, long last, int most) {
    if (last < first) {
      throw CliException.wrongUse(
          "--seeds must rise, such as 1..100, but was %d..%d".formatted(first, last));
    }
    if (last - first < 0 || last - first >= most) {
      throw CliException.wrongUse(
          "--seeds %d..%d is more than %,d runs: the limit of one command"
              .formatted(first, last, most));
    }
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static List<Long> listed(String several) {
    return Arrays.stream(several.split(",", -1)).map(Seeds::number).toList();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw CliException.wrongUse(
          "--seeds must be such as 1..100 or 1,2,5, but has \"%s\"".formatted(text));
    }
  }
}
