package dev.sheaf.actors.tier;

import java.util.Map;

/** What came of a read from a tier. */
public sealed interface TierRead {
  /**
   * The package is there.
   *
   * @param from the tier that had it
   * @param damaged frame status by sample id, for the samples that are not as they should be
   * @param gets GETs made
   * @param readBytes bytes moved
   */
  record Read(TierKind from, Map<Long, Byte> damaged, int gets, long readBytes)
      implements TierRead {}

  /** This tier does not have it. */
  record Absent() implements TierRead {}

  /** It could not be read; the reason names the object and what to do. */
  record Failed(String reason, boolean worthRetry) implements TierRead {}

  /** Time ran out. */
  record Late() implements TierRead {}
}
