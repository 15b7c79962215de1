package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.wire.chunk.ChunkKey;
import java.util.List;

/**
 * A package's chunks and where they are.
 *
 * @param number of this storing, which is never used again
 * @param chunkBytes length of each
 * @param chunks those that can be read, or that are to be written
 * @param nodes of all chunks, in order
 * @param idleNanos since it was read or written last
 */
record PlacedStripe(
    PackageKey key,
    long number,
    StripeCode code,
    long chunkBytes,
    List<Integer> chunks,
    List<Integer> nodes,
    long idleNanos) {
  ChunkKey chunk(int chunk) {
    return key.chunk(code, chunk);
  }

  /** Whether all chunks of it can be read. */
  boolean isWhole() {
    return chunks.size() == code.chunks();
  }
}
