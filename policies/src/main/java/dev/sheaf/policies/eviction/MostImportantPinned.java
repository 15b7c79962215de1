package dev.sheaf.policies.eviction;

/**
 * Pins the most important packages in nine tenths of what is not open; the last tenth holds what
 * was read last of the rest, and stands in for a package that is not held: a job gets it instead,
 * where it has not read it yet, and the package it stands for later.
 *
 * <p>While nothing is known of importance, the pins are those of the seed.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023), H-cache to L-cache 9 : 1; every sample stays
 * exactly once an epoch.
 */
public record MostImportantPinned() implements Residency {
  private static final long PARTS = 10;

  @Override
  public String name() {
    return "icache";
  }

  @Override
  public long windowBytes(long capacityBytes, long peakOpenBytes) {
    var open = Math.min(capacityBytes, peakOpenBytes);
    return open + (capacityBytes - open) / PARTS;
  }
}
