package dev.sheaf.simulation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A scale between values and places, with round ticks.
 *
 * @param from the least value
 * @param to the greatest
 * @param logarithmic whether equal steps are equal factors
 */
record Axis(double from, double to, boolean logarithmic, List<Double> ticks) {
  private static final double FAR = 150;
  private static final double VERY_FAR = 1_000;
  private static final int MOST_DECADES = 9;

  /** Over figures: by factors when they are very far apart, else linear. */
  static Axis ofFigures(List<Double> values, int ticks) {
    var least = values.stream().mapToDouble(value -> value).min().orElse(0);
    var most = values.stream().mapToDouble(value -> value).max().orElse(1);
    return least > 0 && most / least >= VERY_FAR ? byFactors(least, most) : linear(values, ticks);
  }

  /** Over these values, linear; zero is on it when it is near. */
  static Axis linear(List<Double> values, int ticks) {
    var least = values.stream().mapToDouble(value -> value).min().orElse(0);
    var most = values.stream().mapToDouble(value -> value).max().orElse(1);
    if (least > 0 && least < 0.7 * most) {
      least = 0;
    } else if (most < 0 && most > 0.7 * least) {
      most = 0;
    }
    if (most - least < Math.abs(most) * 1e-9 || most == least) {
      var room = most == 0 ? 1 : Math.abs(most) * 0.1;
      least = least >= 0 ? Math.max(0, least - room) : least - room;
      most += room;
    }
    var whole = values.stream().allMatch(value -> value == Math.rint(value));
    return rounded(least, most, ticks, whole);
  }

  /** Over the values of a parameter: as they are, or by factors when they are far apart. */
  static Axis ofParameter(List<Double> values, int ticks) {
    var least = values.stream().mapToDouble(value -> value).min().orElse(0);
    var most = values.stream().mapToDouble(value -> value).max().orElse(1);
    if (!(least > 0) || most / least < FAR) {
      return linear(values, ticks);
    }
    return byFactors(least, most);
  }

  private static Axis byFactors(double least, double most) {
    var marks = new ArrayList<Double>();
    var first = StrictMath.floor(StrictMath.log10(least) + 1e-9);
    var last = StrictMath.ceil(StrictMath.log10(most) - 1e-9);
    var step = last - first > MOST_DECADES ? 3 : 1;
    for (double power = first; power <= last; power += step) {
      marks.add(StrictMath.pow(10, power));
    }
    return new Axis(marks.getFirst(), Math.max(most, marks.getLast()), true, marks);
  }

  /** Ticks at 1, 2, 2.5 or 5 times a power of ten; between whole numbers there are none. */
  private static Axis rounded(double least, double most, int ticks, boolean whole) {
    var raw = whole ? Math.max(1, (most - least) / ticks) : (most - least) / ticks;
    var power = StrictMath.pow(10, StrictMath.floor(StrictMath.log10(raw)));
    var step = power;
    for (var factor : List.of(1.0, 2.0, 2.5, 5.0, 10.0)) {
      step = power * factor;
      if (step >= raw && !(whole && step != Math.rint(step))) {
        break;
      }
    }
    var first = Math.floor(least / step + 1e-9);
    var last = Math.ceil(most / step - 1e-9);
    var marks = new ArrayList<Double>();
    for (double at = first; at <= last; at++) {
      marks.add(at * step);
    }
    return new Axis(marks.getFirst(), marks.getLast(), false, marks);
  }

  /** How far along the value is, 0 to 1. */
  double share(double value) {
    var share =
        logarithmic
            ? StrictMath.log(value / from) / StrictMath.log(to / from)
            : (value - from) / (to - from);
    return Math.clamp(share, 0, 1);
  }

  /** A tick's value, short: {@code 0.25}, {@code 10k}, {@code 1.5M}. */
  static String label(double value) {
    var size = Math.abs(value);
    if (size >= 1e12 || (size > 0 && size < 1e-5)) {
      return String.format(Locale.ROOT, "%.0e", value).replace("e+", "e");
    }
    if (size >= 1e9) {
      return Digits.plain(value / 1e9) + "G";
    }
    if (size >= 1e6) {
      return Digits.plain(value / 1e6) + "M";
    }
    return size >= 1e4 ? Digits.plain(value / 1e3) + "k" : Digits.plain(value);
  }
}
