package dev.sheaf.policies.division;

/**
 * What is measured of a job while it runs: the time it computes, and the time it would wait if
 * nothing of its dataset were kept.
 *
 * <p>Waiting is measured as the cache is, and taken to be in proportion to what is not kept of the
 * dataset, or was missed, whichever is more: while the cache fills, more is missed than is not
 * kept; where jobs share what they read, or it is fetched ahead, less. Where next to everything is
 * kept nothing is learned about waiting, and the last measure stays.
 *
 * @param computeNanosPerByte between batches, for each byte of them
 * @param waitNanosPerByte for each byte, were nothing kept
 * @param measured false while nothing is known
 */
public record JobProfile(double computeNanosPerByte, double waitNanosPerByte, boolean measured) {
  /** Nothing is known yet. */
  public static final JobProfile UNKNOWN = new JobProfile(0, 0, false);

  /** How much the latest measure counts. */
  private static final double LATEST = 0.3;

  /** A job that waits for a smaller part of its time computes all the time. */
  private static final double LEAST_WAIT = 0.02;

  /** Where less than this is not kept and not missed, waiting cannot be measured. */
  private static final double LEAST_MISSED = 0.05;

  private static final double BATCH_BYTES = 1 << 20;
  private static final double NANOS = 1e9;

  /**
   * What a job's consumers did for a while.
   *
   * @param stallNanos they waited
   * @param stepNanos they waited and computed
   * @param bytes they were given
   * @param samples how many those were
   * @param missed how many of them were not in memory when they were asked for
   */
  public record Interval(long stallNanos, long stepNanos, long bytes, long samples, long missed) {
    /** Nothing happened. */
    public static final Interval NONE = new Interval(0, 0, 0, 0, 0);

    /** What happened in this while and another. */
    public Interval plus(Interval other) {
      return new Interval(
          stallNanos + other.stallNanos,
          stepNanos + other.stepNanos,
          bytes + other.bytes,
          samples + other.samples,
          missed + other.missed);
    }
  }

  /**
   * The profile after a while in which {@code keptShare} of the dataset had room in the cache.
   *
   * @param keptShare 0..1
   */
  public JobProfile after(Interval interval, double keptShare) {
    if (interval.bytes() < 1 || interval.stepNanos() < 1 || interval.samples() < 1) {
      return this;
    }
    var bytes = (double) interval.bytes();
    var waits = interval.stallNanos() >= LEAST_WAIT * interval.stepNanos();
    var stall = waits ? interval.stallNanos() : 0;
    var compute = (interval.stepNanos() - stall) / bytes;
    var absent =
        Math.max(1 - keptShare, Math.min(1, (double) interval.missed() / interval.samples()));
    var wait = absent < LEAST_MISSED ? waitNanosPerByte : stall / bytes / absent;
    return measured
        ? new JobProfile(latest(computeNanosPerByte, compute), latest(waitNanosPerByte, wait), true)
        : new JobProfile(compute, wait, true);
  }

  private static double latest(double before, double now) {
    return before + LATEST * (now - before);
  }

  /** The part of its time that it would wait, were nothing kept: 0..1. */
  public double waitShare() {
    var all = computeNanosPerByte + waitNanosPerByte;
    return all == 0 ? 0 : waitNanosPerByte / all;
  }

  /** What a cache is worth to the job. */
  public JobBenefit benefit(String job, double weight) {
    var miss = (computeNanosPerByte + waitNanosPerByte) * BATCH_BYTES;
    return new JobBenefit(
        job,
        weight,
        Math.max(1, Math.round(miss)),
        Math.max(1, Math.round(computeNanosPerByte * BATCH_BYTES)),
        miss == 0 ? 0 : NANOS * BATCH_BYTES / miss);
  }
}
