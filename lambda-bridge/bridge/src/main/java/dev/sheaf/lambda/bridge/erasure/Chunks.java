package dev.sheaf.lambda.bridge.erasure;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Some chunks of one stripe, and by what index they are known in it. */
record Chunks(List<Integer> indices, List<MemorySegment> segments) {
  /** How long the longest is; 0 when there are none. */
  long longestBytes() {
    var longest = 0L;
    for (var segment : segments) {
      longest = Math.max(longest, segment.byteSize());
    }
    return longest;
  }

  MemorySegment[] array() {
    return segments.toArray(MemorySegment[]::new);
  }

  /**
   * Refuses what a kernel could not stand.
   *
   * @param data chunks before this index may be given without their padding
   */
  Chunks checked(int data, long lengthBytes) {
    for (int i = 0; i < segments.size(); i++) {
      var index = indices.get(i);
      var segment = segments.get(i);
      if (!segment.isNative()) {
        throw new IllegalArgumentException("chunk %d must be off-heap".formatted(index));
      }
      if (!segment.scope().isAlive() || !segment.isAccessibleBy(Thread.currentThread())) {
        throw new IllegalArgumentException(
            "chunk %d must be of an arena that is open to this thread".formatted(index));
      }
      if (index >= data && segment.byteSize() != lengthBytes) {
        throw new IllegalArgumentException(
            "chunk %d must have %d bytes, as the longest of its stripe, but had %d"
                .formatted(index, lengthBytes, segment.byteSize()));
      }
    }
    return this;
  }

  /** Refuses targets that cannot be written, or that would change what is still to be read. */
  Chunks checkedTargets(Chunks sources) {
    for (int i = 0; i < segments.size(); i++) {
      var target = segments.get(i);
      if (target.isReadOnly()) {
        throw new IllegalArgumentException("chunk %d is read-only".formatted(indices.get(i)));
      }
      refuseOverlap(i, sources, sources.segments().size());
      refuseOverlap(i, this, i);
    }
    return this;
  }

  private void refuseOverlap(int i, Chunks others, int count) {
    for (int j = 0; j < count; j++) {
      if (overlap(segments.get(i), others.segments().get(j))) {
        throw new IllegalArgumentException(
            "chunk %d overlaps chunk %d".formatted(indices.get(i), others.indices().get(j)));
      }
    }
  }

  private static boolean overlap(MemorySegment one, MemorySegment other) {
    var ends = Math.min(one.address() + one.byteSize(), other.address() + other.byteSize());
    return Math.max(one.address(), other.address()) < ends;
  }
}
