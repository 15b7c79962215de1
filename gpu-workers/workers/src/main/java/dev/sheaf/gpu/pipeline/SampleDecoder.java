package dev.sheaf.gpu.pipeline;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Decodes one encoded sample into pixels of a given size. */
@FunctionalInterface
public interface SampleDecoder {
  /**
   * Decodes into {@code planar}.
   *
   * <p><i>Shape:</i> 3 × height × width, uint8, red plane first; other sizes are scaled.
   *
   * @param pieces the encoded bytes in order
   * @return false when the bytes cannot be decoded; {@code planar} is undefined then
   */
  boolean decode(List<MemorySegment> pieces, MemorySegment planar, int height, int width);
}
