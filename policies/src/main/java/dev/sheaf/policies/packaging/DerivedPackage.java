package dev.sheaf.policies.packaging;

import java.util.stream.IntStream;

/**
 * A package made of single samples of others: an id list that never changes once it is sealed.
 *
 * <p>It is stored and read as one object, or as one multi-range read, so that residency stays
 * package-granular and a sample costs a fraction of a GET.
 */
public final class DerivedPackage {
  private final int epoch;
  private final int index;
  private final int[] ids;
  private final long sizeBytes;

  DerivedPackage(int epoch, int index, int[] ids, long sizeBytes) {
    this.epoch = epoch;
    this.index = index;
    this.ids = ids;
    this.sizeBytes = sizeBytes;
  }

  /** The epoch at whose beginning it was sealed. */
  public int epoch() {
    return epoch;
  }

  /** Its number among those sealed for that epoch. */
  public int index() {
    return index;
  }

  /** What it holds, in order. */
  public IntStream ids() {
    return IntStream.of(ids);
  }

  /** How many samples it holds. */
  public int samples() {
    return ids.length;
  }

  /** The bytes of its samples. */
  public long sizeBytes() {
    return sizeBytes;
  }
}
