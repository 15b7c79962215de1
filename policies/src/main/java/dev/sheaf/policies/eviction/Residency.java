package dev.sheaf.policies.eviction;

import dev.sheaf.policies.vocabulary.NearestName;
import java.util.List;

/**
 * How the packages of a dataset are kept.
 *
 * <table>
 *   <caption>What a job is offered, what stays, what goes first</caption>
 *   <tr><td>{@link PinnedBySeed}</td><td>one scan for all jobs</td><td>pins of the seed, and what is
 *     open</td><td>what no job misses</td></tr>
 *   <tr><td>{@link LeastRecentlyUsed}</td><td>its own order</td><td>what was opened last</td>
 *     <td>what was opened longest ago</td></tr>
 *   <tr><td>{@link FillAndKeep}</td><td>its own order</td><td>pins of the seed</td><td>what is not
 *     pinned, once it was read</td></tr>
 *   <tr><td>{@link LiveBlockPair}</td><td>two blocks, the held first</td><td>the two blocks</td>
 *     <td>a block that all have read</td></tr>
 *   <tr><td>{@link KeptUntilUsed}</td><td>what is held, then its own order</td><td>what some job has
 *     still to read</td><td>what all have read; another comes for it</td></tr>
 *   <tr><td>{@link MostImportantPinned}</td><td>its own order, a held one for one that is not</td>
 *     <td>pins by importance, and a tenth of the rest</td><td>the eldest of that tenth</td></tr>
 * </table>
 */
public sealed interface Residency
    permits PinnedBySeed,
        LeastRecentlyUsed,
        FillAndKeep,
        LiveBlockPair,
        KeptUntilUsed,
        MostImportantPinned {
  /** The names in settings, the default first. */
  List<String> NAMES = List.of("pinned", "lru", "fill-and-keep", "quiver", "ods", "icache");

  /** Its name in settings. */
  String name();

  /**
   * How much of the cache is not for pins.
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
      case "fill-and-keep" -> new FillAndKeep();
      case "quiver" -> new LiveBlockPair();
      case "ods" -> new KeptUntilUsed();
      case "icache" -> new MostImportantPinned();
      default ->
          throw new IllegalArgumentException(
              "the policy must be one of %s but was %s%s"
                  .formatted(
                      String.join(", ", NAMES),
                      name,
                      NearestName.of(name, NAMES)
                          .map(near -> ": did you mean " + near + "?")
                          .orElse("")));
    };
  }
}
