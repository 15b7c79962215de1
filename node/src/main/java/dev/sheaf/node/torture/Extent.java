package dev.sheaf.node.torture;

/** How much is done. */
public sealed interface Extent {
  /** Each kind once; what makes nobody silent goes along with what does. */
  record Brief() implements Extent {}

  /** Each kind so many times, one after the other. */
  record Rounds(int count) implements Extent {}

  /** Round after round for so long. */
  record Minutes(double count) implements Extent {}
}
