package dev.sheaf.policies.sharing;

import dev.sheaf.policies.substitution.UnreadSamples;

/**
 * Decides which samples are held for the jobs that read a dataset, and keeps what each job has at
 * hand up to date.
 *
 * <p>A job is active from {@link #begins} of its first epoch until {@link #leaves}.
 */
public interface SharedResidency {
  /** Whether a read of the sample would hit. */
  boolean holds(int id);

  /** How many samples are held. */
  int held();

  /** An epoch of a job began: it has read nothing of it. A job that is new joins by this. */
  void begins(UnreadSamples job);

  /** A job reads no more. */
  void leaves(UnreadSamples job);

  /**
   * A job has read a sample, which it marked as read before.
   *
   * @return what was read from the origin because of it
   */
  Reads read(UnreadSamples job, int id);

  /**
   * Reads from the origin.
   *
   * @param misses 1 when the sample was not held
   * @param refills what was fetched in the background besides
   */
  record Reads(int misses, int refills) {
    /** The sample was held, and nothing else happened. */
    public static final Reads HIT = new Reads(0, 0);

    /** The sample was not held. */
    public static final Reads MISS = new Reads(1, 0);
  }
}
