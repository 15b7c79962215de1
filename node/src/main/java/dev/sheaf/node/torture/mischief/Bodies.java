package dev.sheaf.node.torture.mischief;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.sheaf.node.fuzz.Mutations;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;

/** Makes wrong bodies of right ones, JSON and YAML: a pure function of the seed. */
public final class Bodies {
  private static final int WAYS = 10;
  private static final int DEEP = 20_000;
  private static final int MANY = 5_000;
  private static final int TOO_LARGE = 3 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What may stand where something else should, each as JSON and as YAML. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "-1",
          "0.5",
          "1e308",
          "1e400",
          "-1e-999999999",
          "1e999999999",
          "2147483648",
          "9223372036854775808",
          "1" + "0".repeat(MANY),
          "0." + "3".repeat(MANY),
          "\"" + "x".repeat(MANY) + "\"",
          "[[[[]]]]",
          "[null]",
          "[1, \"a\", {}]",
          "{\"a\": {\"b\": []}}",
          "\"../../etc/passwd\"",
          "\"file:///etc/passwd\"",
          "\"http://[::1\"",
          "\"\u00e9\uD835\uDD4A\"");

  /** What YAML can do that JSON cannot. */
  private static final List<String> YAML =
      List.of(
          "&a [*a, *a]",
          "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b, *b]\n",
          "<<: *nothing",
          "<<: {name: a}\nname: b\n",
          "!!java.net.URL [\"http://127.0.0.1/\"]",
          "!!binary \"====\"",
          "!!int \"x\"",
          "!!float .nan",
          "--- {}\n--- {}\n",
          "%YAML 9.9\n---\n{}",
          "? [complex, key]\n: value\n",
          "name: |\n\ttabs\n",
          "name: 'open",
          "name: \"\\x\"",
          "a: 0o17\nb: 0x_\nc: 1_000\nd: 190:20:30\ne: .inf\n",
          "[".repeat(DEEP),
          "{a: ".repeat(MANY),
          "- ".repeat(MANY),
          "? ".repeat(MANY),
          "a: " + "&a ".repeat(MANY),
          "\u0000",
          "\u0085",
          "#" + "c".repeat(MANY));

  private Bodies() {}

  /** A wrong body; now and then one that is right after all. */
  public static byte[] of(Shape good, long seed) {
    var text = good.body();
    var bytes = text.getBytes(UTF_8);
    return switch ((int) below(draw(seed, 0), WAYS)) {
      case 0, 1 -> Mutations.of(bytes, draw(seed, 1));
      case 2, 3, 4 -> replaced(text, seed).getBytes(UTF_8);
      case 5 -> encoded(text, seed);
      case 6 -> Arrays.copyOf(bytes, (int) below(draw(seed, 1), bytes.length));
      case 7 -> deep(text, seed).getBytes(UTF_8);
      case 8 -> odd(seed);
      default -> yaml(text, seed).getBytes(UTF_8);
    };
  }

  private static <T> T one(List<T> all, long chance) {
    return all.get((int) below(chance, all.size()));
  }

  /** One value, somewhere, becomes another one, of whichever type. */
  private static String replaced(String text, long seed) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException yaml) {
      return yaml(text, seed);
    }
    var places = new ArrayList<Runnable>();
    places(tree, JsonNodeFactory.instance.rawValueNode(new RawValue(value(seed))), places);
    if (places.isEmpty()) {
      return value(seed);
    }
    one(places, draw(seed, 2)).run();
    return tree.toString();
  }

  private static String value(long seed) {
    return one(VALUES, draw(seed, 1));
  }

  private static void places(JsonNode at, JsonNode other, List<Runnable> places) {
    if (at instanceof ObjectNode object) {
      for (var name : List.copyOf(object.properties())) {
        places.add(() -> object.set(name.getKey(), other));
        places(name.getValue(), other, places);
      }
    } else if (at instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        var place = i;
        places.add(() -> array.set(place, other));
        places(array.get(i), other, places);
      }
    }
  }

  /** Text of another character set than it should be, or cut within a character. */
  private static byte[] encoded(String text, long seed) {
    return switch ((int) below(draw(seed, 1), 9)) {
      case 0 -> text.getBytes(UTF_16);
      case 1 -> text.getBytes(UTF_16LE);
      case 2 -> cut(text.getBytes(UTF_16), 1);
      case 3 -> text.getBytes(Charset.forName("UTF-32"));
      case 4 -> cut(text.getBytes(Charset.forName("UTF-32LE")), 2);
      case 5 -> ("\u00ff\u00fe" + text).getBytes(ISO_8859_1);
      case 6 -> ("\u0000\u0000\u00fe\u00ff" + text).getBytes(ISO_8859_1);
      // A slash in two bytes; half a pair; a character beyond the last.
      case 7 -> text.replaceFirst("[a-z]", "\u00c0\u00af\u00ed\u00a0\u0080").getBytes(ISO_8859_1);
      default -> text.replaceFirst("[a-z]", "\u00f7\u00bf\u00bf\u00bf").getBytes(ISO_8859_1);
    };
  }

  private static byte[] cut(byte[] bytes, int less) {
    return Arrays.copyOf(bytes, Math.max(0, bytes.length - less));
  }

  private static String deep(String text, long seed) {
    var deep =
        switch ((int) below(draw(seed, 1), 4)) {
          case 0 -> "[".repeat(DEEP);
          case 1 -> "[".repeat(DEEP) + "]".repeat(DEEP);
          case 2 -> "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP);
          default -> "[".repeat(900) + "]".repeat(900);
        };
    return text.contains(": ") ? text.replaceFirst(": [^,}]*", ": " + deep) : deep;
  }

  private static byte[] odd(long seed) {
    return switch ((int) below(draw(seed, 1), 8)) {
      case 0 -> new byte[0];
      case 1 -> new byte[MANY];
      case 2 -> "\uFEFF".getBytes(UTF_8);
      case 3 -> " ".repeat(TOO_LARGE).getBytes(UTF_8);
      case 4 -> "{\"name\": 1, \"name\": 1}".getBytes(UTF_8);
      case 5 -> ("{\"" + "n".repeat(MANY * 10) + "\": 1}").getBytes(UTF_8);
      case 6 -> members().getBytes(UTF_8);
      default -> "{} {}".getBytes(UTF_8);
    };
  }

  private static String members() {
    var all = new StringBuilder("{\"name\": \"a\"");
    for (int i = 0; i < MANY; i++) {
      all.append(", \"m").append(i).append("\": ").append(i);
    }
    return all.append('}').toString();
  }

  private static String yaml(String text, long seed) {
    var odd = one(YAML, draw(seed, 3));
    return switch ((int) below(draw(seed, 4), 3)) {
      case 0 -> odd;
      case 1 -> text.replaceFirst("files", Matcher.quoteReplacement(odd));
      default -> text + odd;
    };
  }
}
