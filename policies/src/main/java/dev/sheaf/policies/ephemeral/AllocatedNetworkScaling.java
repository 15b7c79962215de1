package dev.sheaf.policies.ephemeral;

import java.util.Comparator;
import java.util.List;

/**
 * Adds a node when more than all of the network is promised on the mean, and drains the one with
 * the least promised when less than half is.
 *
 * <p>It looks at what is promised, not at what is used, so a quiet job is not taken for a finished
 * one. The paper's rule for 60 to 80 % of use is commented out in the released controller.
 *
 * <p><i>Why it does not swing:</i> with n nodes and a sum s of promised shares it drains only below
 * s = n/2, and what is left, at least 2 nodes, then has a mean below n / (2 (n - 1)), at most 1, so
 * draining never makes it add.
 *
 * <p><i>Source:</i> Pocket, controller.py, autoscale_cluster; asked once a second. <i>Cost:</i>
 * O(n).
 *
 * @param addAbove the mean share above which a node is added
 * @param drainBelow the mean share below which one is drained
 * @param least how many nodes stay at least
 * @param most how many there are at most
 */
public record AllocatedNetworkScaling(double addAbove, double drainBelow, int least, int most) {
  /** 1.0, 0.5, 2 nodes and 8. */
  public static final AllocatedNetworkScaling AS_PUBLISHED =
      new AllocatedNetworkScaling(1.0, 0.5, 2, 8);

  /** What is to be done. */
  public sealed interface Verdict {
    /** Start so many nodes. */
    record Add(int nodes) implements Verdict {}

    /** Let nothing new onto this node, and remove it when it is empty. */
    record Drain(String node) implements Verdict {}

    /** Nothing. */
    record Stay() implements Verdict {}
  }

  /**
   * What is to be done with these nodes.
   *
   * @param nodes all there are, those on their way out included
   * @param starting how many more are on their way in
   */
  public Verdict decide(List<StorageNode> nodes, int starting) {
    var active = nodes.stream().filter(node -> !node.draining()).toList();
    var count = active.size() + starting;
    if (count < least) {
      return new Verdict.Add(least - count);
    }
    if (starting > 0) {
      return new Verdict.Stay();
    }
    var mean = active.stream().mapToDouble(StorageNode::networkShare).average().orElse(0);
    if (mean > addAbove && count < most) {
      return new Verdict.Add(1);
    }
    if (mean < drainBelow && count > least) {
      return active.stream()
          .min(Comparator.comparingDouble(StorageNode::networkShare).thenComparing(StorageNode::id))
          .<Verdict>map(node -> new Verdict.Drain(node.id()))
          .orElseGet(Verdict.Stay::new);
    }
    return new Verdict.Stay();
  }
}
