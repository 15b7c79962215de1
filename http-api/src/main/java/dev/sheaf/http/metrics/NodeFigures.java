package dev.sheaf.http.metrics;

/** Figures of this node that {@code /metrics} shows; counters only grow. Never blocks. */
public interface NodeFigures {
  /** GETs made to the origin. */
  long originGets();

  /** Bytes read from the origin. */
  long originBytes();

  /** Bytes of the package store that are in use. */
  long cacheUsedBytes();

  /** Capacity of the package store in bytes. */
  long cacheCapacityBytes();

  /** The disk tier; all zero on a node without one. */
  default Disk disk() {
    return Disk.NONE;
  }

  /**
   * What a disk tier has and did.
   *
   * @param capacityBytes 0 when there is none, or it is off
   * @param reads packages read
   * @param written packages written
   * @param dropped packages that were to be written and were not
   * @param errors packages that were spoiled, and faults of the disk
   */
  record Disk(
      long usedBytes, long capacityBytes, long reads, long written, long dropped, long errors) {
    /** There is none. */
    public static final Disk NONE = new Disk(0, 0, 0, 0, 0, 0);
  }
}
