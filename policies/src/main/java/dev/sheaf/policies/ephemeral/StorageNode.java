package dev.sheaf.policies.ephemeral;

/**
 * A storage node, and how much of it is promised to jobs.
 *
 * @param networkShare of its network, 0..1
 * @param capacityShare of its medium, 0..1
 * @param draining whether it takes nothing new
 */
public record StorageNode(
    String id, Medium medium, double networkShare, double capacityShare, boolean draining) {

  /** A node of which nothing is promised. */
  public static StorageNode empty(String id, Medium medium) {
    return new StorageNode(id, medium, 0, 0, false);
  }

  /** The node with so much more, or less, promised. */
  public StorageNode with(double network, double capacity) {
    return new StorageNode(id, medium, networkShare + network, capacityShare + capacity, draining);
  }

  /** The node when it takes nothing new. */
  public StorageNode drain() {
    return new StorageNode(id, medium, networkShare, capacityShare, true);
  }
}
