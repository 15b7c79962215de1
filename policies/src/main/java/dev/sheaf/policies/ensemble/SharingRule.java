package dev.sheaf.policies.ensemble;

import java.util.OptionalInt;

/**
 * Whether members should share their preprocessing: what each way of feeding them costs, and how
 * fast it can be.
 *
 * <p><i>Work</i> is in seconds an image for all members together: time of a core for preparing it,
 * and time of the wire for sending it. <i>Rate</i> is images a second for each member.
 *
 * <p><i>Source:</i> Pittman et al., SC 2018 (the four pipelines). <i>Condition:</i> members read
 * one dataset in one order with one deterministic transform; what is random stays a cheap tail of
 * each. <i>Cost:</i> O(1).
 *
 * @param cpuSecondsPerImage a core's time to prepare an image
 * @param bytesPerImage of a prepared image
 * @param cores of each node that prepares
 * @param bytesPerSecond of each node's link
 */
public record SharingRule(
    double cpuSecondsPerImage, double bytesPerImage, int cores, double bytesPerSecond) {

  /** A way of feeding the members. */
  public enum Feed {
    /** Each member prepares every image for itself. */
    PRIVATE,
    /** One prepares, and sends each member a copy. */
    UNICAST,
    /** One prepares, and sends one copy that reaches all. */
    MULTICAST,
    /** One prepares, and all members of the node read its memory. */
    ONE_NODE
  }

  /** What all members together cost by this feed, in seconds an image. */
  public double workSeconds(Feed feed, int members) {
    return switch (feed) {
      case PRIVATE -> members * cpuSecondsPerImage;
      case UNICAST -> cpuSecondsPerImage + members * wireSeconds();
      case MULTICAST -> cpuSecondsPerImage + wireSeconds();
      case ONE_NODE -> cpuSecondsPerImage;
    };
  }

  /** How fast each member can be fed from one node, in images a second. */
  public double imagesPerSecond(Feed feed, int members) {
    var prepared = cores / cpuSecondsPerImage;
    return switch (feed) {
      case PRIVATE -> prepared / members;
      case UNICAST -> Math.min(prepared, 1 / (members * wireSeconds()));
      case MULTICAST -> Math.min(prepared, 1 / wireSeconds());
      case ONE_NODE -> prepared;
    };
  }

  /**
   * How fast each member is fed when every one of {@code ranks} nodes prepares a slice and all
   * gather all slices: each link carries what the other ranks made.
   */
  public double allSharedImagesPerSecond(int ranks) {
    var prepared = ranks * cores / cpuSecondsPerImage;
    return ranks == 1 ? prepared : Math.min(prepared, 1 / (wireSeconds() * (ranks - 1) / ranks));
  }

  /**
   * How fast each member is fed when {@code roots} dedicated nodes take turns to broadcast, double
   * buffered: the cores add up until the wire into a member is the limit.
   */
  public double multiBroadcastImagesPerSecond(int roots) {
    return Math.min(roots * cores / cpuSecondsPerImage, 1 / wireSeconds());
  }

  /** The least number of members from which a feed costs less work than {@link Feed#PRIVATE}. */
  public OptionalInt pays(Feed feed) {
    var perMember = cpuSecondsPerImage - (feed == Feed.UNICAST ? wireSeconds() : 0);
    if (feed == Feed.PRIVATE || perMember <= 0) {
      return OptionalInt.empty();
    }
    // Solved for members, not searched: perMember * members > fixed.
    var fixed = feed == Feed.MULTICAST ? cpuSecondsPerImage + wireSeconds() : cpuSecondsPerImage;
    return OptionalInt.of((int) Math.floor(fixed / perMember) + 1);
  }

  private double wireSeconds() {
    return bytesPerImage / bytesPerSecond;
  }
}
