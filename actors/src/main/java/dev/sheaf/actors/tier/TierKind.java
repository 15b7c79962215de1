package dev.sheaf.actors.tier;

/** The tiers, with the number that a batch frame carries. */
public enum TierKind {
  MEMORY,
  DISK,
  LAMBDA,
  ORIGIN;

  /** The number in a frame head. */
  public byte code() {
    return (byte) ordinal();
  }
}
