package dev.sheaf.gpu.pipeline;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Decodes one encoded sample into pixels of a given size. */
@FunctionalInterface
public interface SampleDecoder {
  /** Which sample it is; the same one has the same bytes for ever. */
  record Sample(DatasetVersion version, long id) {}

  /**
   * Decodes into {@code planar}.
   *
   * <p><i>Shape:</i> 3 × height × width, uint8, red plane first; other sizes are scaled.
   *
   * @param pieces the encoded bytes in order
   * @return false when the bytes cannot be decoded; {@code planar} is undefined then
   */
  boolean decode(
      Sample sample, List<MemorySegment> pieces, MemorySegment planar, int height, int width);

  /** Hears how long it took to augment so many samples that were decoded. */
  default void augmented(long nanos, int samples) {}
}
