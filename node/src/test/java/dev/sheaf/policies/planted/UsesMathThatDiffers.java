package dev.sheaf.policies.planted;

/** Breaks the law that mathematics is the same on every machine. */
public final class UsesMathThatDiffers {
  private UsesMathThatDiffers() {}

  static double decay(double age) {
    return Math.exp(-age);
  }
}
