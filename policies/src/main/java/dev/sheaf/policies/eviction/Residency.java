package dev.sheaf.policies.eviction;

/** Divides a cache between pinned packages and those that come and go, and ranks the latter. */
public interface Residency {
  /** Its name in settings. */
  String name();

  /**
   * How the capacity is divided.
   *
   * @param capacityBytes what the cache has for this dataset
   * @param openBytes what the active jobs have open together
   * @param mostOpenBytes what the one that has the most has open
   */
  Split split(long capacityBytes, long openBytes, long mostOpenBytes);

  /** True when a job is offered first what others have at hand. */
  boolean prefersAtHand();

  /**
   * The rank of a package that is not open: the lowest leaves first.
   *
   * @param jobsThatNeedIt active jobs that have not opened it in their epoch
   * @param lastUse when it was last opened, as a count of openings
   */
  long rank(int jobsThatNeedIt, long lastUse);

  /** The residency with this name. */
  static Residency named(String name) {
    return switch (name) {
      case "pinned" -> new PinnedBySeed();
      case "lru" -> new LeastRecentlyUsed();
      default ->
          throw new IllegalArgumentException("the policy must be pinned or lru but was " + name);
    };
  }

  /** What is pinned for good, and what is left for the window. */
  record Split(long pinnedBytes, long windowBytes) {}
}
