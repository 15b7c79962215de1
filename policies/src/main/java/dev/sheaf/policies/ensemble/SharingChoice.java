package dev.sheaf.policies.ensemble;

import dev.sheaf.policies.ensemble.SharingRule.Feed;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * How the batches of an ensemble are prepared, chosen by what each way costs.
 *
 * <p><i>Goals:</i> the least work an image for all members together; of equal ones the way that
 * feeds each member fastest. <i>Constraints:</i> the wish of the owner, and the ways that the
 * caller can carry out. <i>Algorithm:</i> all are costed; a node that is sent batches puts them
 * into one ring that its members read, so a copy goes to each node and not to each member.
 *
 * <pre>
 *   n members on N nodes, K cores each, c seconds to prepare an image, w = bytes / bandwidth
 *                       work             images/s for each member
 *   PRIVATE             n·c              K / (c · members of the fullest node)
 *   ONE_A_NODE          N·c              K / c
 *   SINGLE_BROADCAST    c + (N-1)·w      min(K / c, 1 / ((N-1)·w))
 *   ALL_SHARED          c + (N-1)·w      min(N·K / c, N / ((N-1)·w))
 *   MULTI_BROADCAST     c + (N-1)·w      min(N·K / c, 1 / w)
 * </pre>
 *
 * <p><i>Source:</i> Pittman et al., SC 2018, and what a ring in each node makes of it. <i>Cost:</i>
 * O(1).
 *
 * @param mode the way that was chosen
 * @param workSeconds work an image by it, for all members
 * @param privateWorkSeconds what it would be without sharing
 * @param imagesPerSecond that each member can be fed with
 */
public record SharingChoice(
    Mode mode, double workSeconds, double privateWorkSeconds, double imagesPerSecond) {
  /** A way of preparing what many members read. */
  public enum Mode {
    /** Each member prepares every image for itself. */
    PRIVATE,
    /** Each node prepares every image once, for all of its members. */
    ONE_A_NODE,
    /** One node prepares, and sends each other node a copy. */
    SINGLE_BROADCAST,
    /** Each node prepares a slice, and all gather all slices. */
    ALL_SHARED,
    /** Nodes take turns to prepare a batch and send it, double buffered. */
    MULTI_BROADCAST
  }

  /**
   * The choice for members that sit on nodes.
   *
   * @param membersByNode of each node that has one or more
   * @param able the ways that can be carried out; must have {@link Mode#PRIVATE}
   */
  public static SharingChoice of(
      SharingRule rule, List<Integer> membersByNode, Share wish, Set<Mode> able) {
    var costs = new Costs(rule, membersByNode);
    // One member on each node shares with nobody within it.
    var alone = membersByNode.stream().allMatch(each -> each == 1);
    return able.stream()
        .filter(mode -> allows(wish, mode) && !(alone && mode == Mode.ONE_A_NODE))
        .map(costs::of)
        .min(
            Comparator.comparingDouble(SharingChoice::workSeconds)
                .thenComparing(
                    Comparator.comparingDouble(SharingChoice::imagesPerSecond).reversed())
                .thenComparing(SharingChoice::mode))
        .orElse(costs.of(Mode.PRIVATE));
  }

  private static boolean allows(Share wish, Mode mode) {
    return switch (wish) {
      case AUTO -> true;
      case PRIVATE -> mode == Mode.PRIVATE;
      case SHARED -> mode != Mode.PRIVATE;
    };
  }

  private record Costs(SharingRule rule, List<Integer> membersByNode) {
    SharingChoice of(Mode mode) {
      var members = membersByNode.stream().mapToInt(Integer::intValue).sum();
      return new SharingChoice(
          mode,
          workSeconds(mode, members),
          rule.workSeconds(Feed.PRIVATE, members),
          imagesPerSecond(mode));
    }

    private int nodes() {
      return membersByNode.size();
    }

    private double workSeconds(Mode mode, int members) {
      return switch (mode) {
        case PRIVATE -> rule.workSeconds(Feed.PRIVATE, members);
        case ONE_A_NODE -> nodes() * rule.cpuSecondsPerImage();
        case SINGLE_BROADCAST, ALL_SHARED, MULTI_BROADCAST ->
            rule.workSeconds(Feed.UNICAST, nodes() - 1);
      };
    }

    private double imagesPerSecond(Mode mode) {
      var fullest = membersByNode.stream().mapToInt(Integer::intValue).max().orElse(1);
      return switch (mode) {
        case PRIVATE -> rule.imagesPerSecond(Feed.PRIVATE, fullest);
        case ONE_A_NODE -> rule.imagesPerSecond(Feed.ONE_NODE, fullest);
        case SINGLE_BROADCAST -> rule.imagesPerSecond(Feed.UNICAST, nodes() - 1);
        case ALL_SHARED -> rule.allSharedImagesPerSecond(nodes());
        case MULTI_BROADCAST -> rule.multiBroadcastImagesPerSecond(nodes());
      };
    }
  }
}
