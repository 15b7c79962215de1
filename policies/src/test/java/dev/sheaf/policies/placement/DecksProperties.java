package dev.sheaf.policies.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DecksProperties {
  private static final long SEED = 20_261_122;
  private static final int CHUNKS = 12;

  @Test
  void aDeckIsARunOfFunctionsThatAStripeFitsInWithSomeToSpare() {
    for (int functions = 14; functions < 500; functions++) {
      var decks = new Decks(functions, CHUNKS);
      var sizes = new int[decks.count()];
      var last = 0;
      for (int function = 0; function < functions; function++) {
        var deck = decks.of(function);
        assertTrue(deck == last || deck == last + 1, "function " + function);
        last = deck;
        sizes[deck]++;
      }
      assertTrue(
          IntStream.of(sizes).allMatch(size -> size >= CHUNKS + 2), functions + " functions");
    }
  }

  @Test
  void aFleetThatIsTooSmallIsOneDeck() {
    assertEquals(1, new Decks(5, CHUNKS).count());
    assertEquals(0, new Decks(5, CHUNKS).of(4));
    assertEquals(3, new Decks(Decks.functionsFor(3, CHUNKS), CHUNKS).count());
    assertEquals(2, new Decks(Decks.functionsFor(3, CHUNKS) - 1, CHUNKS).count());
  }

  @Test
  void noNodeHasTwoDecksMoreThanAnother() {
    for (int round = 0; round < 200; round++) {
      var nodes = nodes(1 + (int) Draw.below(Draw.draw(SEED, round), 20));
      var functions = 14 + (int) Draw.below(Draw.draw(SEED, round, 1), 600);
      var decks = new Decks(functions, CHUNKS);
      var owners = decks.owners(nodes);
      assertEquals(decks.count(), owners.size());
      var least = decks.count() / nodes.size();
      for (var node : nodes) {
        var has = Collections.frequency(owners, node);
        assertTrue(has == least || has == least + 1, "%s has %d".formatted(node, has));
      }
    }
  }

  @Test
  void theOwnersDoNotDependOnTheOrderOfTheNodes() {
    var decks = new Decks(300, CHUNKS);
    assertEquals(decks.owners(nodes(7)), decks.owners(nodes(7).reversed()));
    assertEquals(decks.owners(nodes(7)), decks.owners(new HashSet<>(nodes(7))));
  }

  @Test
  void mostDecksStayWhenANodeJoins() {
    var decks = new Decks(Decks.functionsFor(240, CHUNKS), CHUNKS);
    for (int members = 1; members < 12; members++) {
      var before = decks.owners(nodes(members));
      var after = decks.owners(nodes(members + 1));
      var moved = IntStream.range(0, 240).filter(d -> !before.get(d).equals(after.get(d))).count();
      assertTrue(moved <= 3 * 240 / (members + 1), "%d of 240 moved".formatted(moved));
    }
  }

  @Test
  void packagesSpreadEvenlyOverTheDecksOfANode() {
    var mine = List.of(3, 8, 21);
    var counts = new int[22];
    for (int index = 0; index < 9_000; index++) {
      var order = Decks.order(mine, Draw.draw(SEED, index));
      assertEquals(new HashSet<>(mine), new HashSet<>(order));
      counts[order.getFirst()]++;
    }
    mine.forEach(deck -> assertEquals(3_000, counts[deck], 200, "deck " + deck));
  }

  @Test
  void aNodeThatLosesADeckLeavesTheOtherPackagesWhereTheyAre() {
    for (int index = 0; index < 1_000; index++) {
      var key = Draw.draw(SEED, index);
      var first = Decks.order(List.of(1, 2, 3), key).getFirst();
      var without =
          List.of(1, 2, 3).stream().filter(deck -> deck.equals(first) || deck == 3).toList();
      assertEquals(first, Decks.order(without, key).getFirst());
    }
  }

  @Test
  void aFleetOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Decks(0, CHUNKS));
  }

  private static List<String> nodes(int count) {
    return IntStream.range(0, count).mapToObj(i -> "10.0.0." + i + ":25520").toList();
  }
}
