package dev.sheaf.simulation.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a CSV file: cells parted by commas, a cell with a comma in quotes, a quote doubled.
 *
 * <p>A quoted line break, which RFC 4180 allows, is not: every line is a row.
 */
final class CsvRow {
  private CsvRow() {}

  /** The cells; {@link IllegalArgumentException} when a quote is left open. */
  static List<String> cells(String line) {
    var cells = new ArrayList<String>();
    var at = 0;
    while (at <= line.length()) {
      at =
          at < line.length() && line.charAt(at) == '"'
              ? quoted(line, at, cells)
              : plain(line, at, cells);
    }
    return cells;
  }

  /** Adds the cell that begins here; where the next begins. */
  private static int plain(String line, int from, List<String> cells) {
    var comma = line.indexOf(',', from);
    var end = comma < 0 ? line.length() : comma;
    cells.add(line.substring(from, end));
    return end + 1;
  }

  private static int quoted(String line, int from, List<String> cells) {
    var cell = new StringBuilder();
    var at = from + 1;
    while (true) {
      var quote = line.indexOf('"', at);
      if (quote < 0) {
        throw new IllegalArgumentException(
            "the quote at character %d is left open".formatted(from + 1));
      }
      cell.append(line, at, quote);
      at = quote + 1;
      if (at == line.length() || line.charAt(at) == ',') {
        cells.add(cell.toString());
        return at + 1;
      }
      if (line.charAt(at) != '"') {
        throw new IllegalArgumentException(
            "the quote at character %d must be followed by a comma".formatted(quote + 1));
      }
      cell.append('"');
      at++;
    }
  }
}
