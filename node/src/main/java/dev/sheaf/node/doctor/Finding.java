package dev.sheaf.node.doctor;

/**
 * What was found about one thing.
 *
 * @param what the thing looked at
 * @param found what is so
 * @param remedy what to type or change; empty when nothing
 */
public record Finding(Verdict verdict, String what, String found, String remedy) {
  /** How bad it is. */
  public enum Verdict {
    /** As it should be. */
    FINE,
    /** It works, but slower than it could. */
    SLOWER,
    /** A node cannot start or work like this. */
    BROKEN
  }

  static Finding fine(String what, String found) {
    return new Finding(Verdict.FINE, what, found, "");
  }

  static Finding slower(String what, String found, String remedy) {
    return new Finding(Verdict.SLOWER, what, found, remedy);
  }

  static Finding broken(String what, String found, String remedy) {
    return new Finding(Verdict.BROKEN, what, found, remedy);
  }
}
