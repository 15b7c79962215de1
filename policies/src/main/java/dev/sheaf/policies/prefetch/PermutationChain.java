package dev.sheaf.policies.prefetch;

import dev.sheaf.policies.vocabulary.Draw;

/**
 * The orders of all epochs from one seed: each is a shuffle of the one before it.
 *
 * <p>Every node computes the same chain, so every node knows every future access of every other.
 *
 * <p><i>Cost:</i> O(N) an epoch, 4 bytes a sample.
 *
 * <p><i>Source:</i> NoPFS (Dryden et al., SC 2021), its sampler.
 */
public final class PermutationChain {
  private final long seed;
  private final int[] order;
  private int epoch = -1;

  /** Before the first epoch. */
  public PermutationChain(int samples, long seed) {
    this.seed = seed;
    this.order = new int[samples];
    for (int i = 0; i < samples; i++) {
      order[i] = i;
    }
  }

  /** Goes on to the next epoch and gives its order, which is valid until the next call. */
  public int[] next() {
    var key = Draw.draw(seed, ++epoch);
    for (int last = order.length - 1; last > 0; last--) {
      var other = (int) Draw.below(Draw.draw(key, last), last + 1);
      var kept = order[last];
      order[last] = order[other];
      order[other] = kept;
    }
    return order;
  }

  /** The epoch whose order was given last, from 0; -1 before the first. */
  public int epoch() {
    return epoch;
  }
}
