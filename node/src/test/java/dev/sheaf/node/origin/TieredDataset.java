package dev.sheaf.node.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.tier.OriginTier;
import dev.sheaf.actors.tier.PackedTier;
import dev.sheaf.actors.tier.ReadPermits;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.wire.batch.Checksums;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A dataset that was indexed from a real origin, and the tiers over it, for tests. */
public final class TieredDataset {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Manifest manifest;
  private final PackedTier packs;
  private final TierChain chain;

  private TieredDataset(Origin origin, Manifest manifest, Optional<URI> pack) {
    var permits = new ReadPermits(8);
    this.manifest = manifest;
    this.packs = new PackedTier(origin, permits, version -> pack);
    this.chain = new TierChain(List.of(packs, new OriginTier(origin, permits)));
  }

  /** Indexes {@code root}; its manifest lies in {@code state}. */
  public static TieredDataset index(Origin origin, URI root, Path state, Optional<URI> pack)
      throws IOException {
    var store =
        new ManifestStore(
            state,
            (hash, offset) -> {
              throw new IOException("nobody else is here");
            });
    var indexer = new DatasetIndexer(origin, store);
    var entry = indexer.index(indexer.pass(root), "small", "auto");
    return new TieredDataset(origin, store.open(entry.version()), pack);
  }

  /** The same dataset as another process sees it that starts now. */
  public TieredDataset again(Origin origin, Optional<URI> pack) {
    return new TieredDataset(origin, manifest, pack);
  }

  public Manifest manifest() {
    return manifest;
  }

  public PackedTier packs() {
    return packs;
  }

  /** Reads every package and holds every sample against its checksum; gives the GETs it took. */
  public int readAll() throws InterruptedException {
    var gets = 0;
    for (int index = 0; index < manifest.table().packages(); index++) {
      gets += read(index).gets();
    }
    return gets;
  }

  /** Reads a package, all of whose samples must be right. */
  public TierRead.Read read(int index) throws InterruptedException {
    try (var arena = Arena.ofShared()) {
      var into = arena.allocate(manifest.table().sizeBytes(index));
      var outcome = chain.read(manifest, index, into, System.nanoTime() + PATIENCE_NANOS);
      var read = assertInstanceOf(TierRead.Read.class, outcome);
      assertEquals(java.util.Map.of(), read.damaged());
      hold(index, into);
      packs.awaitWrites(Duration.ofSeconds(60));
      return read;
    }
  }

  /** Reads a sample alone; it must be right. */
  public TierRead.Read readSample(long id) {
    try (var arena = Arena.ofShared()) {
      var into = arena.allocate(manifest.length(id));
      var outcome = chain.originSample(manifest, id, into, System.nanoTime() + PATIENCE_NANOS);
      assertEquals(manifest.crc(id), (int) Checksums.crc32(into), manifest.nameOf(id));
      return assertInstanceOf(TierRead.Read.class, outcome);
    }
  }

  /** Reads a package whatever becomes of its samples. */
  public TierRead attempt(int index) {
    try (var arena = Arena.ofShared()) {
      var into = arena.allocate(manifest.table().sizeBytes(index));
      return chain.read(manifest, index, into, System.nanoTime() + PATIENCE_NANOS);
    }
  }

  private void hold(int index, MemorySegment bytes) {
    var first = manifest.table().firstId(index);
    for (var id = first; id < first + manifest.table().count(index); id++) {
      var sample = bytes.asSlice(manifest.offsetInPackage(id), manifest.length(id));
      assertEquals(manifest.crc(id), (int) Checksums.crc32(sample), manifest.nameOf(id));
    }
  }
}
