package dev.sheaf.policies.eviction;

import static dev.sheaf.policies.eviction.ItemCache.Verdict.ADMITTED;
import static dev.sheaf.policies.eviction.ItemCache.Verdict.BYPASSED;
import static dev.sheaf.policies.eviction.ItemCache.Verdict.HIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.eviction.ItemCache.Departures;
import dev.sheaf.policies.eviction.LeastFrequentlyReadCache.Memory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ItemCacheTest {
  private static final int ITEMS = 10;

  private final List<Integer> left = new ArrayList<>();
  private final Departures heard = (item, sizeBytes) -> left.add(item);

  @Test
  void theItemThatWasReadLongestAgoLeavesFirst() {
    var cache = new LeastRecentlyReadCache(ITEMS, 3, heard);
    read(cache, 0, 1, 2, 0, 3, 4);
    assertEquals(List.of(1, 2), left);
    assertEquals(HIT, cache.read(0, 1));
  }

  @Test
  void anEvictedItemIsAMissAgain() {
    var cache = new LeastRecentlyReadCache(ITEMS, 1, heard);
    assertEquals(ADMITTED, cache.read(0, 1));
    assertEquals(ADMITTED, cache.read(1, 1));
    assertFalse(cache.holds(0));
    assertEquals(ADMITTED, cache.read(0, 1));
  }

  @Test
  void aHitSavesNothingFromLeavingInTheOrderOfAdmission() {
    read(new FirstInFirstOutCache(ITEMS, 3, heard), 0, 1, 2, 0, 3, 4);
    assertEquals(List.of(0, 1), left);
  }

  @Test
  void theHandPassesWhatWasReadAndComesBackToIt() {
    var cache = new SecondChanceCache(ITEMS, 3, heard);
    read(cache, 0, 1, 2, 3);
    assertEquals(List.of(0), left, "all were read: the hand clears all bits and takes the first");
    read(cache, 1, 4);
    assertEquals(List.of(0, 2), left, "1 was read again, 2 was not");
    read(cache, 5);
    assertEquals(List.of(0, 2, 1), left, "3, 4 were read since, 1 was passed once");
  }

  @Test
  void theItemWithTheFewestReadsLeavesFirstAndAmongEqualsTheOldest() {
    var cache = new LeastFrequentlyReadCache(ITEMS, 3, heard, Memory.WHILE_HELD);
    read(cache, 0, 0, 0, 1, 2, 1, 2, 3);
    assertEquals(List.of(1), left);
    read(cache, 4);
    assertEquals(List.of(1, 3), left, "a newcomer leaves before all that were hit");
  }

  @Test
  void aCountThatIsKeptForEverSpeaksForAnItemThatComesBack() {
    var forgetful = new LeastFrequentlyReadCache(ITEMS, 2, heard, Memory.WHILE_HELD);
    read(forgetful, 0, 0, 1, 2, 1, 2, 1, 2, 3);
    assertTrue(forgetful.holds(0));
    var lasting = new LeastFrequentlyReadCache(ITEMS, 2, heard, Memory.FOR_EVER);
    read(lasting, 0, 0, 1, 2, 1, 2, 1, 2, 1);
    assertFalse(lasting.holds(0), "1 and 2 were read three times");
  }

  @Test
  void nothingThatWasKeptEverLeaves() {
    var cache = FillAndKeepCache.firstCome(ITEMS, 5);
    assertEquals(ADMITTED, cache.read(0, 3));
    assertEquals(BYPASSED, cache.read(1, 3), "it does not fit");
    assertEquals(ADMITTED, cache.read(2, 2), "a smaller one does");
    assertEquals(BYPASSED, cache.read(3, 1));
    assertEquals(HIT, cache.read(0, 3));
    assertEquals(5, cache.usedBytes());
  }

  @Test
  void theFarthestNextUseLeavesOrIsNotKept() {
    var reads = new int[] {0, 1, 2, 0, 1, 3, 0};
    var nextUses = FarthestNextUseCache.nextUses(reads, ITEMS);
    var never = FarthestNextUseCache.NEVER;
    assertEquals(
        List.of(3, 4, never, 6, never, never, never),
        java.util.Arrays.stream(nextUses).boxed().toList());
    var cache = new FarthestNextUseCache(ITEMS, 2, heard, nextUses);
    var verdicts = java.util.Arrays.stream(reads).mapToObj(item -> cache.read(item, 1)).toList();
    assertEquals(List.of(ADMITTED, ADMITTED, BYPASSED, HIT, HIT, BYPASSED, HIT), verdicts);
    assertEquals(List.of(), left);
  }

  @Test
  void aLargeItemDrivesOutSeveralSmallOnesAndOneThatNeverFitsDrivesOutNone() {
    var cache = new LeastRecentlyReadCache(ITEMS, 10, heard);
    cache.read(0, 4);
    cache.read(1, 4);
    assertEquals(BYPASSED, cache.read(2, 11));
    assertEquals(List.of(), left);
    assertEquals(ADMITTED, cache.read(3, 9));
    assertEquals(List.of(0, 1), left);
    assertEquals(9, cache.usedBytes());
    assertEquals(1, cache.held());
  }

  @Test
  void anItemThatIsHeldKeepsTheSizeWithWhichItWasAdmitted() {
    var cache = new LeastRecentlyReadCache(ITEMS, 10, heard);
    cache.read(0, 4);
    assertEquals(HIT, cache.read(0, 9));
    assertEquals(4, cache.usedBytes());
  }

  @Test
  void anImpossibleSizeOrCapacityIsRefused() {
    var cache = new LeastRecentlyReadCache(ITEMS, 10, heard);
    assertThrows(IllegalArgumentException.class, () -> cache.read(0, -1));
    assertThrows(
        IllegalArgumentException.class, () -> new LeastRecentlyReadCache(ITEMS, -1, heard));
    assertThrows(IllegalArgumentException.class, () -> ItemPolicy.named("lur"));
  }

  private static void read(ItemCache cache, int... items) {
    for (var item : items) {
      cache.read(item, 1);
    }
  }
}
