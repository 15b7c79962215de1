package dev.sheaf.sharding.bootstrap;

import java.util.List;

/**
 * What a process must say about itself to become a member of the cluster.
 *
 * @param host the name or address under which other nodes reach it
 * @param port where actor messages arrive; 0 is any free port
 * @param roles what it does: cache, gpu, gateway
 * @param cacheBytes capacity of its memory and disk for packages; its weight in the ownership of
 *     partitions
 * @param partitions how many partitions there are; a node with another number is refused
 * @param failOver how soon a silent node is given up
 * @param exitJvm true when the process ends with its actor system
 */
public record NodeSettings(
    String host,
    int port,
    List<String> roles,
    long cacheBytes,
    int partitions,
    FailOver failOver,
    boolean exitJvm) {
  /** Settings that own their list. */
  public NodeSettings {
    roles = List.copyOf(roles);
    if (partitions < 1 || partitions > 65_536) {
      throw new IllegalArgumentException("partitions must be 1..65536 but was " + partitions);
    }
  }
}
