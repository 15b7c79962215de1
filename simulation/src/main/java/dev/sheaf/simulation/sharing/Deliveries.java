package dev.sheaf.simulation.sharing;

import java.util.Arrays;

/** Counts how often each sample of an epoch was delivered, whatever the policy says of it. */
final class Deliveries {
  private final int[] times;

  Deliveries(int samples) {
    this.times = new int[samples];
  }

  void begin() {
    Arrays.fill(times, 0);
  }

  void add(int id) {
    times[id]++;
  }

  /** How many samples were not delivered. */
  long missing() {
    return Arrays.stream(times).filter(count -> count == 0).count();
  }

  /** How many samples were delivered more than once. */
  long repeated() {
    return Arrays.stream(times).filter(count -> count > 1).count();
  }

  /** How many deliveries there were of samples that had been delivered already. */
  long duplicates() {
    return Arrays.stream(times).filter(count -> count > 1).mapToLong(count -> count - 1).sum();
  }

  /** How often the one was delivered that was delivered most. */
  int most() {
    return Arrays.stream(times).max().orElse(0);
  }
}
