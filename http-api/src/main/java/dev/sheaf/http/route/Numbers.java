package dev.sheaf.http.route;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;

/** Reads whole numbers from addresses and headers. */
public final class Numbers {
  private Numbers() {}

  /** The number that {@code text} is; a problem {@code bad-parameter} when it is none in range. */
  public static long parse(String name, String text, long least, long most) {
    try {
      var value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notOne) {
      // Told below, together with numbers out of range.
    }
    throw Problem.of(
            ProblemCode.BAD_PARAMETER,
            name + " must be a whole number " + least + ".." + most + " but was " + shown(text))
        .with("field", name)
        .exception();
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
