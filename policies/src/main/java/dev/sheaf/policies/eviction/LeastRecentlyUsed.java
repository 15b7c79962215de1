package dev.sheaf.policies.eviction;

/**
 * Keeps what was opened last, whoever opened it: the baseline. With one job and a new order each
 * epoch it hits {@code c + (1 - c) ln(1 - c)}, which is 2.1 % at c = 0.2.
 */
public record LeastRecentlyUsed() implements Residency {
  @Override
  public String name() {
    return "lru";
  }

  @Override
  public long windowBytes(long capacityBytes, long peakOpenBytes) {
    return capacityBytes;
  }
}
