package dev.sheaf.actors.tier;

import java.util.concurrent.atomic.LongAdder;

/** Counts what became of packed objects on this node; counters only grow. */
public final class PackFigures {
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder skips = new LongAdder();
  private final LongAdder damaged = new LongAdder();

  void countRead() {
    reads.increment();
  }

  void countWrite() {
    writes.increment();
  }

  void countFailure() {
    failures.increment();
  }

  void countSkip() {
    skips.increment();
  }

  void countDamaged() {
    damaged.increment();
  }

  /** Packages that were read from their packed object. */
  public long reads() {
    return reads.sum();
  }

  /** Packed objects that this node wrote. */
  public long writes() {
    return writes.sum();
  }

  /** Packed objects that could not be listed, read or written. */
  public long failures() {
    return failures.sum();
  }

  /** Packages that were not written because too many were waiting to be. */
  public long skips() {
    return skips.sum();
  }

  /** Packed objects that do not hold what they should; they are not used again. */
  public long damaged() {
    return damaged.sum();
  }
}
