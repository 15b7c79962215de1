package dev.sheaf.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON of one level: an object whose values are strings, numbers and booleans.
 *
 * <p>Numbers without fraction and exponent are {@code Long}, others {@code Double}. Arrays, objects
 * and null are refused, so nothing here recurses.
 *
 * <p><i>Errors:</i> {@link WireFormatException} names the place and what was expected there. At
 * most {@value #MAX_BYTES} bytes and {@value #MAX_FIELDS} fields are read.
 */
public final class FlatJson {
  /** Bytes of an object at most. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Fields of an object at most. */
  public static final int MAX_FIELDS = 64;

  private FlatJson() {}

  /** Writes the fields in the order of the map. */
  public static byte[] write(Map<String, Object> fields) {
    var text = new StringBuilder("{");
    fields.forEach((name, value) -> {
      quote(name, text.length() == 1 ? text : text.append(','));
      text.append(':');
      switch (value) {
        case String string -> quote(string, text);
        case Double number when !Double.isFinite(number) ->
            throw new IllegalArgumentException(name + " must be finite but was " + number);
        default -> text.append(value);
      }
    });
    return text.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads one object; nothing may follow it. */
  public static Map<String, Object> read(ByteBuffer bytes) throws WireFormatException {
    WireFormatException.inRange("length of a JSON header", bytes.remaining(), 2, MAX_BYTES);
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
      return new Reader(text).object();
    } catch (CharacterCodingException notUtf8) {
      throw new WireFormatException("a JSON header must be UTF-8", notUtf8);
    }
  }

  private static void quote(String string, StringBuilder into) {
    into.append('"');
    for (int i = 0; i < string.length(); i++) {
      var c = string.charAt(i);
      if (c == '"' || c == '\\') {
        into.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        into.append("\\u%04x".formatted((int) c));
      } else {
        into.append(c);
      }
    }
    into.append('"');
  }

  /** A cursor over the text. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Map<String, Object> object() throws WireFormatException {
      var fields = new LinkedHashMap<String, Object>();
      expect('{');
      if (!found('}')) {
        do {
          field(fields);
        } while (found(','));
        expect('}');
      }
      skipSpace();
      if (at != text.length()) {
        throw wrong("the end");
      }
      return fields;
    }

    private void field(Map<String, Object> fields) throws WireFormatException {
      expect('"');
      var name = string();
      expect(':');
      if (fields.put(name, value()) != null) {
        throw new WireFormatException("field " + name + " must come once but came twice");
      }
      WireFormatException.inRange("number of fields", fields.size(), 0, MAX_FIELDS);
    }

    private Object value() throws WireFormatException {
      if (found('"')) {
        return string();
      }
      var start = at;
      while (at < text.length() && ",} \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      var token = text.substring(start, at);
      return switch (token) {
        case "true" -> true;
        case "false" -> false;
        default -> number(token, start);
      };
    }

    private Object number(String token, int start) throws WireFormatException {
      try {
        if (token.matches("-?(0|[1-9][0-9]{0,18})")) {
          return Long.parseLong(token);
        }
        if (token.matches("-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")) {
          return finite(Double.parseDouble(token), start);
        }
      } catch (NumberFormatException tooLarge) {
        throw new WireFormatException("number out of range at " + start + ": " + token, tooLarge);
      }
      at = start;
      throw wrong("a string, a number, true or false");
    }

    private static Double finite(double value, int start) throws WireFormatException {
      if (!Double.isFinite(value)) {
        throw new WireFormatException("number out of range at " + start);
      }
      return value;
    }

    /** The rest of a string whose opening quote was read. */
    private String string() throws WireFormatException {
      var value = new StringBuilder();
      while (true) {
        var c = take();
        if (c == '"') {
          return value.toString();
        } else if (c < ' ') {
          throw new WireFormatException("control character in a string at " + (at - 1));
        }
        value.append(c == '\\' ? escaped() : c);
      }
    }

    private char escaped() throws WireFormatException {
      var c = take();
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> unit();
        default -> throw new WireFormatException("unknown escape \\" + c + " at " + (at - 2));
      };
    }

    private char unit() throws WireFormatException {
      int value = 0;
      for (int i = 0; i < 4; i++) {
        var digit = Character.digit(take(), 16);
        WireFormatException.inRange("hex digit at " + (at - 1), digit, 0, 15);
        value = value * 16 + digit;
      }
      return (char) value;
    }

    private char take() throws WireFormatException {
      if (at == text.length()) {
        throw wrong("more text");
      }
      return text.charAt(at++);
    }

    private void expect(char wanted) throws WireFormatException {
      if (!found(wanted)) {
        throw wrong("'" + wanted + "'");
      }
    }

    /** Takes {@code wanted} and the space around it, if it comes next. */
    private boolean found(char wanted) {
      skipSpace();
      if (at == text.length() || text.charAt(at) != wanted) {
        return false;
      }
      at++;
      if (wanted != '"') {
        skipSpace();
      }
      return true;
    }

    private void skipSpace() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private WireFormatException wrong(String expected) {
      var found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
      return new WireFormatException(
          "JSON header: expected " + expected + " at " + at + " but found " + found);
    }
  }
}
