package dev.sheaf.policies.packaging;

import dev.sheaf.policies.ledger.KeyedBijection;
import dev.sheaf.policies.vocabulary.Draw;

/**
 * Walks all samples in a seeded order, then again in another, for ever.
 *
 * <p><i>Cost:</i> O(1) a sample, no memory.
 */
public final class EndlessPermutation {
  private final int samples;
  private final long seed;
  private long walked;
  private KeyedBijection round;

  /** Over the samples 0..samples-1. */
  public EndlessPermutation(int samples, long seed) {
    this.samples = samples;
    this.seed = seed;
    this.round = new KeyedBijection(samples, Draw.draw(seed, 0));
  }

  /** The next sample. */
  public int next() {
    var place = walked % samples;
    if (place == 0 && walked > 0) {
      round = new KeyedBijection(samples, Draw.draw(seed, walked / samples));
    }
    walked++;
    return (int) round.at(place);
  }

  /** How many samples there are. */
  public int samples() {
    return samples;
  }
}
