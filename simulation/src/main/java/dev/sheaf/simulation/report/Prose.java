package dev.sheaf.simulation.report;

import java.util.regex.Pattern;

/** The little of Markdown that scenarios use: paragraphs, {@code code}, and emphasis. */
final class Prose {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern STRONG = Pattern.compile("\\*\\*([^*]+)\\*\\*");

  private Prose() {}

  /** The text as paragraphs. */
  static Markup of(String text) {
    var prose = new Markup();
    for (var paragraph : text.strip().split("\\n\\s*\\n", -1)) {
      if (!paragraph.isBlank()) {
        var safe = Markup.escaped(paragraph.strip());
        var coded = CODE.matcher(safe).replaceAll("<code>$1</code>");
        prose.open("p").raw(STRONG.matcher(coded).replaceAll("<strong>$1</strong>")).close();
      }
    }
    return prose;
  }
}
