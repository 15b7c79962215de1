package dev.sheaf.actors.disk;

import java.util.concurrent.atomic.LongAdder;

/** What a disk tier did since it was opened. */
public final class DiskCounts {
  final LongAdder reads = new LongAdder();
  final LongAdder written = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder evicted = new LongAdder();
  final LongAdder errors = new LongAdder();

  DiskCounts() {}

  /** Reads of packages, or of samples of one. */
  public long reads() {
    return reads.sum();
  }

  /** Packages written. */
  public long written() {
    return written.sum();
  }

  /** Packages that were to be written and were not: no room, or the disk was too slow. */
  public long dropped() {
    return dropped.sum();
  }

  /** Packages that made room for others. */
  public long evicted() {
    return evicted.sum();
  }

  /** Packages that were spoiled, and faults of the disk. */
  public long errors() {
    return errors.sum();
  }
}
