package dev.sheaf.policies.form;

/**
 * How a cache's bytes are divided among the three forms, in whole percent that sum to 100.
 *
 * <p><i>Source:</i> x_E, x_D and x_A of Seneca (FAST 2026, §5); Table 6 writes them E-D-A.
 */
public record Split(int encodedPercent, int decodedPercent, int augmentedPercent) {
  /** Everything encoded, as caches of files do. */
  public static final Split ALL_ENCODED = new Split(100, 0, 0);

  /** A split that sums to 100. */
  public Split {
    if (encodedPercent < 0 || decodedPercent < 0 || augmentedPercent < 0) {
      throw new IllegalArgumentException(
          "shares must not be negative but were %d-%d-%d"
              .formatted(encodedPercent, decodedPercent, augmentedPercent));
    }
    if (encodedPercent + decodedPercent + augmentedPercent != 100) {
      throw new IllegalArgumentException(
          "shares must sum to 100 but were %d-%d-%d"
              .formatted(encodedPercent, decodedPercent, augmentedPercent));
    }
  }

  @Override
  public String toString() {
    return encodedPercent + "-" + decodedPercent + "-" + augmentedPercent;
  }
}
