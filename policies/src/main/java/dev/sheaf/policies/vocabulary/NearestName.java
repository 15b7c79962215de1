package dev.sheaf.policies.vocabulary;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that somebody who mistyped most likely meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The candidate with the fewest edits from {@code given}, the first in the alphabet among equals;
   * empty when even that one shares less than half its letters.
   *
   * <p><i>Cost:</i> O(candidates × length²).
   */
  public static Optional<String> of(String given, Collection<String> candidates) {
    return candidates.stream()
        .sorted()
        .min((a, b) -> Integer.compare(edits(given, a), edits(given, b)))
        .filter(best -> edits(given, best) * 2 <= Math.max(given.length(), best.length()));
  }

  /** Levenshtein's distance: insertions, deletions and replacements of one character. */
  static int edits(String a, String b) {
    var previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        var replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
