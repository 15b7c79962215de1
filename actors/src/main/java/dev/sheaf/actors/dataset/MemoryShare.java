package dev.sheaf.actors.dataset;

import dev.sheaf.actors.dataset.ConductorReply.Memory;
import dev.sheaf.policies.dataset.PackageLayout;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.division.JobProfile;
import dev.sheaf.policies.division.MemoryDivision.Reader;
import dev.sheaf.policies.division.MemoryDivision.Wish;
import dev.sheaf.policies.vocabulary.JobKnobs;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A dataset's part of the cluster's memory, and what is measured of the jobs that read it.
 *
 * <p>As long as nobody has said what the share is, it is all there is.
 */
final class MemoryShare {
  private static final long UNSAID = -1;

  private final TreeMap<String, Reader> readers = new TreeMap<>();
  private final long datasetBytes;
  private final long blockBytes;
  private long shareBytes = UNSAID;
  private long readBytes = UNSAID;

  /** The share of a dataset of such packages. */
  MemoryShare(PackageTable table) {
    long all = 0;
    long largest = PackageLayout.PAGE_BYTES;
    for (int index = 0; index < table.packages(); index++) {
      var size =
          Math.ceilDiv(table.sizeBytes(index), PackageLayout.PAGE_BYTES) * PackageLayout.PAGE_BYTES;
      all += size;
      largest = Math.max(largest, size);
    }
    this.datasetBytes = Math.max(all, largest);
    this.blockBytes = largest;
  }

  /** Notes what consumers of a job did, when {@code capacityBytes} were there for its dataset. */
  void measured(ConductorCommand.Measured measured, long capacityBytes) {
    var kept = Math.clamp((double) capacityBytes / datasetBytes, 0, 1);
    var before = readers.get(measured.job());
    var profile = before == null ? JobProfile.UNKNOWN : before.profile();
    readers.put(
        measured.job(),
        new Reader(
            measured.job(),
            JobKnobs.weight(measured.priority()),
            profile.after(measured.interval(), kept)));
  }

  /** The part of its time that a job would wait without a cache, 0..1; 1 until it is measured. */
  double gainOf(String job) {
    var reader = readers.get(job);
    return reader == null || !reader.profile().measured() ? 1 : reader.profile().waitShare();
  }

  /**
   * What to report. Who has not begun to read needs no memory yet, however long ago it came.
   *
   * @param jobs that are active
   * @param reading those of them that have begun to read
   */
  Wish wish(String dataset, Collection<String> jobs, Collection<String> reading) {
    readers.keySet().retainAll(jobs);
    var begun = new TreeSet<>(reading);
    begun.addAll(readers.keySet());
    var all =
        begun.stream()
            .map(job -> readers.getOrDefault(job, new Reader(job, 1, JobProfile.UNKNOWN)))
            .toList();
    return new Wish(dataset, datasetBytes, blockBytes, all);
  }

  /** It was said what the share is. */
  void said(long bytes) {
    shareBytes = bytes;
  }

  /** What the dataset may take of {@code allBytes}. */
  long of(long allBytes) {
    return shareBytes == UNSAID ? allBytes : Math.min(shareBytes, allBytes);
  }

  /** The dataset is read, with so much of the memory. */
  void isRead(long bytes) {
    readBytes = bytes;
  }

  /** True once it was read. */
  boolean wasRead() {
    return readBytes != UNSAID;
  }

  /** How much the dataset had when it was read last; {@code otherwise} when it never was. */
  long whenRead(long otherwise) {
    return shareBytes == UNSAID || readBytes == UNSAID ? otherwise : readBytes;
  }

  Memory shown(long allBytes) {
    return new Memory(of(allBytes), allBytes, List.copyOf(readers.values()));
  }
}
