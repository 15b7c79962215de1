package dev.sheaf.policies.eviction;

import dev.sheaf.policies.placement.Rendezvous;
import dev.sheaf.policies.placement.Rendezvous.Node;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Says which node pins which item; every node computes the same from the seed, so there is no
 * directory and no message.
 *
 * <p><i>Goals:</i> one owner for each item; ownership outlives epochs; when a node joins or leaves,
 * only what it gains or loses moves ({@link #byRendezvous}). <i>Algorithm:</i> a node puts the
 * items that it owns into an order drawn for (seed, item), and pins them up to the first that does
 * not fit; membership is then a comparison with the draw of the last. <i>Cost:</i> O(items · (nodes
 * + log items)) once; 4 bytes an item; O(1) a question.
 *
 * <pre>
 *   item   owner   draw        node   pins up to
 *     0      b      17           a        40        a pins 2
 *     1      a      63           b        17        b pins 0, and 3 is read from the origin
 *     2      a      40
 *     3      b      29
 * </pre>
 *
 * <p><i>Source:</i> CoorDL (Mohan et al., VLDB 2021, §4.2), whose shards are ranges of ids ({@link
 * #byRange}).
 */
public final class PinnedShares {
  /** Where a node finds an item, the nearest place first. */
  public enum Place {
    /** It holds it. */
    LOCAL,
    /** Its owner holds it. */
    PEER,
    /** Nobody has pinned it. */
    ORIGIN
  }

  private static final int ORDER = 1;
  private static final int SPARE = 2;

  private final long seed;
  private final int[] owners;
  private final long[] lastPinned;
  private final boolean[] pinsAny;
  private final BitSet[] spares;

  private PinnedShares(long seed, int[] owners, int nodes) {
    this.seed = seed;
    this.owners = owners;
    this.lastPinned = new long[nodes];
    this.pinsAny = new boolean[nodes];
    this.spares = new BitSet[nodes];
    Arrays.setAll(spares, node -> new BitSet());
  }

  /**
   * The items, their sizes, and what each node has for them.
   *
   * @param items how many there are
   * @param sizeBytes the size of an item
   * @param capacityBytes of each node
   */
  public record Stock(int items, IntToLongFunction sizeBytes, long capacityBytes) {}

  /** Each item is owned by the first node in the rendezvous order of (seed, item). */
  public static PinnedShares byRendezvous(Stock stock, List<Node> nodes, long seed) {
    var owners = new int[stock.items()];
    for (int item = 0; item < owners.length; item++) {
      var first = Rendezvous.order(nodes, Draw.draw(seed, item), 1).getFirst();
      owners[item] = nodes.indexOf(first);
    }
    return new PinnedShares(seed, owners, nodes.size()).fill(stock);
  }

  /** Node k of n owns the k-th of n equal ranges of ids. */
  public static PinnedShares byRange(Stock stock, int nodes, long seed) {
    if (nodes < 1) {
      throw new IllegalArgumentException("nodes must be at least 1 but was " + nodes);
    }
    var owners = new int[stock.items()];
    Arrays.setAll(owners, item -> (int) ((long) item * nodes / stock.items()));
    return new PinnedShares(seed, owners, nodes).fill(stock);
  }

  private PinnedShares fill(Stock stock) {
    for (int node = 0; node < lastPinned.length; node++) {
      var own = node;
      var left = stock.capacityBytes();
      var drawn = IntStream.range(0, owners.length).filter(item -> owners[item] == own);
      for (var item : inOrder(drawn, ORDER)) {
        left -= stock.sizeBytes().applyAsLong(item);
        if (left < 0) {
          break;
        }
        lastPinned[node] = orderOf(item);
        pinsAny[node] = true;
      }
      if (left > 0) {
        spend(left, node, stock);
      }
    }
    return this;
  }

  /** Gives space that the node's own items leave over to a selection of the others'. */
  private void spend(long spareBytes, int node, Stock stock) {
    var left = spareBytes;
    var others = IntStream.range(0, owners.length).filter(item -> owners[item] != node);
    for (var item : inOrder(others, SPARE + node)) {
      left -= stock.sizeBytes().applyAsLong(item);
      if (left < 0) {
        break;
      }
      spares[node].set(item);
    }
  }

  private int[] inOrder(IntStream items, int key) {
    return items
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(item -> Draw.draw(seed, item, key))
                .thenComparingInt(item -> item))
        .mapToInt(item -> item)
        .toArray();
  }

  /** How many items are shared out. */
  public int items() {
    return owners.length;
  }

  /** The node that owns an item, by its place in the list of nodes. */
  public int owner(int item) {
    return owners[item];
  }

  /** True when the node pins an item that it owns. */
  public boolean pins(int node, int item) {
    return owners[item] == node && pinsAny[node] && orderOf(item) <= lastPinned[node];
  }

  /** True when the node has space left over for an item that another owns, from epoch 2 on. */
  public boolean spares(int node, int item) {
    return spares[node].get(item);
  }

  /** Where a node looks for an item once all nodes are filled. */
  public Place place(int node, int item) {
    if (pins(node, item) || spares(node, item)) {
      return Place.LOCAL;
    }
    return pins(owners[item], item) ? Place.PEER : Place.ORIGIN;
  }

  private long orderOf(int item) {
    return Draw.draw(seed, item, ORDER);
  }
}
