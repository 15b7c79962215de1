package dev.sheaf.policies.prefetch;

/**
 * How full a buffer was each time something was put into it or taken out, in whole percent of its
 * limit; kept as sums, so that a second of thousands of samples costs three numbers.
 *
 * @param sum of the percentages
 * @param squares sum of their squares
 */
public record Fill(long count, long sum, long squares) {
  /** Nothing seen. */
  public static final Fill NONE = new Fill(0, 0, 0);

  /** With one more observation. */
  public Fill and(int percent) {
    return new Fill(count + 1, sum + percent, squares + (long) percent * percent);
  }

  /** With everything that another has seen. */
  public Fill and(Fill other) {
    return new Fill(count + other.count, sum + other.sum, squares + other.squares);
  }

  /** The mean in percent; 0 when nothing was seen. */
  public double mean() {
    return count == 0 ? 0 : (double) sum / count;
  }

  /** The deviation of the whole population, in percent. */
  public double deviation() {
    return count == 0
        ? 0
        : StrictMath.sqrt(Math.max(0, (double) squares / count - mean() * mean()));
  }
}
