package dev.sheaf.policies.eviction;

/** How a dataset's packages are kept: whether some are pinned, and whether jobs share the rest. */
public interface Residency {
  /** Its name in settings. */
  String name();

  /**
   * True when most of the cache is pinned for good and the rest is a window that jobs go through
   * together; false when every package comes and goes by its last use.
   */
  boolean shares();

  /**
   * How much of the cache the window needs.
   *
   * @param capacityBytes what the cache has for this dataset
   * @param peakOpenBytes the most that was open at once lately, outside the pins
   */
  long windowBytes(long capacityBytes, long peakOpenBytes);

  /** The residency with this name. */
  static Residency named(String name) {
    return switch (name) {
      case "pinned" -> new PinnedBySeed();
      case "lru" -> new LeastRecentlyUsed();
      default ->
          throw new IllegalArgumentException("the policy must be pinned or lru but was " + name);
    };
  }
}
