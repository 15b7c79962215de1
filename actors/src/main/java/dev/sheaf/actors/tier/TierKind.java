package dev.sheaf.actors.tier;

/** The tiers, with the number that a batch frame carries. */
public enum TierKind {
  MEMORY(0),
  DISK(1),
  LAMBDA(2),
  ORIGIN(3);

  private final int code;

  TierKind(int code) {
    this.code = code;
  }

  /** The number in a frame head. */
  public byte code() {
    return (byte) code;
  }
}
