package dev.sheaf.actors.importance;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.actors.derived.Rankings;
import dev.sheaf.policies.books.RankingBook.Voice;
import dev.sheaf.policies.importance.AggregatedRanks;
import dev.sheaf.policies.importance.AggregatedRanks.JobLosses;
import dev.sheaf.policies.importance.HighSamples;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ranks a dataset's samples by the losses that all nodes were told by all its jobs. Blocks for
 * seconds; nobody who reads waits for it.
 *
 * <p>The samples of high importance are written as a bitmap under its hash, below a folder of their
 * own; the last three of a dataset stay.
 */
public final class ImportanceRanker implements Ranker, Rankings {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int KEPT = 3;

  private final GatheredLosses losses;
  private final ManifestStore files;
  private final double share;
  private final Map<DatasetVersion, ArrayDeque<String>> written = new HashMap<>();

  /**
   * A ranker of one node.
   *
   * @param files where rankings are kept, and fetched from others
   * @param share of a dataset's cache that derived packages may take, 0..1
   */
  public ImportanceRanker(GatheredLosses losses, ManifestStore files, double share) {
    this.losses = losses;
    this.files = files;
    this.share = share;
  }

  /** A ranker that keeps its files in {@code folder}; those of an earlier life are deleted. */
  public static ImportanceRanker in(
      Path folder, ManifestStore.Segments segments, GatheredLosses losses, double share)
      throws IOException {
    Files.createDirectories(folder);
    try (var old = Files.newDirectoryStream(folder)) {
      for (var each : old) {
        Files.deleteIfExists(each);
      }
    }
    return new ImportanceRanker(losses, new ManifestStore(folder, segments), share);
  }

  @Override
  public double share() {
    return share;
  }

  @Override
  public Ranking rank(Manifest manifest, List<Voice> jobs, long highBytes)
      throws IOException, InterruptedException {
    var table = manifest.table();
    if (table.samples() > LossShelf.MOST_SAMPLES) {
      return Ranking.NONE;
    }
    var told = new ArrayList<JobLosses>();
    for (var each : jobs) {
      var of = new LossShelf.Of(each.job(), manifest.version(), table.samples());
      told.add(new JobLosses(each.benefit(), losses.latest(of)));
    }
    var seed = Draw.draw(0, manifest.version().hash());
    var ranks = new AggregatedRanks(told, table.samples(), seed);
    var samples = new HighSamples(table, ranks::of);
    var high = highBytes <= 0 ? new long[0] : samples.within(highBytes, manifest::length, seed);
    return new Ranking(samples.packages(), write(manifest.version(), high));
  }

  private String write(DatasetVersion version, long[] words) throws IOException {
    if (Arrays.stream(words).allMatch(word -> word == 0)) {
      return "";
    }
    var hash = files.store(BitmapBytes.of(words));
    keep(version, hash);
    return hash;
  }

  private synchronized void keep(DatasetVersion version, String hash) {
    var kept = written.computeIfAbsent(version, absent -> new ArrayDeque<>());
    kept.remove(hash);
    kept.add(hash);
    if (kept.size() > KEPT) {
      files.delete(kept.remove());
    }
  }

  /** The samples that the file with this hash names; blocks while it is fetched. */
  @Override
  public SampleBits open(DatasetVersion version, String hash) throws IOException {
    var words = files.map(hash);
    keep(version, hash);
    var count = words.byteSize() / Long.BYTES;
    return index -> index < count ? words.getAtIndex(WORD, index) : 0;
  }

  /** The bytes of a ranking that is here, for others. */
  public Optional<SegmentPart> segment(String hash, long offset) throws IOException {
    return files.has(hash) ? Optional.of(files.segment(hash, offset)) : Optional.empty();
  }
}
