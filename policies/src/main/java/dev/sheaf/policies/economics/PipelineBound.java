package dev.sheaf.policies.economics;

/**
 * How fast a trainer can be fed when reading, decoding and training overlap fully: as fast as the
 * slowest of them.
 *
 * <pre>
 *   rate = min(gpu, decode, b / (1 - c))        b: samples a second over the remote link, c: cached
 * </pre>
 *
 * <p><i>Source:</i> the last term is SiloD's throughput with a uniform cache (Zhao et al., EuroSys
 * 2023; from memory: check before publishing); stages as in CoorDL's DS-Analyzer (Mohan et al.,
 * VLDB 2021, §3). <i>Units:</i> samples a second.
 *
 * @param gpuPerSecond what the GPU takes
 * @param decodedPerSecond what all its decode cores make; infinite without decoding
 */
public record PipelineBound(double gpuPerSecond, double decodedPerSecond) {
  /** Rates above zero. */
  public PipelineBound {
    if (!(gpuPerSecond > 0) || !(decodedPerSecond > 0)) {
      throw new IllegalArgumentException(
          "rates must be above 0 but were %s and %s".formatted(gpuPerSecond, decodedPerSecond));
    }
  }

  /**
   * The rate when {@code missShare} of the samples come over a link that brings so many a second.
   */
  public double samplesPerSecond(double remotePerSecond, double missShare) {
    if (!(missShare >= 0 && missShare <= 1)) {
      throw new IllegalArgumentException("missShare must be 0..1 but was " + missShare);
    }
    var fetched = missShare == 0 ? Double.POSITIVE_INFINITY : remotePerSecond / missShare;
    return Math.min(Math.min(gpuPerSecond, decodedPerSecond), fetched);
  }

  /** The share of time in which the GPU waits at such a rate. */
  public double stallShare(double samplesPerSecond) {
    return Math.max(0, 1 - samplesPerSecond / gpuPerSecond);
  }
}
