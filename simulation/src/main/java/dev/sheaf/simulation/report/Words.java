package dev.sheaf.simulation.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Names of figures as people say them: {@code stallSeconds} is "stall (s)". */
final class Words {
  private static final Map<String, String> UNITS =
      Map.of(
          "seconds", "s",
          "millis", "ms",
          "micros", "µs",
          "nanos", "ns",
          "bytes", "bytes",
          "percent", "%",
          "usd", "$",
          "gb", "GB",
          "mb", "MB");

  private static final Pattern KEY = Pattern.compile("(?<![^ ])[\\w.-]+\\.([\\w-]+)=");
  private static final Pattern SHORT_KEY = Pattern.compile("(?<![^ ])[\\w-]+=");

  private Words() {}

  /** The words of a name, its unit in parentheses. */
  static String of(String metric) {
    var words = List.of(spaced(metric).split(" ", -1));
    var last = words.getLast();
    var unit = UNITS.get(last);
    if (unit == null || words.size() == 1) {
      return String.join(" ", words).replace(" usd ", " $ ");
    }
    var micro = last.equals("usd") && words.get(words.size() - 2).equals("micro");
    var rest = words.subList(0, words.size() - (micro ? 2 : 1));
    return String.join(" ", rest) + " (" + (micro ? "µ$" : unit) + ")";
  }

  /** What a figure is measured in, if its name says so; else the name: it stands for itself. */
  static String unit(String metric) {
    var words = spaced(metric);
    if (words.contains("usd")) {
      return words.substring(words.indexOf("usd"));
    }
    var last = words.substring(words.lastIndexOf(' ') + 1);
    return UNITS.containsKey(last) ? last : metric;
  }

  /** The words that all of these end with; empty when there are none. */
  static String commonEnd(List<String> names) {
    var first = List.of(names.getFirst().split(" ", -1));
    for (int from = 0; from < first.size(); from++) {
      var end = " " + String.join(" ", first.subList(from, first.size()));
      if (names.stream().allMatch(each -> (" " + each).endsWith(end))) {
        return end.strip();
      }
    }
    return "";
  }

  /** The label of a case with keys as short as they are clear: {@code memoryGb=1.5}. */
  static String brief(String label) {
    var brief = KEY.matcher(label).replaceAll("$1=");
    var keys = SHORT_KEY.matcher(brief).results().map(MatchResult::group).toList();
    return keys.stream().distinct().count() == keys.size() ? brief : label;
  }

  private static String spaced(String metric) {
    var words = new StringBuilder();
    for (int i = 0; i < metric.length(); i++) {
      var letter = metric.charAt(i);
      if (i > 0 && Character.isUpperCase(letter) && !Character.isUpperCase(metric.charAt(i - 1))) {
        words.append(' ');
      }
      words.append(letter);
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }
}
