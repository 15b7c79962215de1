package dev.sheaf.policies.importance;

/** Makes a number of a drawn value. */
final class Uniform {
  private Uniform() {}

  /** Uniform in 0 ≤ x < 1. */
  static double of(long drawn) {
    return (drawn >>> 11) * 0x1.0p-53;
  }
}
