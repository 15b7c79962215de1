package dev.sheaf.simulation.shell;

/** Counts what was read from memory and from the origin; samples are those of whole packages. */
public final class ReadMeter {
  private long hitSamples;
  private long fetchedSamples;
  private long fetchedPackages;
  private long fetchedBytes;
  private long passedBy;

  void hit(int samples) {
    hitSamples += samples;
  }

  void fetched(int samples, long sizeBytes, boolean kept) {
    fetchedSamples += samples;
    fetchedPackages++;
    fetchedBytes += sizeBytes;
    passedBy += kept ? 0 : 1;
  }

  /** Samples of packages that were at hand when they were opened. */
  public long hitSamples() {
    return hitSamples;
  }

  /** Samples of packages that were fetched. */
  public long fetchedSamples() {
    return fetchedSamples;
  }

  /** Packages that were fetched. */
  public long fetchedPackages() {
    return fetchedPackages;
  }

  /** Their bytes. */
  public long fetchedBytes() {
    return fetchedBytes;
  }

  /** Packages that were fetched but found no room. */
  public long passedBy() {
    return passedBy;
  }
}
