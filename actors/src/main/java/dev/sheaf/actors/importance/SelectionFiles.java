package dev.sheaf.actors.importance;

import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.ledger.SampleSelection;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The selections of jobs on this node: bitmaps in content-hashed files, mapped, and fetched from
 * others where they are absent.
 *
 * <p><i>Cost:</i> one bit a sample and epoch that is kept, mapped, and 8 bytes a package on heap.
 * Files of epochs before those that a ledger keeps are deleted.
 */
public final class SelectionFiles {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ManifestStore files;
  private final int keepEpochs;
  private final Map<String, TreeMap<Integer, Held>> jobs = new HashMap<>();

  private record Held(String bitmap, SampleSelection selection) {}

  /**
   * Selections in {@code files}.
   *
   * @param keepEpochs ledgers of how many epochs are kept
   */
  public SelectionFiles(ManifestStore files, int keepEpochs) {
    this.files = files;
    this.keepEpochs = keepEpochs;
  }

  /** A part of a selection that is here, for others. */
  public Optional<SegmentPart> segment(String hash, long offset) throws IOException {
    return files.has(hash) ? Optional.of(files.segment(hash, offset)) : Optional.empty();
  }

  /** Writes a selection to disk; gives its hash. */
  String store(long[] words) throws IOException {
    return files.store(BitmapBytes.of(words));
  }

  /**
   * Opens what was selected for an epoch of {@code job}; blocks while it is fetched.
   *
   * @throws IOException when no node that is there has it
   */
  public SampleSelection open(String job, int epoch, String bitmap, PackageTable table)
      throws IOException {
    var there = find(job, epoch, bitmap);
    if (there != null) {
      return there;
    }
    var words = files.map(bitmap);
    var count = (table.samples() + Long.SIZE - 1) / Long.SIZE;
    if (words.byteSize() != count * Long.BYTES) {
      throw new IOException(
          "the selection %s of %s must have %d words but has %d bytes"
              .formatted(bitmap, job, count, words.byteSize()));
    }
    SampleBits bits = index -> index < count ? words.getAtIndex(WORD, index) : 0;
    var selection = SampleSelection.of(table, bits);
    hold(job, epoch, new Held(bitmap, selection));
    return selection;
  }

  /** What was selected, when it is open here. */
  public synchronized @Nullable SampleSelection find(String job, int epoch, String bitmap) {
    var held = jobs.getOrDefault(job, new TreeMap<>()).get(epoch);
    return held != null && held.bitmap().equals(bitmap) ? held.selection() : null;
  }

  private synchronized void hold(String job, int epoch, Held held) {
    var ofJob = jobs.computeIfAbsent(job, name -> new TreeMap<>());
    ofJob.put(epoch, held);
    // A ledger keeps its oldest epoch until the first window of the one that is opened here.
    var old = ofJob.headMap(ofJob.lastKey() - keepEpochs, false);
    var dropped = List.copyOf(old.values());
    old.clear();
    dropped.forEach(this::delete);
  }

  /** Forgets a job that has ended. */
  synchronized void forget(String job) {
    var ofJob = jobs.remove(job);
    if (ofJob != null) {
      ofJob.values().forEach(this::delete);
    }
  }

  /** Deletes a file, unless another epoch or job selects the same. */
  private void delete(Held dropped) {
    var isShared =
        jobs.values().stream()
            .flatMap(ofJob -> ofJob.values().stream())
            .anyMatch(held -> held.bitmap().equals(dropped.bitmap()));
    if (!isShared) {
      files.delete(dropped.bitmap());
    }
  }
}
