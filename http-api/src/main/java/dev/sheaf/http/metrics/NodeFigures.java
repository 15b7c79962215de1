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
}
