package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import java.lang.foreign.MemorySegment;

/** A place below node memory that may have a package whole. Calls block, on virtual threads. */
public interface Tier {
  /** Which tier this is. */
  TierKind kind();

  /**
   * Reads package {@code index} into {@code into}, which has exactly its size.
   *
   * <p>Samples that the tier knows to be damaged are named in the outcome; their bytes are zero.
   *
   * @param deadlineNanos by {@link System#nanoTime}
   */
  TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos);

  /**
   * Reads sample {@code id} alone into {@code into}, which has exactly its size; a tier that cannot
   * does not have it.
   *
   * @param deadlineNanos by {@link System#nanoTime}
   */
  default TierRead readSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    return new TierRead.Absent();
  }

  /** Offers a package that was read from below; the tier may keep a copy. */
  void offer(Manifest manifest, int index, MemorySegment bytes);
}
