package dev.sheaf.policies.economics;

/**
 * What an epoch of a strict order reads from the origin: package by package, or sample by sample in
 * one permutation of all.
 *
 * <p>By packages, each is read whole. By samples, each is one GET of a range, except those of the
 * packages that the cache keeps: these are read whole when the first of their samples is asked for.
 * What the cache keeps costs the later epochs nothing.
 *
 * <p>Other jobs are left out: what they read, or keep, makes either cheaper.
 *
 * @param first reads of the first epoch, from a cold cache
 * @param later reads of each epoch after it
 */
public record ShuffleCost(EpochReads first, EpochReads later) {
  /** Requests to the origin, and the bytes they move. */
  public record EpochReads(long gets, long bytes) {}

  /**
   * What there is to read.
   *
   * @param samples that an epoch reads
   * @param sampleBytes their bytes
   * @param packageGets GETs that read all packages whole
   * @param packageBytes bytes that those move, gaps between samples included
   */
  public record Layout(long samples, long sampleBytes, long packageGets, long packageBytes) {
    /** Of at least one sample and one package. */
    public Layout {
      if (samples < 1 || packageGets < 1 || sampleBytes < 0 || packageBytes < 0) {
        throw new IllegalArgumentException(
            "samples and packageGets must be at least 1 but were %d and %d"
                .formatted(samples, packageGets));
      }
    }

    /** How many times as many GETs the samples take, one by one, as the packages do. */
    public double getAmplification() {
      return (double) samples / packageGets;
    }

    /** How many times as many bytes the samples take, one by one, as the packages do. */
    public double byteAmplification() {
      return packageBytes == 0 ? 1 : (double) sampleBytes / packageBytes;
    }
  }

  /** Of packages in seeded order, when the cache keeps this share of them. */
  public static ShuffleCost ofPackages(Layout layout, double keptShare) {
    var share = held(keptShare);
    return new ShuffleCost(
        new EpochReads(layout.packageGets(), layout.packageBytes()),
        new EpochReads(
            part(layout.packageGets(), 1 - share), part(layout.packageBytes(), 1 - share)));
  }

  /** Of one permutation of all samples, when the cache keeps this share of the packages. */
  public static ShuffleCost ofSamples(Layout layout, double keptShare) {
    var share = held(keptShare);
    var later =
        new EpochReads(part(layout.samples(), 1 - share), part(layout.sampleBytes(), 1 - share));
    return new ShuffleCost(
        new EpochReads(
            later.gets() + part(layout.packageGets(), share),
            later.bytes() + part(layout.packageBytes(), share)),
        later);
  }

  private static double held(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("keptShare must be 0..1 but was " + share);
    }
    return share;
  }

  private static long part(long whole, double share) {
    return StrictMath.round(whole * share);
  }
}
