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
 */
record PlacedStripe(
    PackageKey key,
    long number,
    StripeCode code,
    long chunkBytes,
    List<Integer> chunks,
    List<Integer> nodes) {
  ChunkKey chunk(int chunk) {
    return key.chunk(code, chunk);
  }

  /** Length of a chunk of a package of so many bytes: whole lines of a processor's cache. */
  static long chunkBytes(long sizeBytes, StripeCode code) {
    return Math.ceilDiv(Math.ceilDiv(sizeBytes, (long) code.data()), LINE_BYTES) * LINE_BYTES;
  }

  private static final long LINE_BYTES = 64;
}
