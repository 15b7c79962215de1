package dev.sheaf.policies.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.eviction.ItemCache.Verdict;
import dev.sheaf.policies.eviction.PinnedShares.Place;
import dev.sheaf.policies.eviction.PinnedShares.Stock;
import dev.sheaf.policies.placement.Rendezvous.Node;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PinnedSharesProperties {
  private static final int ITEMS = 2_000;
  private static final List<Node> NODES =
      List.of(new Node("a", 1), new Node("b", 1), new Node("c", 1), new Node("d", 1));
  private static final List<Node> ONE_LESS = NODES.subList(0, 3);

  @Test
  void everyNodeComputesTheSame() {
    var here = PinnedShares.byRendezvous(stock(100), NODES, 7);
    var there = PinnedShares.byRendezvous(stock(100), NODES, 7);
    for (int item = 0; item < ITEMS; item++) {
      for (int node = 0; node < 4; node++) {
        assertEquals(here.place(node, item), there.place(node, item), "item " + item);
      }
    }
  }

  @Test
  void everyItemHasOneOwnerAndIsPinnedNowhereElse() {
    for (var shares :
        List.of(
            PinnedShares.byRange(stock(100), 4, 7),
            PinnedShares.byRendezvous(stock(100), NODES, 7))) {
      for (int item = 0; item < ITEMS; item++) {
        var it = item;
        var pinning = IntStream.range(0, 4).filter(node -> shares.pins(node, it)).toArray();
        assertTrue(pinning.length <= 1, "item " + item);
        assertTrue(pinning.length == 0 || pinning[0] == shares.owner(item), "item " + item);
      }
      for (int node = 0; node < 4; node++) {
        assertEquals(100, pinned(shares, node), "node " + node);
      }
    }
  }

  @Test
  void aNodeLooksInItsOwnMemoryThenAtThePeerThatPinsTheItemThenAtTheOrigin() {
    var shares = PinnedShares.byRange(stock(100), 4, 7);
    var item =
        IntStream.range(0, ITEMS).filter(each -> shares.pins(2, each)).findFirst().orElseThrow();
    assertEquals(Place.LOCAL, shares.place(2, item));
    assertEquals(Place.PEER, shares.place(0, item));
    var unpinned =
        IntStream.range(0, ITEMS)
            .filter(each -> !shares.pins(shares.owner(each), each))
            .findFirst();
    assertEquals(Place.ORIGIN, shares.place(0, unpinned.orElseThrow()));
  }

  @Test
  void whatIsPinnedIsFillAndKeepsHitRatio() {
    var shares = PinnedShares.byRendezvous(stock(100), NODES, 7);
    var cache = FillAndKeepCache.pinned(shares, 1, 100);
    for (int epoch = 1; epoch <= 3; epoch++) {
      var hits =
          IntStream.range(0, ITEMS).filter(item -> cache.read(item, 1) == Verdict.HIT).count();
      assertEquals(epoch == 1 ? 0 : 100, hits, "epoch " + epoch);
    }
    assertEquals(100, cache.usedBytes());
  }

  @Test
  void aNodeThatLeavesMovesOnlyWhatItOwned() {
    var before = PinnedShares.byRendezvous(stock(100), NODES, 7);
    var after = PinnedShares.byRendezvous(stock(100), ONE_LESS, 7);
    for (int item = 0; item < ITEMS; item++) {
      if (before.owner(item) < 3) {
        assertEquals(before.owner(item), after.owner(item), "item " + item);
      }
    }
  }

  @Test
  void spaceThatIsLeftOverTakesWhatOthersOwn() {
    var shares = PinnedShares.byRange(stock(700), 4, 7);
    for (int node = 0; node < 4; node++) {
      var own = node;
      assertEquals(500, pinned(shares, node));
      assertEquals(200, IntStream.range(0, ITEMS).filter(item -> shares.spares(own, item)).count());
      assertTrue(
          IntStream.range(0, ITEMS)
              .noneMatch(item -> shares.spares(own, item) && shares.owner(item) == own));
    }
    assertFalse(
        IntStream.range(0, ITEMS)
            .allMatch(item -> shares.spares(0, item) == shares.spares(1, item)),
        "each node makes its own choice");
  }

  @Test
  void sizesCountAndNoNodePinsMoreThanItHas() {
    var stock = new Stock(ITEMS, item -> 1L + item % 50, 3_000);
    var shares = PinnedShares.byRendezvous(stock, NODES, 7);
    for (int node = 0; node < 4; node++) {
      var own = node;
      var bytes =
          IntStream.range(0, ITEMS)
              .filter(item -> shares.pins(own, item))
              .mapToLong(stock.sizeBytes())
              .sum();
      assertTrue(bytes > 2_950 && bytes <= 3_000, "node " + node + " pins " + bytes);
    }
  }

  private static Stock stock(long capacity) {
    return new Stock(ITEMS, item -> 1, capacity);
  }

  private static long pinned(PinnedShares shares, int node) {
    return IntStream.range(0, ITEMS).filter(item -> shares.pins(node, item)).count();
  }
}
