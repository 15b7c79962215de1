package dev.sheaf.simulation.division;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A job, as a scenario says it: {@code "a reads photos with 4 gpus at 900 MB/s for 3 epochs from 0
 * s"}.
 *
 * @param idealBytesPerSecond what it would read if it never waited
 */
record Reader(
    String name, String dataset, int gpus, long idealBytesPerSecond, int epochs, long fromNanos) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\S+) reads (\\S+) with (\\d{1,4}) gpus? at (\\S+ \\S+/s) for (\\d{1,4}) epochs?"
              + " from (\\S+ \\S+)");

  static Reader parse(String text) {
    var match = TEXT.matcher(text.strip());
    if (!match.matches()) {
      throw new BadScenario(
          "jobs.list must be like \"a reads photos with 4 gpus at 900 MB/s for 3 epochs from 0 s\""
              + " but one was \"%s\"".formatted(text));
    }
    var rate = Parsed.bytesPerSecond(match.group(4));
    var gpus = Integer.parseInt(match.group(3));
    var epochs = Integer.parseInt(match.group(5));
    if (rate < 1 || gpus < 1 || epochs < 1) {
      throw new BadScenario(
          "jobs.list must have gpus, rate and epochs above 0 but one was \"%s\"".formatted(text));
    }
    return new Reader(
        match.group(1), match.group(2), gpus, rate, epochs, Parsed.nanos(match.group(6)));
  }

  /** Quantities inside a text, read as strictly as those outside. */
  static final class Parsed {
    private Parsed() {}

    static long bytesPerSecond(String text) {
      return in(text).bytesPerSecond("it", text);
    }

    static long bytes(String text) {
      return in(text).bytes("it", text);
    }

    static long nanos(String text) {
      return in(text).nanos("it", text);
    }

    private static Parameters in(String text) {
      return new Parameters(ConfigFactory.parseMap(Map.of("it", text)));
    }
  }
}
