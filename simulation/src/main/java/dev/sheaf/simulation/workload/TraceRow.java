package dev.sheaf.simulation.workload;

import dev.sheaf.simulation.workload.TraceReader.Columns;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What a line of a trace says: a request, or nothing that can be used. */
sealed interface TraceRow {
  /** Somebody asked for an object. */
  record Request(String object, long sizeBytes, long timeNanos) implements TraceRow {}

  /** The line cannot be used, and why. */
  record Broken(String why) implements TraceRow {}

  /** Reads lines, knowing where each column is. */
  record Parser(Columns columns, int object, int sizeBytes, int time) {
    private static final double MOST_BYTES = 1e15;
    private static final DateTimeFormatter TIME =
        new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    TraceRow parse(String line) {
      try {
        var cells = CsvRow.cells(line);
        return new Request(
            cell(cells, object, columns.object()),
            size(cell(cells, sizeBytes, columns.sizeBytes())),
            time(cell(cells, time, columns.time())));
      } catch (IllegalArgumentException e) {
        return new Broken(Objects.requireNonNullElse(e.getMessage(), "it cannot be read"));
      }
    }

    private static String cell(List<String> cells, int place, String column) {
      if (place >= cells.size() || cells.get(place).isEmpty()) {
        throw new IllegalArgumentException(column + " is missing");
      }
      return cells.get(place);
    }

    private long size(String cell) {
      try {
        var size = Double.parseDouble(cell);
        if (size >= 0 && size <= MOST_BYTES) {
          return (long) size;
        }
      } catch (NumberFormatException e) {
        // Said below, as of a number out of range.
      }
      throw new IllegalArgumentException(
          "%s must be a number of bytes from 0 to 10^15 but was \"%s\""
              .formatted(columns.sizeBytes(), cell));
    }

    private long time(String cell) {
      try {
        var instant = LocalDateTime.parse(cell, TIME).toInstant(ZoneOffset.UTC);
        return Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
      } catch (DateTimeException | ArithmeticException e) {
        throw new IllegalArgumentException(
            "%s must be a time such as 2017-06-20 00:00:26.626 but was \"%s\""
                .formatted(columns.time(), cell));
      }
    }
  }
}
