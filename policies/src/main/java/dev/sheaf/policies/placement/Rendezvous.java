package dev.sheaf.policies.placement;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Comparator;
import java.util.List;

/**
 * Weighted rendezvous hashing: for each key an order of the nodes, of which the first owns it.
 *
 * <p><i>Goals:</i> shares in proportion to weight; when a node joins or leaves, only the keys it
 * gains or loses move. <i>Algorithm:</i> a node's score for a key is {@code -weight / ln(u)}, where
 * u in (0,1) is drawn for (node, key); the highest score is first, ties go by id. <i>Cost:</i>
 * O(nodes · log nodes) a key.
 *
 * <p><i>Source:</i> Thaler, Ravishankar, "Using name-based mappings to increase hit rates",
 * IEEE/ACM ToN 1998; the weights after Schindelhauer, Schomaker, SPAA 2005.
 */
public final class Rendezvous {
  private static final double UNIT = 0x1.0p-53;

  private Rendezvous() {}

  /**
   * A node that may own keys.
   *
   * @param id its stable name
   * @param weight its share, above 0
   */
  public record Node(String id, double weight) {
    /** A node whose weight makes sense. */
    public Node {
      if (!(weight > 0)) {
        throw new IllegalArgumentException(
            "weight of " + id + " must be above 0 but was " + weight);
      }
    }
  }

  /** The first {@code limit} nodes in the order of {@code key}. */
  public static List<Node> order(List<Node> nodes, long key, int limit) {
    return nodes.stream()
        .map(node -> new Scored(node, score(node, key)))
        .sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::id))
        .limit(limit)
        .map(Scored::node)
        .toList();
  }

  private static double score(Node node, long key) {
    var drawn = Draw.draw(Draw.draw(key, node.id()), 1);
    var u = ((drawn >>> 11) + 0.5) * UNIT;
    return -node.weight() / StrictMath.log(u);
  }

  private record Scored(Node node, double score) {
    String id() {
      return node.id();
    }
  }
}
