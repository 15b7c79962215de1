package dev.sheaf.policies.dataset;

import java.util.Arrays;

/**
 * The sizes of a dataset version's packages: how many samples and bytes each holds.
 *
 * <p><i>Cost:</i> 12 bytes a package; {@link #packageOf} is a binary search.
 */
public final class PackageTable {
  private final long[] firstIds;
  private final long[] sizesBytes;

  private PackageTable(long[] firstIds, long[] sizesBytes) {
    this.firstIds = firstIds;
    this.sizesBytes = sizesBytes;
  }

  /**
   * A table of packages with the given sample counts and sizes in bytes.
   *
   * @throws IllegalArgumentException when the arrays differ in length, are empty, or a package
   *     holds no sample
   */
  public static PackageTable of(int[] sampleCounts, long[] sizesBytes) {
    if (sampleCounts.length == 0 || sampleCounts.length != sizesBytes.length) {
      throw new IllegalArgumentException(
          "a package table needs as many counts as sizes, and one at least, but had "
              + sampleCounts.length
              + " and "
              + sizesBytes.length);
    }
    var firstIds = new long[sampleCounts.length + 1];
    for (int p = 0; p < sampleCounts.length; p++) {
      if (sampleCounts[p] < 1) {
        throw new IllegalArgumentException(
            "package " + p + " must hold at least 1 sample but held " + sampleCounts[p]);
      }
      firstIds[p + 1] = firstIds[p] + sampleCounts[p];
    }
    return new PackageTable(firstIds, sizesBytes.clone());
  }

  /** How many packages there are. */
  public int packages() {
    return sizesBytes.length;
  }

  /** How many samples all packages hold together. */
  public long samples() {
    return firstIds[sizesBytes.length];
  }

  /** The id of the first sample of package {@code index}. */
  public long firstId(int index) {
    return firstIds[index];
  }

  /** How many samples package {@code index} holds. */
  public int count(int index) {
    return Math.toIntExact(firstIds[index + 1] - firstIds[index]);
  }

  /** How many bytes the samples of package {@code index} take together. */
  public long sizeBytes(int index) {
    return sizesBytes[index];
  }

  /** How many bytes all packages take together. */
  public long totalBytes() {
    return Arrays.stream(sizesBytes).sum();
  }

  /** The package that holds sample {@code id}. */
  public int packageOf(long id) {
    if (id < 0 || id >= samples()) {
      throw new IllegalArgumentException(
          "sample id must be 0.." + (samples() - 1) + " but was " + id);
    }
    var found = Arrays.binarySearch(firstIds, id);
    return found >= 0 ? found : -found - 2;
  }
}
