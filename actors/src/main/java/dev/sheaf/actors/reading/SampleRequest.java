package dev.sheaf.actors.reading;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.List;

/**
 * A request for the bytes of some samples.
 *
 * @param version the dataset version
 * @param ids sample ids in the order of the batch; a frame's position is its place here
 * @param deadlineNanos by {@link System#nanoTime}: frames not there by then get status 4
 * @param peersAllowed false when a peer asks: then only this node's tiers are used
 */
public record SampleRequest(
    DatasetVersion version, List<Long> ids, long deadlineNanos, boolean peersAllowed) {
  /** A request that owns its list. */
  public SampleRequest {
    ids = List.copyOf(ids);
  }
}
