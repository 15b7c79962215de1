package dev.sheaf.policies.ephemeral;

import dev.sheaf.policies.placement.Rendezvous;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.List;
import java.util.Optional;

/**
 * A job that keeps what it hands from one step to the next in the cache.
 *
 * @param incarnation tells it from others of its name, before and after
 * @param demand what its hints come to
 * @param throughputBound whether its rate, not its capacity, says how many nodes it is spread over
 * @param leaseNanos a job that is not used for so long has ended
 * @param keepNanos so long after its end values of it may still be asked for; 0 = not at all
 * @param portions what it was promised, by node; the weights add up to 1
 */
public record EphemeralJob(
    String name,
    long incarnation,
    Hints hints,
    HintedSize.Demand demand,
    boolean throughputBound,
    long leaseNanos,
    long keepNanos,
    boolean ended,
    List<Portion> portions) {
  /** A job that owns its list. */
  public EphemeralJob {
    portions = List.copyOf(portions);
  }

  /**
   * What a job was promised of a node.
   *
   * @param weight the chance of a value to go there
   */
  public record Portion(String node, long sizeBytes, double mbps, double weight) {}

  /** What it is called where its name alone would not do. */
  public String token() {
    return name + "@" + incarnation;
  }

  /**
   * The node that has the value of this key; the same for whoever asks; empty when there is none.
   */
  public Optional<String> ownerOf(String key) {
    var nodes =
        portions.stream()
            .map(portion -> new Rendezvous.Node(portion.node(), portion.weight()))
            .toList();
    return Rendezvous.order(nodes, Draw.draw(incarnation, key), 1).stream()
        .map(Rendezvous.Node::id)
        .findFirst();
  }

  /** What it was promised of this node. */
  public Optional<Portion> portionOf(String node) {
    return portions.stream().filter(portion -> portion.node().equals(node)).findFirst();
  }

  /** The same job, with other portions. */
  public EphemeralJob with(List<Portion> others) {
    return new EphemeralJob(
        name, incarnation, hints, demand, throughputBound, leaseNanos, keepNanos, ended, others);
  }

  /** The same job, of which values stay for so long after its end. */
  public EphemeralJob keeping(long nanos) {
    return new EphemeralJob(
        name, incarnation, hints, demand, throughputBound, leaseNanos, nanos, ended, portions);
  }

  /** The same job when it has ended. */
  public EphemeralJob over() {
    return new EphemeralJob(
        name, incarnation, hints, demand, throughputBound, leaseNanos, keepNanos, true, portions);
  }
}
