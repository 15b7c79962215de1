package dev.sheaf.policies.economics;

/**
 * What the place has in which training runs: its way to the origin, its network cards, and the
 * memory that its machines can spare.
 *
 * @param originBytesPerSecond of all reads together
 * @param getBytesPerSecond the most of one GET
 * @param getNanos until the first byte of one, on average
 * @param getsPerSecond the origin admits of objects as they lie
 * @param getsInFlight of each job
 * @param egressPicoUsdPerGb what a GB costs that leaves the origin's region
 * @param nicBytesPerSecond of each job
 * @param packing whether samples are packed: as objects, or allowed to be packed once
 * @param spareBytes memory that costs nothing more
 */
public record Site(
    double originBytesPerSecond,
    double getBytesPerSecond,
    long getNanos,
    double getsPerSecond,
    int getsInFlight,
    long egressPicoUsdPerGb,
    double nicBytesPerSecond,
    Packing packing,
    double spareBytes) {

  /** How the samples lie in the origin. */
  public enum Packing {
    /** One object each, and a packed copy may be written. */
    OBJECTS,
    /** One object each, and it stays so. */
    OBJECTS_ONLY,
    /** In large files already. */
    PACKED
  }

  /** The same place where a GB from the origin costs so much. */
  public Site withEgress(long picoUsdPerGb) {
    return new Site(
        originBytesPerSecond,
        getBytesPerSecond,
        getNanos,
        getsPerSecond,
        getsInFlight,
        picoUsdPerGb,
        nicBytesPerSecond,
        packing,
        spareBytes);
  }

  /** The same place with another way to the origin. */
  public Site withOriginBytesPerSecond(double bytesPerSecond) {
    return new Site(
        bytesPerSecond,
        getBytesPerSecond,
        getNanos,
        getsPerSecond,
        getsInFlight,
        egressPicoUsdPerGb,
        nicBytesPerSecond,
        packing,
        spareBytes);
  }

  /** The same place where samples lie otherwise. */
  public Site withPacking(Packing other) {
    return new Site(
        originBytesPerSecond,
        getBytesPerSecond,
        getNanos,
        getsPerSecond,
        getsInFlight,
        egressPicoUsdPerGb,
        nicBytesPerSecond,
        other,
        spareBytes);
  }

  /** How many bytes a second so many readers get in GETs of this size. */
  double bytesPerSecond(double getBytes, int readers, long firstByteNanos) {
    var seconds = firstByteNanos / 1e9 + getBytes / getBytesPerSecond;
    return (double) readers * getsInFlight * getBytes / seconds;
  }
}
