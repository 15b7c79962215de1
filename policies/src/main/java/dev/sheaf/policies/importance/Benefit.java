package dev.sheaf.policies.importance;

/**
 * What the cache is worth to a job, as its weight among others: the share of its time that it waits
 * for samples which are not cached, 0..1.
 *
 * <p>A job that computes longer than it reads waits for nothing and weighs 0. Until somebody has
 * measured it, a job weighs {@link #UNMEASURED}, as if it did nothing but wait.
 *
 * @param weight 0..1
 */
public record Benefit(double weight) {
  /** Of a job of which nothing is known. */
  public static final Benefit UNMEASURED = new Benefit(1);

  /** Checks the range. */
  public Benefit {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("weight must be 0..1 but was " + weight);
    }
  }
}
