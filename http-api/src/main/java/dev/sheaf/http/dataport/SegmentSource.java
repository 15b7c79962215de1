package dev.sheaf.http.dataport;

import java.io.IOException;
import java.util.Optional;

/** The manifest segments that this node has stored; a port. Blocks. */
@FunctionalInterface
public interface SegmentSource {
  /**
   * The segment with a hash, whole; empty when this node does not have it.
   *
   * @param hash lower-case hex, 64 characters
   */
  Optional<byte[]> segment(String hash) throws IOException;
}
