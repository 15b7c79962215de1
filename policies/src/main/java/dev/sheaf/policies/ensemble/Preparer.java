package dev.sheaf.policies.ensemble;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Chooses the node that prepares for members on several nodes: that with the most of them, of equal
 * ones the first, so that the fewest copies are sent and all who look see the same.
 *
 * <p><i>Constraints:</i> where each node had better prepare for itself, none is chosen.
 * <i>Cost:</i> O(nodes).
 */
public final class Preparer {
  private static final Set<SharingChoice.Mode> ABLE =
      EnumSet.of(
          SharingChoice.Mode.PRIVATE,
          SharingChoice.Mode.ONE_A_NODE,
          SharingChoice.Mode.SINGLE_BROADCAST);

  private Preparer() {}

  /**
   * The node that prepares for all; empty where each does so for its own members.
   *
   * @param membersByNode of each node that has one or more
   */
  public static Optional<String> of(
      SharingRule rule, SortedMap<String, Integer> membersByNode, Share wish) {
    if (membersByNode.size() < 2) {
      return Optional.empty();
    }
    var choice = choice(rule, List.copyOf(membersByNode.values()), wish);
    return choice.mode() == SharingChoice.Mode.SINGLE_BROADCAST
        ? membersByNode.entrySet().stream()
            .max(
                Map.Entry.<String, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
            .map(Map.Entry::getKey)
        : Optional.empty();
  }

  /** What is chosen of the ways that a cluster can carry out, and what each costs. */
  public static SharingChoice choice(SharingRule rule, List<Integer> membersByNode, Share wish) {
    return SharingChoice.of(rule, membersByNode, wish, ABLE);
  }
}
