package dev.sheaf.simulation.workload;

import dev.sheaf.simulation.experiment.BadScenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Recorded reads of a container registry: object, bytes and instant, in the order of time.
 *
 * <p>The file is CSV, may be gzipped, and has at least the columns {@code http.request.uri}, {@code
 * http.response.written} and {@code timestamp}. Objects are numbered as they first appear; an
 * object keeps its first size.
 *
 * <p><i>Errors:</i> {@link BadScenario} names the file, the line and the rule.
 *
 * @param reads in the order of time
 * @param objects how many there are
 */
public record RegistryTrace(List<Read> reads, int objects) {
  private static final List<String> COLUMNS =
      List.of("http.request.uri", "http.response.written", "timestamp");

  /** A read. */
  public record Read(long atNanos, int object, long bytes) {}

  /** The reads of a file. */
  public static RegistryTrace read(Path file) {
    var name = String.valueOf(file.getFileName());
    try (var raw = Files.newInputStream(file);
        var lines = lines(name, raw)) {
      return new Parser(name).parse(lines);
    } catch (IOException e) {
      throw new BadScenario("the trace %s cannot be read: %s".formatted(file, e));
    }
  }

  private static BufferedReader lines(String name, InputStream raw) throws IOException {
    var in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static final class Parser {
    private final String name;
    private final HashMap<String, Integer> numbers = new HashMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private LocalDateTime start = LocalDateTime.MIN;

    Parser(String name) {
      this.name = name;
    }

    RegistryTrace parse(BufferedReader lines) throws IOException {
      var header = lines.readLine();
      var columns = header == null ? List.<String>of() : cells(header);
      for (var column : COLUMNS) {
        if (!columns.contains(column)) {
          throw new BadScenario("line 1 of %s must name the column %s".formatted(name, column));
        }
      }
      var places = COLUMNS.stream().map(columns::indexOf).toList();
      var number = 1;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        row(++number, cells(line), columns.size(), places);
      }
      return new RegistryTrace(List.copyOf(reads), sizes.size());
    }

    private void row(int line, List<String> cells, int columns, List<Integer> places) {
      if (cells.size() != columns) {
        throw broken(line, "must have %d cells but has %d".formatted(columns, cells.size()));
      }
      try {
        var bytes = (long) Double.parseDouble(cells.get(places.get(1)));
        var at = LocalDateTime.parse(cells.get(places.get(2)).replace(' ', 'T'));
        start = reads.isEmpty() ? at : start;
        var atNanos = Duration.between(start, at).toNanos();
        if (bytes < 1 || (!reads.isEmpty() && atNanos < reads.getLast().atNanos())) {
          throw broken(line, "needs a size above 0 and an instant not before the last one");
        }
        var object = numbers.computeIfAbsent(cells.get(places.get(0)), absent -> sizes.size());
        if (object == sizes.size()) {
          sizes.add(bytes);
        }
        reads.add(new Read(atNanos, object, sizes.get(object)));
      } catch (NumberFormatException | DateTimeException e) {
        throw broken(line, String.valueOf(e.getMessage()));
      }
    }

    private BadScenario broken(int line, String why) {
      return new BadScenario("line %d of %s: %s".formatted(line, name, why));
    }

    /** The cells of a line; a quoted one may hold commas. */
    private static List<String> cells(String line) {
      var cells = new ArrayList<String>();
      var cell = new StringBuilder();
      var quoted = false;
      for (int i = 0; i < line.length(); i++) {
        var c = line.charAt(i);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          cells.add(cell.toString());
          cell.setLength(0);
        } else {
          cell.append(c);
        }
      }
      cells.add(cell.toString());
      return cells;
    }
  }
}
