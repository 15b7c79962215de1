package dev.sheaf.http.metrics;

import dev.sheaf.actors.origin.OriginPrice;
import java.net.URI;

/** Figures of this node that {@code /metrics} shows; counters only grow. Never blocks. */
public interface NodeFigures {
  /** GETs made to the origin. */
  long originGets();

  /** Bytes read from the origin. */
  long originBytes();

  /** What reads of datasets below {@code root} cost. */
  OriginPrice originPrice(URI root);

  /** Bytes of the package store that are in use. */
  long cacheUsedBytes();

  /** Capacity of the package store in bytes. */
  long cacheCapacityBytes();
}
