package dev.sheaf.simulation.workload;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.simulation.experiment.BadScenario;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the trace of a job, as {@code sheaf job trace} prints it: a row of JSON with the spec, then
 * a row for each window; rows that are blank are none.
 *
 * <p>The first row must be good. Any other broken row is left out and counted; {@link BadScenario}
 * when there are more than allowed, naming the line of the first and what is wrong with it. A
 * broken last row without a line break is taken for one that was cut off, and does not count.
 */
public final class JobTraceReader {
  private final Path file;
  private final int mostBroken;
  private final List<AssignedWindow> windows = new ArrayList<>();
  private final List<Long> atMillis = new ArrayList<>();
  private int broken;
  private int lastBroken;
  private String why = "";
  private String firstBroken = "";

  private JobTraceReader(Path file, int mostBroken) {
    this.file = file;
    this.mostBroken = mostBroken;
  }

  /** Reads a whole file, of which at most so many rows may be broken. */
  public static JobTrace read(Path file, int mostBroken) {
    try {
      return new JobTraceReader(file, mostBroken).read();
    } catch (IOException e) {
      throw new BadScenario("the trace %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private JobTrace read() throws IOException {
    First first = null;
    var number = 0;
    try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1) {
          first = first(line);
        } else if (!line.isBlank()) {
          add(number, line);
        }
      }
    }
    var truncated = lastBroken > 1 && lastBroken == number && !endsWithBreak();
    expectGood(truncated ? broken - 1 : broken);
    var job = expectThere(first);
    return new JobTrace(
        job.spec(),
        job.table(),
        job.live(),
        windows,
        atMillis,
        truncated ? broken - 1 : broken,
        truncated);
  }

  private record First(JobSpec spec, @Nullable PackageTable table, JobTrace.@Nullable Live live) {}

  private First first(String line) {
    try {
      var row = JobTraceRow.parse(line);
      return new First(row.spec(), row.table(), row.live());
    } catch (IllegalArgumentException e) {
      throw new BadScenario(
          "line 1 of the trace %s must be the job, but %s".formatted(file, e.getMessage()));
    }
  }

  private First expectThere(@Nullable First first) {
    if (first == null) {
      throw new BadScenario("the trace %s is empty; line 1 must be the job".formatted(file));
    }
    return first;
  }

  private void add(int number, String line) {
    try {
      var row = JobTraceRow.parse(line);
      var at = row.atMillis();
      windows.add(row.window());
      atMillis.add(at);
    } catch (IllegalArgumentException e) {
      why = "%d: %s".formatted(number, e.getMessage());
      firstBroken = broken++ == 0 ? why : firstBroken;
      lastBroken = number;
    }
  }

  private void expectGood(int counted) {
    if (counted > mostBroken) {
      throw new BadScenario(
          "the trace %s has %d broken rows, at most %d are allowed; the first is line %s"
              .formatted(file, counted, mostBroken, firstBroken));
    }
    if (windows.isEmpty()) {
      throw new BadScenario(
          "the trace %s must have at least one good window%s"
              .formatted(file, why.isEmpty() ? "" : "; line " + why));
    }
  }

  private boolean endsWithBreak() throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
      bytes.seek(bytes.length() - 1);
      return bytes.read() == '\n';
    }
  }
}
