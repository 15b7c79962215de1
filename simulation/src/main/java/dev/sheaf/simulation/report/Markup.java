package dev.sheaf.simulation.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Writes elements that are well formed, in HTML as in SVG; all text is escaped. */
final class Markup {
  private final StringBuilder written = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; {@code attributes} are names and values in turn. */
  Markup open(String name, Object... attributes) {
    tag(name, attributes);
    written.append('>');
    open.push(name);
    return this;
  }

  /** An element without content. */
  Markup empty(String name, Object... attributes) {
    tag(name, attributes);
    written.append("/>");
    return this;
  }

  /** An element with only text in it. */
  Markup leaf(String name, String text, Object... attributes) {
    return open(name, attributes).text(text).close();
  }

  /** Closes the element that was opened last. */
  Markup close() {
    written.append("</").append(open.pop()).append('>');
    return this;
  }

  /** A line break between elements, for those who read the source. */
  Markup line() {
    written.append('\n');
    return this;
  }

  /** Text. */
  Markup text(String text) {
    written.append(escaped(text));
    return this;
  }

  /** What another has written. */
  Markup add(Markup other) {
    written.append(other);
    return this;
  }

  /** Text that stands for itself, such as a style sheet of our own. */
  Markup raw(String text) {
    written.append(text);
    return this;
  }

  private void tag(String name, Object... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(
          "attributes are names and values but were " + attributes.length);
    }
    written.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      written
          .append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(escaped(value(attributes[i + 1])))
          .append('"');
    }
  }

  private static String value(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.1f", number)
        : String.valueOf(value);
  }

  /** Text as XML and HTML take it; characters that XML does not know are replaced. */
  static String escaped(String text) {
    var safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(each -> {
          switch (each) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            default -> safe.appendCodePoint(known(each) ? each : '\uFFFD');
          }
        });
    return safe.toString();
  }

  private static boolean known(int codePoint) {
    return codePoint == '\n'
        || codePoint == '\t'
        || (codePoint >= 0x20
            && (codePoint < 0xD800 || codePoint > 0xDFFF)
            && codePoint != 0xFFFE
            && codePoint != 0xFFFF);
  }

  /** Everything that was written; <i>Errors:</i> an element is still open. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return written.toString();
  }
}
