package dev.sheaf.simulation.workload;

import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.kernel.RandomStream;

/**
 * The reads of one job: every item once an epoch, in an order that is independent of all others.
 *
 * @param items how many there are
 * @param epochs how often each is read
 */
public record EpochReads(int items, int epochs) {

  /** All reads, epoch after epoch; the same seed gives the same. */
  public int[] draw(long seed) {
    var reads = new int[Math.multiplyExact(items, epochs)];
    for (int epoch = 0; epoch < epochs; epoch++) {
      var order = new RandomStream(Draw.draw(seed, epoch), "order of an epoch").permutation(items);
      System.arraycopy(order, 0, reads, epoch * items, items);
    }
    return reads;
  }
}
