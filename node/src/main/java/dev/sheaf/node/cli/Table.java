package dev.sheaf.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A plain table: a head, rows, columns as wide as their widest cell; numbers flush right. */
public final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column names. */
  public Table(String... head) {
    this.head = List.of(head);
  }

  /** Adds a row; it needs as many cells as the head. */
  public Table row(Object... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException(
          "a row needs " + head.size() + " cells but had " + cells.length);
    }
    rows.add(List.of(cells).stream().map(String::valueOf).toList());
    return this;
  }

  /** The table as text, without a final line break. */
  public String text() {
    var lines = new ArrayList<String>();
    lines.add(line(head));
    lines.add(
        IntStream.range(0, head.size())
            .mapToObj(column -> "─".repeat(width(column)))
            .collect(Collectors.joining("  ")));
    rows.forEach(row -> lines.add(line(row)));
    return String.join(System.lineSeparator(), lines);
  }

  private String line(List<String> cells) {
    return IntStream.range(0, cells.size())
        .mapToObj(column -> pad(cells.get(column), column))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private String pad(String cell, int column) {
    var space = " ".repeat(width(column) - cell.length());
    return numeric(column) ? space + cell : cell + space;
  }

  private boolean numeric(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> row.get(column).matches("[-+]?[\\d.,]+ ?[%a-zA-Z/]*|-"));
  }

  private int width(int column) {
    return Math.max(
        head.get(column).length(),
        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
  }
}
