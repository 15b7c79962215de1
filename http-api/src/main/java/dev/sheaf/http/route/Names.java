package dev.sheaf.http.route;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.util.regex.Pattern;

/** The rule for names that users give to datasets and jobs. */
public final class Names {
  /** What a name looks like. */
  public static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  /** The rule in words. */
  public static final String RULE =
      "1 to 63 of a-z, 0-9, dot, underscore and dash, beginning with a letter or digit";

  private Names() {}

  /** The name of a dataset or job in a path; a problem {@code bad-parameter} when it is none. */
  public static String inPath(Exchange exchange, String what) {
    return checked(what, exchange.path(what));
  }

  /** A name, when it is one; else a problem {@code bad-parameter}. */
  public static String checked(String what, String name) {
    if (!PATTERN.matcher(name).matches()) {
      var shown = name.length() <= 80 ? name : name.substring(0, 80) + "…";
      throw Problem.of(ProblemCode.BAD_PARAMETER, what + " must be " + RULE + " but was " + shown)
          .with("field", what)
          .exception();
    }
    return name;
  }
}
