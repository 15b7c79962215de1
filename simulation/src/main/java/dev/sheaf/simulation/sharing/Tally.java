package dev.sheaf.simulation.sharing;

/** What a run adds up to, of the epochs that are counted; exactness is watched in all epochs. */
final class Tally {
  long consumed;
  long misses;
  long refills;
  long lookups;
  long batches;
  long waits;
  long duplicates;
  long missing;
  long mostHeld;

  double readsPerSample() {
    return (misses + refills) / (double) consumed;
  }

  double hitRatio() {
    return 1 - misses / (double) consumed;
  }
}
