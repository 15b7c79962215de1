package dev.sheaf.simulation.world;

import dev.sheaf.policies.functions.Reclamation;
import dev.sheaf.policies.functions.Reclamation.Strike;
import dev.sheaf.simulation.experiment.BadScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads reclaims from a CSV file with the columns {@code seconds,environments}, ordered by time.
 *
 * <p><i>Errors:</i> {@link BadScenario} names the file, the line and what is wrong with it, as soon
 * as more than the allowed number of rows are broken.
 */
public final class ReclaimTrace {
  private static final String HEADER = "seconds,environments";
  private static final long MOST_SECONDS = 100L * 366 * 86_400;

  private final String name;
  private final int brokenRowsAllowed;
  private final List<Strike> strikes = new ArrayList<>();
  private int broken;

  private ReclaimTrace(String name, int brokenRowsAllowed) {
    this.name = name;
    this.brokenRowsAllowed = brokenRowsAllowed;
  }

  /** The reclaims of a file. */
  public static Reclamation.Traced read(Path file, int brokenRowsAllowed) {
    try {
      return parse(file.getFileName().toString(), Files.readAllLines(file), brokenRowsAllowed);
    } catch (IOException e) {
      throw new BadScenario("the reclaim trace %s cannot be read: %s".formatted(file, e));
    }
  }

  /** The reclaims of these lines. */
  public static Reclamation.Traced parse(String name, List<String> lines, int brokenRowsAllowed) {
    if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
      throw new BadScenario("line 1 of %s must be \"%s\"".formatted(name, HEADER));
    }
    var trace = new ReclaimTrace(name, brokenRowsAllowed);
    for (int line = 2; line <= lines.size(); line++) {
      trace.row(line, lines.get(line - 1).strip());
    }
    return new Reclamation.Traced(trace.strikes);
  }

  private void row(int line, String text) {
    var comma = text.indexOf(',');
    try {
      var seconds = Double.parseDouble(text.substring(0, Math.max(0, comma)));
      var environments = Integer.parseInt(text.substring(comma + 1).strip());
      var atNanos = (long) (seconds * 1e9);
      if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
        broken(line, "seconds must be 0..%d but was %s".formatted(MOST_SECONDS, seconds));
      } else if (environments < 1) {
        broken(line, "environments must be at least 1 but was " + environments);
      } else if (!strikes.isEmpty() && strikes.getLast().atNanos() >= atNanos) {
        broken(line, "seconds must grow from row to row");
      } else {
        strikes.add(new Strike(atNanos, environments));
      }
    } catch (NumberFormatException e) {
      broken(line, "a row must read like 3600.5,12 but was \"" + text + "\"");
    }
  }

  private void broken(int line, String why) {
    if (++broken > brokenRowsAllowed) {
      throw new BadScenario(
          "line %d of %s: %s (%d broken rows are allowed)"
              .formatted(line, name, why, brokenRowsAllowed));
    }
  }
}
