package dev.sheaf.simulation.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A plain table: a head, rows, columns as wide as their widest cell but no wider than they may be;
 * longer cells go on in the next line.
 */
final class Table {
  private static final String GAP = "  ";
  private static final String RESET = "\033[0m";

  private final List<Column> columns;
  private final boolean colours;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Tint> tints = new ArrayList<>();

  /** How a column's cells stand. */
  enum Side {
    LEFT,
    RIGHT
  }

  /** The colour of a row's last cell. */
  enum Tint {
    NONE(""),
    GOOD("\033[32m"),
    BAD("\033[1;31m"),
    DOUBTFUL("\033[33m");

    private final String code;

    Tint(String code) {
      this.code = code;
    }
  }

  /**
   * A column.
   *
   * @param most how many characters wide it may be
   */
  record Column(String head, Side side, int most) {}

  Table(List<Column> columns, boolean colours) {
    this.columns = columns;
    this.colours = colours;
  }

  /** Adds a row, a cell for each column. */
  void row(Tint tint, List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row needs %d cells but had %d".formatted(columns.size(), cells.size()));
    }
    rows.add(cells);
    tints.add(tint);
  }

  /** The lines of the table, without a final line break. */
  String text() {
    var widths = IntStream.range(0, columns.size()).map(this::width).toArray();
    var lines = new ArrayList<String>();
    add(lines, columns.stream().map(Column::head).toList(), widths, Tint.NONE);
    lines.add(String.join(GAP, IntStream.of(widths).mapToObj("─"::repeat).toList()));
    for (int i = 0; i < rows.size(); i++) {
      add(lines, rows.get(i), widths, tints.get(i));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private void add(List<String> lines, List<String> cells, int[] widths, Tint tint) {
    var parts =
        IntStream.range(0, cells.size()).mapToObj(i -> wrapped(cells.get(i), widths[i])).toList();
    var height = parts.stream().mapToInt(List::size).max().orElse(1);
    for (int line = 0; line < height; line++) {
      var text = new StringBuilder();
      for (int i = 0; i < parts.size(); i++) {
        var part = line < parts.get(i).size() ? parts.get(i).get(line) : "";
        var padded = pad(part, widths[i], columns.get(i).side());
        var last = i == parts.size() - 1;
        text.append(last ? tinted(padded.stripTrailing(), tint) : padded + GAP);
      }
      lines.add(text.toString().stripTrailing());
    }
  }

  private String tinted(String text, Tint tint) {
    return colours && tint != Tint.NONE && !text.isEmpty() ? tint.code + text + RESET : text;
  }

  private static String pad(String text, int width, Side side) {
    var space = " ".repeat(width - text.length());
    return side == Side.RIGHT ? space + text : text + space;
  }

  private int width(int column) {
    var longest =
        Math.max(
            columns.get(column).head().length(),
            rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    return Math.max(1, Math.min(columns.get(column).most(), longest));
  }

  /** Breaks at spaces, and within a word that is too long for a line. */
  static List<String> wrapped(String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      var rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() <= width) {
        line.append(' ').append(rest);
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (rest.length() > width) {
        var at = seam(rest, width);
        lines.add(rest.substring(0, at));
        rest = rest.substring(at);
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Where a long word is best broken: after a sign, before a capital, else anywhere. */
  private static int seam(String word, int width) {
    for (int at = width; at > width / 2; at--) {
      if (".=/-,".indexOf(word.charAt(at - 1)) >= 0 || Character.isUpperCase(word.charAt(at))) {
        return at;
      }
    }
    return width;
  }
}
