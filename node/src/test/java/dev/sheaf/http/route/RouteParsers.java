package dev.sheaf.http.route;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.node.fuzz.Target;
import java.util.List;

/** What every route reads: the place in a list, and names. */
public final class RouteParsers {
  private static final List<Class<? extends Exception>> PROBLEM = List.of(ProblemException.class);

  private RouteParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target("cursor", texts("cHJvYmUtMA", ""), in -> Paging.decode(text(in)), PROBLEM),
        new Target("name", texts("files", "a.b-c_1"), in -> Names.checked("n", text(in)), PROBLEM));
  }
}
