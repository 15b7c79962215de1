package dev.sheaf.policies.form;

/**
 * How many samples are cached in each form, and how many are in storage only.
 *
 * <p><i>Source:</i> N_A, N_D, N_E and N_S of Seneca (FAST 2026, Eqs 1 to 4). They are means, so
 * parts of samples are kept.
 */
public record Residents(double augmented, double decoded, double encoded, double stored) {
  /** All samples. */
  public double all() {
    return augmented + decoded + encoded + stored;
  }

  /** How many are cached in some form, as a share of all: the hit ratio of a random epoch. */
  public double hitRatio() {
    return 1 - stored / all();
  }
}
