package dev.sheaf.gpu.model;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;

/** Files of weights at the origin, read through the cluster's cache of packages; blocks. */
public interface OriginPages {
  /** A file as a dataset of pages. */
  record Place(DatasetVersion version, long sizeBytes) {}

  /**
   * Finds out what a file has; reads it once.
   *
   * @throws IOException when it is not there or not allowed
   */
  Place index(String name, URI uri) throws IOException;

  /**
   * Reads a file whole: from the memory, disk or functions of the nodes that have it, and from the
   * origin what none has.
   *
   * @throws IOException when a part of it cannot be had
   */
  void read(DatasetVersion version, MemorySegment into) throws IOException, InterruptedException;
}
