package dev.sheaf.lambda.bridge;

import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.placement.Decks;
import dev.sheaf.policies.vocabulary.StripeCode;

/**
 * What a fleet is, and how its bridge goes about it.
 *
 * @param names what its functions and policies are called
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
 * @param upkeep what is done for chunks that nobody asks for just now
 */
public record FleetSettings(
    FleetNames names,
    int nodes,
    int memoryMb,
    long chunkBytes,
    long diskBytes,
    StripeCode code,
    double originWrites,
    String address,
    FunctionPrices prices,
    Patience patience,
    Upkeep upkeep) {
  /**
   * What is done for chunks that nobody asks for just now.
   *
   * @param learnsWarmUp whether the pause between warm-ups follows from which ones functions
   *     outlive; else it is always the first
   * @param refillsAtOnce whether a lost chunk is made again when its loss is noticed; else when its
   *     package is read
   */
  public record Upkeep(boolean learnsWarmUp, boolean refillsAtOnce) {}

  /** The decks of its functions. */
  public Decks decks() {
    return new Decks(nodes, code.chunks());
  }

  /** The function's name. */
  public String function(int node) {
    return names.function(node);
  }
}
