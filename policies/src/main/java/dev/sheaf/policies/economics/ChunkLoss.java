package dev.sheaf.policies.economics;

/**
 * How fast chunks get lost, as far as reads have found out.
 *
 * <p>A read finds each of its chunks there or gone after the time since the package was last
 * touched. Chunks are taken to be lost at a constant rate: those gone by the time they were
 * exposed, with an assumption that counts like 200 chunks over ten minutes.
 *
 * <p>Not thread-safe. <i>Units:</i> nanoseconds. <i>Cost:</i> O(1). <i>Source:</i> ours: the
 * posterior mean of a Poisson rate.
 */
public final class ChunkLoss {
  private static final int PRIOR_CHUNKS = 200;
  private static final double PRIOR_LOSS = 0.05;
  private static final double PRIOR_NANOS = 600e9;

  private double gone = PRIOR_CHUNKS * PRIOR_LOSS;
  private double exposedNanos = PRIOR_CHUNKS * PRIOR_NANOS;

  /** So many chunks were wanted after this time, and so many of them were gone. */
  public void met(int chunks, int gone, long afterNanos) {
    this.gone += gone;
    exposedNanos += (double) chunks * Math.max(0, afterNanos);
  }

  /** The probability that a chunk is gone when it is wanted after this time, 0..1. */
  public double within(long nanos) {
    return Math.min(1, gone / exposedNanos * Math.max(0, nanos));
  }
}
