package dev.sheaf.actors.reading;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.List;

/**
 * A request for the bytes of some samples.
 *
 * @param version the dataset version
 * @param ids sample ids in the order of the batch; a frame's position is its place here
 * @param deadlineNanos by {@link System#nanoTime}: frames not there by then get status 4
 * @param reach how far the node may go for them
 */
public record SampleRequest(
    DatasetVersion version, List<Long> ids, long deadlineNanos, Reach reach) {
  /** How far a node may go for samples. */
  public enum Reach {
    /** What is in its memory now; the rest is answered with status 4. */
    MEMORY,
    /** Its own tiers, down to the origin: what a peer asks for. */
    NODE,
    /** Its own tiers, and the owners' data ports. */
    CLUSTER
  }

  /** A request that owns its list. */
  public SampleRequest {
    ids = List.copyOf(ids);
  }
}
