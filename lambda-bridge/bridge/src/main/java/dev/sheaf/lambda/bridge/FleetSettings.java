package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;

/**
 * What a fleet is, and how its bridge goes about it.
 *
 * @param prefix functions are named {@code prefix-0}, {@code prefix-1}, …
 * @param nodes how many there are
 * @param memoryMb of each, as it is billed
 * @param chunkBytes of chunks that one keeps in memory
 * @param diskBytes of chunks that one keeps on its scratch disk
 * @param code of packages that are worth parity
 * @param originWrites what a read of the origin costs, in writes of a chunk; the dearer, the more
 *     parity
 * @param address where functions call this node's bridge
 * @param prices what runs cost
 * @param patience how long the bridge waits for a function
 */
public record FleetSettings(
    String prefix,
    int nodes,
    int memoryMb,
    long chunkBytes,
    long diskBytes,
    StripeCode code,
    double originWrites,
    String address,
    FunctionPrices prices,
    Patience patience) {
  /** The function's name. */
  public String function(int node) {
    return prefix + "-" + node;
  }
}
