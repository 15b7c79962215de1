package dev.sheaf.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.vocabulary.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a body one by one and remembers what is wrong with them.
 *
 * <p>A reader gives back its fallback for a field that is bad, so that all fields are looked at;
 * {@link #check} then ends the request with one problem that names them all. Call it before a value
 * is used.
 *
 * <p><i>Errors:</i> an unknown property is a problem 400 at once, naming it and the nearest one.
 */
public final class Fields {
  private static final int SHOWN_CHARACTERS = 80;

  private final ObjectNode body;
  private final String prefix;
  private final List<FieldError> errors;

  /** Reads {@code body}, which may have the properties {@code known} and no others. */
  public Fields(ObjectNode body, Collection<String> known) {
    this(body, known, "", new ArrayList<>());
  }

  private Fields(
      ObjectNode body, Collection<String> known, String prefix, List<FieldError> errors) {
    this.body = body;
    this.prefix = prefix;
    this.errors = errors;
    body.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            throw unknown(name, known);
          }
        });
  }

  private static RuntimeException unknown(String name, Collection<String> known) {
    return Problem.of(
            ProblemCode.UNKNOWN_PROPERTY,
            "the body has the unknown property "
                + shown(name)
                + "."
                + Problem.didYouMean(name, known))
        .with("property", name)
        .with("known", List.copyOf(known))
        .exception();
  }

  /** True when the field is there and not null. */
  public boolean has(String name) {
    return body.hasNonNull(name);
  }

  /** A whole number; {@code fallback} when it is absent, an error when that is null. */
  public long integer(String name, long least, long most, @Nullable Long fallback) {
    var node = body.get(name);
    if (node == null || node.isNull()) {
      return fallback != null ? fallback : refuse(name, node, range(least, most), least);
    }
    var whole = node.isIntegralNumber() && node.canConvertToLong();
    if (!whole || node.longValue() < least || node.longValue() > most) {
      return refuse(name, node, range(least, most), fallback != null ? fallback : least);
    }
    return node.longValue();
  }

  private static String range(long least, long most) {
    return "a whole number " + least + ".." + most;
  }

  /** A number; {@code fallback} when it is absent. */
  public double number(String name, double least, double most, double fallback) {
    var node = body.get(name);
    if (node == null || node.isNull()) {
      return fallback;
    }
    var good = node.isNumber() && node.doubleValue() >= least && node.doubleValue() <= most;
    return good
        ? node.doubleValue()
        : refuse(name, node, "a number " + least + ".." + most, fallback);
  }

  /** A text that matches; {@code fallback} when it is absent, an error when that is null. */
  public String text(String name, Pattern pattern, String rule, @Nullable String fallback) {
    var node = body.get(name);
    if (node == null || node.isNull()) {
      return fallback != null ? fallback : refuse(name, node, rule, "");
    }
    var good = node.isTextual() && pattern.matcher(node.textValue()).matches();
    return good ? node.textValue() : refuse(name, node, rule, "");
  }

  /** One of the values of an enum, in lower case; {@code fallback} when it is absent. */
  public <E extends Enum<E>> E choice(String name, Collection<E> allowed, E fallback) {
    var node = body.get(name);
    if (node == null || node.isNull()) {
      return fallback;
    }
    for (var value : allowed) {
      if (node.isTextual() && wireName(value).equals(node.textValue())) {
        return value;
      }
    }
    var names = allowed.stream().map(Fields::wireName).toList();
    var rule = names.stream().collect(Collectors.joining(", ", "one of ", ""));
    var nearest = NearestName.of(node.asText(), names).map(n -> " (did you mean " + n + "?)");
    return refuse(name, node, rule + nearest.orElse(""), fallback);
  }

  /** How a value of an enum is written in JSON. */
  public static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** True or false; {@code fallback} when it is absent. */
  public boolean flag(String name, boolean fallback) {
    var node = body.get(name);
    if (node == null || node.isNull()) {
      return fallback;
    }
    return node.isBoolean() ? node.booleanValue() : refuse(name, node, "true or false", fallback);
  }

  /** A list of whole numbers, at least one. */
  public long[] integers(String name, int maxCount, long least, long most) {
    var node = list(name, maxCount);
    var values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      var item = node.get(i);
      var whole = item.isIntegralNumber() && item.canConvertToLong();
      if (!whole || item.longValue() < least || item.longValue() > most) {
        refuse(name + "[" + i + "]", item, range(least, most), 0);
        return values;
      }
      values[i] = item.longValue();
    }
    return values;
  }

  /** A list of finite numbers, at least one. */
  public double[] numbers(String name, int maxCount) {
    var node = list(name, maxCount);
    var values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).doubleValue();
      if (!node.get(i).isNumber() || !Double.isFinite(values[i])) {
        refuse(name + "[" + i + "]", node.get(i), "a finite number", 0);
        return values;
      }
    }
    return values;
  }

  private JsonNode list(String name, int maxCount) {
    var node = body.get(name);
    if (node == null || !node.isArray() || node.isEmpty() || node.size() > maxCount) {
      var seen = node != null && node.isArray() ? Json.object().numberNode(node.size()) : node;
      return refuse(name, seen, "a list of 1.." + maxCount + " numbers", Json.array());
    }
    return node;
  }

  /**
   * An object inside the body, with the properties {@code known} and no others; what is wrong with
   * its fields is remembered here, as {@code name.field}.
   */
  public Fields inner(String name, Collection<String> known) {
    if (body.get(name) instanceof ObjectNode object) {
      return new Fields(object, known, prefix + name + ".", errors);
    }
    refuse(name, body.get(name), "an object", "");
    check();
    throw new IllegalStateException("check must have thrown");
  }

  /** The field as it was sent, for those that may have several types. */
  public @Nullable JsonNode raw(String name) {
    return body.get(name);
  }

  /** Remembers that a field breaks a rule, and gives {@code fallback} back. */
  public <T> T refuse(String name, @Nullable JsonNode value, String rule, T fallback) {
    errors.add(
        new FieldError(prefix + name, value == null ? "absent" : shown(value.toString()), rule));
    return fallback;
  }

  /** Ends the request with a problem 422 when any field was refused. */
  public void check() {
    if (!errors.isEmpty()) {
      var detail = errors.stream().map(FieldError::sentence).collect(Collectors.joining("; "));
      throw Problem.of(ProblemCode.INVALID_FIELD, detail)
          .with("field", errors.getFirst().field())
          .with("errors", errors)
          .exception();
    }
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
