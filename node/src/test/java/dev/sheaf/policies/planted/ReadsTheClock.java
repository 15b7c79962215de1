package dev.sheaf.policies.planted;

/** Breaks the law that time is an argument. */
public final class ReadsTheClock {
  private ReadsTheClock() {}

  static long now() {
    return System.nanoTime();
  }
}
