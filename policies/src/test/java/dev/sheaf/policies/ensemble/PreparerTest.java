package dev.sheaf.policies.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who prepares for members on several nodes. */
final class PreparerTest {
  private static final double DECODE_SECONDS = 1 / 850.0;
  private static final double PHOTO_BYTES = 3.0 * 224 * 224;
  private static final SharingRule FAST = new SharingRule(DECODE_SECONDS, PHOTO_BYTES, 2, 1.25e9);

  private static Optional<String> of(SharingRule rule, Map<String, Integer> nodes, Share wish) {
    return Preparer.of(rule, new TreeMap<>(nodes), wish);
  }

  @Test
  void theNodeWithTheMostMembersPreparesForAll() {
    assertEquals(Optional.of("b"), of(FAST, Map.of("a", 1, "b", 2, "c", 1), Share.AUTO));
  }

  @Test
  void ofNodesWithAsManyMembersTheFirstPrepares() {
    assertEquals(Optional.of("a"), of(FAST, Map.of("b", 1, "a", 1), Share.AUTO));
  }

  @Test
  void membersOfOneNodeAreSentNothing() {
    assertEquals(Optional.empty(), of(FAST, Map.of("a", 3), Share.AUTO));
  }

  @Test
  void whereTheWireCostsMoreThanDecodingEachNodePreparesForItself() {
    var slowWire = new SharingRule(DECODE_SECONDS, PHOTO_BYTES, 2, 1e8);
    assertEquals(Optional.empty(), of(slowWire, Map.of("a", 2, "b", 2), Share.AUTO));
  }

  @Test
  void whoWantsPrivateBatchesIsSentNone() {
    assertEquals(Optional.empty(), of(FAST, Map.of("a", 1, "b", 1), Share.PRIVATE));
  }
}
