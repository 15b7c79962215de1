package dev.sheaf.simulation.workload;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace from a CSV file with a header line, gzipped or not (told by its first two bytes).
 *
 * <p>A row is broken when a quote is left open, a column is missing, the object has no name, the
 * size is no number of bytes from 0 to 10^15, the time is none, or it is before that of the row
 * above. Broken rows are left out and counted; {@link BadScenario} when there are more than
 * allowed, naming the line of the first and what is wrong with it.
 *
 * <p><i>Units:</i> bytes as a number, {@code 28540435.0} too; times as {@code 2017-06-20
 * 00:00:26.626}, in UTC.
 */
public final class TraceReader {
  private final Path file;
  private final Columns columns;
  private final int mostBroken;

  private final HashMap<String, Integer> numbers = new HashMap<>();
  private int[] objects = new int[1 << 12];
  private long[] sizes = new long[1 << 12];
  private long[] times = new long[1 << 12];
  private int requests;
  private int broken;
  private @Nullable String firstBroken;

  private TraceReader(Path file, Columns columns, int mostBroken) {
    this.file = file;
    this.columns = columns;
    this.mostBroken = mostBroken;
  }

  /**
   * The names of the columns that are read.
   *
   * @param object of what names the object
   * @param sizeBytes of the bytes that were sent
   * @param time of when it was asked for
   */
  public record Columns(String object, String sizeBytes, String time) {
    /** Those of the registry traces of Anwar et al., FAST 2018. */
    public static final Columns REGISTRY =
        new Columns("http.request.uri", "http.response.written", "timestamp");
  }

  /** Reads a whole file, of which at most so many rows may be broken. */
  public static Trace read(Path file, Columns columns, int mostBroken) {
    try (var lines =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      return new TraceReader(file, columns, mostBroken).read(lines);
    } catch (IOException e) {
      throw new BadScenario("the trace %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static InputStream open(Path file) throws IOException {
    var raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      raw.mark(2);
      var zipped = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return zipped ? new GZIPInputStream(raw, 1 << 16) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private Trace read(BufferedReader lines) throws IOException {
    var parser = parser(lines.readLine());
    var number = 1;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      switch (parser.parse(line)) {
        case TraceRow.Request request -> {
          if (requests > 0 && request.timeNanos() < times[requests - 1]) {
            refuse(number, columns.time() + " is before that of the row above");
          } else {
            add(request);
          }
        }
        case TraceRow.Broken row -> refuse(number, row.why());
      }
    }
    if (broken > mostBroken) {
      throw new BadScenario(
          "the trace %s has %d broken rows, at most %d are allowed; the first is line %s"
              .formatted(file, broken, mostBroken, firstBroken));
    }
    if (requests == 0) {
      throw new BadScenario("the trace %s must have at least one good row".formatted(file));
    }
    return new Trace(
        Arrays.copyOf(objects, requests),
        Arrays.copyOf(sizes, requests),
        Arrays.copyOf(times, requests),
        numbers.size(),
        broken);
  }

  private void refuse(int line, String why) {
    if (broken++ == 0) {
      firstBroken = line + ": " + why;
    }
  }

  private TraceRow.Parser parser(@Nullable String header) {
    if (header == null) {
      throw new BadScenario(
          "the trace %s is empty; its first line must name columns".formatted(file));
    }
    try {
      var names = CsvRow.cells(header);
      return new TraceRow.Parser(
          columns,
          place(names, columns.object()),
          place(names, columns.sizeBytes()),
          place(names, columns.time()));
    } catch (IllegalArgumentException e) {
      throw new BadScenario("the header of the trace %s: %s".formatted(file, e.getMessage()));
    }
  }

  private int place(List<String> names, String column) {
    var place = names.indexOf(column);
    if (place < 0) {
      throw new BadScenario(
          "the trace %s has no column %s%s; it has %s"
              .formatted(
                  file, column, Parameters.didYouMean(column, names), String.join(", ", names)));
    }
    return place;
  }

  private void add(TraceRow.Request request) {
    if (requests == objects.length) {
      objects = Arrays.copyOf(objects, requests * 2);
      sizes = Arrays.copyOf(sizes, requests * 2);
      times = Arrays.copyOf(times, requests * 2);
    }
    objects[requests] = numbers.computeIfAbsent(request.object(), unseen -> numbers.size());
    sizes[requests] = request.sizeBytes();
    times[requests++] = request.timeNanos();
  }
}
