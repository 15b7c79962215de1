package dev.sheaf.gpu.model;

import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A file of weights as a dataset whose samples are its pages: so it comes through the same tiers as
 * all that is trained on, each part is read from the origin once for the whole cluster, and it
 * makes room as other packages do.
 *
 * @param spread copies a manifest to other nodes
 */
public record ClusterPages(
    DatasetIndexer indexer,
    Manifests manifests,
    SampleReader reader,
    Consumer<DatasetVersion> spread)
    implements OriginPages {
  private static final int PAGES_AT_ONCE = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public Place index(String name, URI uri) throws IOException {
    var entry = indexer.index(indexer.pass(uri), "model." + name, DatasetIndexer.PAGES);
    var manifest = manifests.open(entry.version());
    if (manifest.objects() != 1) {
      throw new IOException(
          "%s must be one file of weights but has %d files".formatted(uri, manifest.objects()));
    }
    spread.accept(entry.version());
    return new Place(entry.version(), entry.sizeBytes());
  }

  @Override
  public void read(DatasetVersion version, MemorySegment into)
      throws IOException, InterruptedException {
    var manifest = manifests.open(version);
    var pages = manifest.table().samples();
    if (manifest.table().totalBytes() != into.byteSize()) {
      throw new DamagedException("its dataset of pages is of another length");
    }
    for (long from = 0; from < pages; from += PAGES_AT_ONCE) {
      var ids = LongStream.range(from, Math.min(pages, from + PAGES_AT_ONCE)).boxed().toList();
      read(manifest, ids, into);
    }
  }

  private void read(Manifest manifest, List<Long> ids, MemorySegment into)
      throws IOException, InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var request = new SampleRequest(manifest.version(), ids, deadline, Reach.CLUSTER);
    while (true) {
      try (var stream = reader.read(request)) {
        for (var frame = stream.next(); frame != null; frame = stream.next()) {
          copy(manifest, frame, into);
        }
        return;
      } catch (Overloaded full) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("the cache had no room for its pages: " + full.getMessage(), full);
        }
        LockSupport.parkNanos(full.retryAfterNanos());
      }
    }
  }

  private static String reason(byte status) {
    return switch (status) {
      case FrameHead.MISSING -> "the origin no longer has it";
      case FrameHead.DENIED -> "the origin denies it";
      case FrameHead.CHECKSUM_MISMATCH -> "it has changed since the model was registered";
      default -> "it did not come in time";
    };
  }

  private static void copy(Manifest manifest, SampleFrame leased, MemorySegment into)
      throws IOException {
    try (leased) {
      copyLeased(manifest, leased, into);
    }
  }

  private static void copyLeased(Manifest manifest, SampleFrame frame, MemorySegment into)
      throws IOException {
    if (frame.head().status() != FrameHead.OK) {
      throw new IOException(
          "%s could not be read: %s"
              .formatted(manifest.nameOf(frame.head().id()), reason(frame.head().status())));
    }
    var at = manifest.placeOf(frame.head().id());
    for (var piece : frame.pieces()) {
      into.asSlice(at, piece.byteSize()).copyFrom(piece);
      at += piece.byteSize();
    }
  }
}
