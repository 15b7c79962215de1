package dev.sheaf.http.s3;

import java.nio.charset.StandardCharsets;

/**
 * A document of elements and texts, as S3 writes it: what XML cannot hold is written as a numeric
 * reference all the same, so that a client that asked for no encoding is told the truth.
 */
final class Xml {
  private final StringBuilder text =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  /** Begins an element; {@code attributes} as they are to be written, or empty. */
  Xml open(String name, String attributes) {
    text.append('<').append(name).append(attributes.isEmpty() ? "" : " " + attributes).append('>');
    return this;
  }

  Xml open(String name) {
    return open(name, "");
  }

  Xml close(String name) {
    text.append("</").append(name).append('>');
    return this;
  }

  /** An element that holds a text. */
  Xml element(String name, String value) {
    open(name);
    value.chars().forEach(this::character);
    return close(name);
  }

  Xml element(String name, long value) {
    return element(name, Long.toString(value));
  }

  private void character(int character) {
    switch (character) {
      case '<' -> text.append("&lt;");
      case '>' -> text.append("&gt;");
      case '&' -> text.append("&amp;");
      case '"' -> text.append("&quot;");
      default -> {
        if (character < ' ') {
          text.append("&#").append(character).append(';');
        } else {
          text.append((char) character);
        }
      }
    }
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
