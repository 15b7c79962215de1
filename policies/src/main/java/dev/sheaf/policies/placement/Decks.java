package dev.sheaf.policies.placement;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * The functions of a fleet in <i>decks</i>, which change owner as one: a stripe lies within a deck,
 * so it is with one owner or with another, and never between two.
 *
 * <p><i>Goals:</i> every node has a deck, and none has two more than another; who has a package of
 * a node follows from the members alone. <i>Constraints:</i> a deck has at least as many functions
 * as a stripe has chunks, and a few to spare, so that one may be drained. <i>Algorithm:</i> decks
 * are runs of consecutive functions of nearly one length; each in turn goes to the first node in
 * its rendezvous order that has room. A node has room for {@code ⌊decks / nodes⌋}, and for one more
 * while fewer nodes than remain have one more. A package goes to the deck of its owner that draws
 * the highest number for it. <i>Cost:</i> O(decks · nodes · log nodes) a change of members, O(a
 * node's decks) a package.
 *
 * <pre>
 *   64 functions, 10+2: 4 decks of 16     1 node: 4   2 nodes: 2 2   3 nodes: 2 1 1   5 nodes: one has none
 * </pre>
 */
public final class Decks {
  private static final int SPARE = 2;

  private final int functions;
  private final int count;

  /** The decks of a fleet whose stripes have so many chunks. */
  public Decks(int functions, int chunks) {
    if (functions < 1 || chunks < 1) {
      throw new IllegalArgumentException(
          "functions and chunks must be at least 1 but were %d and %d"
              .formatted(functions, chunks));
    }
    this.functions = functions;
    this.count = Math.max(1, functions / (chunks + SPARE));
  }

  /** The least functions that make so many decks. */
  public static int functionsFor(int decks, int chunks) {
    return decks * (chunks + SPARE);
  }

  /** How many functions there are; the first is 0. */
  public int functions() {
    return functions;
  }

  /** How many decks there are; the first is 0. */
  public int count() {
    return count;
  }

  /** The deck of a function. */
  public int of(int function) {
    return (int) ((long) function * count / functions);
  }

  /** The owner of each deck, among nodes of distinct names, of which there must be one. */
  public List<String> owners(Collection<String> nodes) {
    var candidates = nodes.stream().sorted().map(name -> new Rendezvous.Node(name, 1)).toList();
    var each = count / candidates.size();
    var oneMore = count % candidates.size();
    var has = new HashMap<String, Integer>();
    var owners = new ArrayList<String>(count);
    for (int deck = 0; deck < count; deck++) {
      for (var node : Rendezvous.order(candidates, deck, candidates.size())) {
        var already = has.getOrDefault(node.id(), 0);
        if (already < each || (already == each && oneMore > 0)) {
          oneMore -= already == each ? 1 : 0;
          has.put(node.id(), already + 1);
          owners.add(node.id());
          break;
        }
      }
    }
    return owners;
  }

  /** Decks in the order in which a package goes to them, the first one first. */
  public static List<Integer> order(Collection<Integer> decks, long key) {
    return decks.stream()
        .sorted(
            Comparator.comparing((Integer deck) -> Draw.draw(key, deck), Long::compareUnsigned)
                .reversed()
                .thenComparing(deck -> deck))
        .toList();
  }
}
