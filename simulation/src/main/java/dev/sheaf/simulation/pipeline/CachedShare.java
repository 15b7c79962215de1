package dev.sheaf.simulation.pipeline;

/**
 * Which samples of an epoch come from a cache that holds a fixed share: they are spread evenly, so
 * that the origin's load is constant.
 */
record CachedShare(long samples, int batch, double share) {
  int batches() {
    return Math.toIntExact(Math.ceilDiv(samples, (long) batch));
  }

  int samplesOf(int n) {
    return (int) (Math.min(samples, (n + 1L) * batch) - (long) n * batch);
  }

  /** How many samples of batch {@code n} must be read. */
  int missesOf(int n) {
    var from = (long) n * batch;
    var to = from + samplesOf(n);
    return (int) (to - from - (cachedBefore(to) - cachedBefore(from)));
  }

  private long cachedBefore(long sample) {
    return (long) Math.floor(sample * share);
  }
}
