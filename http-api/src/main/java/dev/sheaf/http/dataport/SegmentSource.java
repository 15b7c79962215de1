package dev.sheaf.http.dataport;

import dev.sheaf.actors.dataset.SegmentPart;
import java.io.IOException;
import java.util.Optional;

/** The manifest segments that this node has stored; a port. Blocks. */
@FunctionalInterface
public interface SegmentSource {
  /**
   * A part of the segment with a hash; empty when this node does not have it.
   *
   * @param hash lower-case hex, 64 characters
   * @param offset where the part begins; it has no bytes when that is the segment's end or beyond
   */
  Optional<SegmentPart> segment(String hash, long offset) throws IOException;
}
