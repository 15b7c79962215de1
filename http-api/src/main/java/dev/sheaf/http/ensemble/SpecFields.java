package dev.sheaf.http.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.vocabulary.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one mapping of a spec, and remembers what is wrong with them; a reader gives
 * back its fallback for a bad one, so that all are looked at.
 *
 * <p><i>Errors:</i> an unknown field is a problem 400 at once; the others together are one of 422.
 */
final class SpecFields {
  private final SpecNode.Mapping mapping;
  private final String member;
  private final List<SpecError> errors;

  /**
   * Reads {@code mapping}, which may have the fields {@code known} and no others.
   *
   * @param member whose fields they are; empty for the ensemble's
   * @param errors where what is wrong is added to
   */
  SpecFields(SpecNode.Mapping mapping, List<String> known, String member, List<SpecError> errors) {
    this.mapping = mapping;
    this.member = member;
    this.errors = errors;
    for (var name : mapping.fields().keySet()) {
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
    }
  }

  private RuntimeException unknown(String name, List<String> known) {
    var line = mapping.keyLines().getOrDefault(name, mapping.line());
    var shown = name.length() <= 60 ? name : name.substring(0, 60) + "…";
    return Problem.of(
            ProblemCode.UNKNOWN_PROPERTY,
            "line %d%s: there is no field %s.%s"
                .formatted(
                    line,
                    member.isEmpty() ? "" : ", member " + member,
                    shown,
                    Problem.didYouMean(name, known)))
        .with("property", shown)
        .with("line", line)
        .with("known", known)
        .exception();
  }

  /** The part under a name; null when it is absent or null. */
  @Nullable SpecNode get(String name) {
    var node = mapping.fields().get(name);
    return node instanceof SpecNode.Leaf leaf && leaf.value().isNull() ? null : node;
  }

  private @Nullable JsonNode leaf(String name) {
    return get(name) instanceof SpecNode.Leaf leaf ? leaf.value() : null;
  }

  long integer(String name, long least, long most, @Nullable Long fallback) {
    if (get(name) == null && fallback != null) {
      return fallback;
    }
    var value = leaf(name);
    return value != null
            && value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= least
            && value.longValue() <= most
        ? value.longValue()
        : refuse(name, "a whole number %d..%d".formatted(least, most), least);
  }

  /** A number above {@code above}, or equal to it where that is 0, and at most {@code most}. */
  double number(String name, double least, double most, double fallback) {
    if (get(name) == null) {
      return fallback;
    }
    var value = leaf(name);
    return value != null
            && value.isNumber()
            && value.doubleValue() >= least
            && value.doubleValue() <= most
        ? value.doubleValue()
        : refuse(name, "a number %s..%s".formatted(least, most), fallback);
  }

  String text(String name, Pattern pattern, String rule) {
    var value = leaf(name);
    return value != null && value.isTextual() && pattern.matcher(value.textValue()).matches()
        ? value.textValue()
        : refuse(name, rule, "");
  }

  boolean flag(String name, boolean fallback) {
    if (get(name) == null) {
      return fallback;
    }
    var value = leaf(name);
    if (value == null || !value.isBoolean()) {
      return refuse(name, "true or false", fallback);
    }
    return value.booleanValue();
  }

  <E extends Enum<E>> E choice(String name, E[] allowed, E fallback) {
    if (get(name) == null) {
      return fallback;
    }
    var value = leaf(name);
    var given = value == null ? "" : value.asText();
    for (var each : allowed) {
      if (Fields.wireName(each).equals(given)) {
        return each;
      }
    }
    var names = Arrays.stream(allowed).map(Fields::wireName).toList();
    return refuse(name, oneOf(names, given), fallback);
  }

  static String oneOf(List<String> names, String given) {
    var nearest = NearestName.of(given, names).map(each -> " (did you mean " + each + "?)");
    return names.stream().collect(Collectors.joining(", ", "one of ", "")) + nearest.orElse("");
  }

  /** A mapping below this one; null when it is absent. */
  @Nullable SpecFields below(String name, List<String> known) {
    return switch (get(name)) {
      case null -> null;
      case SpecNode.Mapping found -> new SpecFields(found, known, member, errors);
      case SpecNode other -> refuse(name, "a mapping", null);
    };
  }

  /** A list below this one; empty when it is absent. */
  List<SpecNode> items(String name) {
    return switch (get(name)) {
      case null -> List.of();
      case SpecNode.Items found -> found.items();
      case SpecNode other -> refuse(name, "a list", List.of());
    };
  }

  /** Remembers that a field breaks a rule, and gives {@code fallback} back. */
  <T extends @Nullable Object> T refuse(String name, String rule, T fallback) {
    var node = get(name);
    var line = mapping.keyLines().getOrDefault(name, mapping.line());
    errors.add(new SpecError(line, member, name, node == null ? "absent" : node.shown(), rule));
    return fallback;
  }

  /** The same for one item of a list. */
  void refuseItem(String name, SpecNode item, String rule) {
    errors.add(new SpecError(item.line(), member, name, item.shown(), rule));
  }

  /** Ends the request with a problem 422 when anything was refused. */
  static void check(List<SpecError> errors) {
    if (!errors.isEmpty()) {
      throw Problem.of(
              ProblemCode.INVALID_FIELD,
              errors.stream().map(SpecError::sentence).collect(Collectors.joining("; ")))
          .hint("Correct the lines that are named, and send the file again.")
          .with("field", errors.getFirst().field())
          .with("errors", errors)
          .exception();
    }
  }
}
