package dev.sheaf.lambda.bridge.planted;

/** Breaks the same law in the oldest way. */
public final class AsksForMillis {
  private AsksForMillis() {}

  static long now() {
    return System.currentTimeMillis();
  }
}
