package dev.sheaf.simulation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What differs among cases: a parameter that makes an axis, if there is one, and what is left to
 * name lines by.
 *
 * @param axis the parameter with the most numbers; null when none has three
 * @param keys all parameters that differ, sorted
 */
record Varied(@Nullable String axis, List<String> keys) {
  private static final int LEAST_PLACES = 3;
  private static final Pattern NUMBER =
      Pattern.compile("([-+]?[0-9][0-9_]*(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\\s*([a-zA-Z%/]*)");

  /** Among these cases. */
  static Varied among(List<Study> studies) {
    var all = new TreeSet<String>();
    for (var study : studies) {
      study.prepared().of().set().entrySet().forEach(each -> all.add(each.getKey()));
    }
    var differ = all.stream().filter(key -> differs(studies, key)).toList();
    String best = null;
    var most = LEAST_PLACES - 1;
    for (var key : differ) {
      var values = values(studies, key);
      if (values.size() > most && numbers(values)) {
        best = key;
        most = values.size();
      }
    }
    return new Varied(best, differ);
  }

  /** The axis as a label, such as {@code cache.bytes (GB)}. */
  String axisLabel(List<Study> studies) {
    var units = values(studies, String.valueOf(axis)).stream().map(Varied::unit).distinct();
    var unit = units.findFirst().orElse("");
    return axis + (unit.isEmpty() ? "" : " (" + unit + ")");
  }

  /** Where a case is on the axis. */
  OptionalDouble place(Study study) {
    var match = NUMBER.matcher(value(study, String.valueOf(axis)));
    return match.matches()
        ? OptionalDouble.of(Double.parseDouble(match.group(1).replace("_", "")))
        : OptionalDouble.empty();
  }

  /** What differs besides the axis, such as {@code jobs=4 policy=lru}; may be empty. */
  String rest(Study study) {
    return rest(study, keys);
  }

  /** Everything that differs, such as {@code cache.fraction=0.5 jobs=4}. */
  String all(Study study) {
    return named(study, keys);
  }

  /** The same without the axis, of some keys. */
  String rest(Study study, List<String> of) {
    return named(study, of.stream().filter(key -> !key.equals(axis)).toList());
  }

  private static String named(Study study, List<String> keys) {
    return keys.stream().map(key -> key + "=" + value(study, key)).collect(Collectors.joining(" "));
  }

  /** Whether these cases have several values of a parameter. */
  static boolean differs(List<Study> studies, String key) {
    return values(studies, key).size() > 1;
  }

  private static List<String> values(List<Study> studies, String key) {
    var values = new ArrayList<String>();
    for (var study : studies) {
      var value = value(study, key);
      if (!values.contains(value)) {
        values.add(value);
      }
    }
    return values;
  }

  private static String value(Study study, String key) {
    return study.prepared().parameters().getOrDefault(key, "").strip();
  }

  private static boolean numbers(List<String> values) {
    return values.stream().allMatch(value -> NUMBER.matcher(value).matches())
        && values.stream().map(Varied::unit).distinct().count() == 1;
  }

  private static String unit(String value) {
    var match = NUMBER.matcher(value);
    return match.matches() ? match.group(2) : "";
  }
}
