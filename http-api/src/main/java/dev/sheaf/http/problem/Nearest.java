package dev.sheaf.http.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** Finds the name that someone who mistyped most likely meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The name with the fewest edits from {@code typed}, the first of equals; none when even that one
   * differs in more than a third of the letters and in more than two.
   */
  public static Optional<String> of(String typed, Collection<String> names) {
    var limit = Math.max(2, typed.length() / 3);
    var best = Optional.<String>empty();
    var fewest = limit + 1;
    for (var name : names) {
      var edits = edits(typed, name);
      if (edits < fewest) {
        fewest = edits;
        best = Optional.of(name);
      }
    }
    return best;
  }

  /** {@code did you mean X?} with a blank before it, or nothing. */
  public static String question(String typed, Collection<String> names) {
    return of(typed, names).map(name -> " Did you mean " + name + "?").orElse("");
  }

  private static int edits(String a, String b) {
    var row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
