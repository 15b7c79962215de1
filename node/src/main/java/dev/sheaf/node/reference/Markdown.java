package dev.sheaf.node.reference;

import java.util.List;

/** Tables in Markdown. */
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  /** A page with a heading, and with a line that says what it is made from. */
  Markdown(String title, String source) {
    text.append("# ").append(title).append("\n").append(source).append("\n");
  }

  Markdown section(String title) {
    text.append("\n## ").append(title).append("\n");
    return this;
  }

  Markdown paragraph(String words) {
    text.append(words).append("\n");
    return this;
  }

  Markdown table(List<String> heads, List<List<String>> rows) {
    row(heads);
    text.append("|").append("---|".repeat(heads.size())).append("\n");
    rows.forEach(this::row);
    return this;
  }

  private void row(List<String> cells) {
    text.append("|");
    for (var cell : cells) {
      text.append(" ").append(cell.replace("|", "\\|").replace("\n", " ").strip()).append(" |");
    }
    text.append("\n");
  }

  static String code(String words) {
    return words.isEmpty() ? "" : "`" + words + "`";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
