package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.Checksums;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packages that were written back to the object store, one object each, so that reading one is one
 * GET where it was one a sample.
 *
 * <p>Every sample is held against its checksum in the manifest. A packed object that does not fit
 * is not served and not used again: the package is read from the originals. Writing happens beside
 * the read, bounded in number and bytes; when it fails, that is a warning and a figure, never an
 * error of the read. Nothing is overwritten on purpose and nothing deleted.
 *
 * <p><i>Cost:</i> one LIST per 1,000 packages when a version is first used on this node; one PUT a
 * package, once.
 */
public final class PackedTier implements Tier {
  private static final Logger LOG = LoggerFactory.getLogger(PackedTier.class);
  private static final int WRITERS = 4;

  /** A package of an archive takes up to eight ranges: too few for a copy to be worth its room. */
  private static final int FEW_READS = 8;

  private static final long MOST_WAITING_BYTES = 64L << 20;
  private static final long WARN_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LIST_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Origin origin;
  private final ReadPermits permits;
  private final PackPlaces places;
  private final PackFigures figures = new PackFigures();
  private final Map<DatasetVersion, Listing> listings = new ConcurrentHashMap<>();
  private final Semaphore writers = new Semaphore(WRITERS);
  private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARN_AGAIN_NANOS);
  private final Waiting waiting = new Waiting();

  /** What is known of a version's packed objects. */
  private static final class Listing {
    private @Nullable PackShelf shelf;
    private long failedNanos;
    private boolean failed;
  }

  /** A tier over {@code origin} that reads under the same permits as the originals. */
  public PackedTier(Origin origin, ReadPermits permits, PackPlaces places) {
    this.origin = origin;
    this.permits = permits;
    this.places = places;
  }

  /** True when reading the originals takes so many GETs that a packed copy is worth its room. */
  public static boolean isWorthPacking(Manifest manifest, int index) {
    return manifest.reads(index).size() > FEW_READS;
  }

  /** What became of packed objects so far. */
  public PackFigures figures() {
    return figures;
  }

  @Override
  public TierKind kind() {
    return TierKind.ORIGIN;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    return permitted(manifest, index, deadlineNanos, shelf -> fetch(manifest, index, into, shelf));
  }

  @Override
  public TierRead readSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    var index = manifest.table().packageOf(id);
    return permitted(manifest, index, deadlineNanos, shelf -> fetch(manifest, id, into, shelf));
  }

  private TierRead permitted(
      Manifest manifest, int index, long deadlineNanos, Function<PackShelf, TierRead> fetch) {
    var shelf = shelf(manifest);
    if (shelf == null || !shelf.has(index)) {
      return new TierRead.Absent();
    }
    try {
      if (!permits.tryAcquire(deadlineNanos - System.nanoTime())) {
        return new TierRead.Late();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TierRead.Late();
    }
    try {
      return fetch.apply(shelf);
    } finally {
      permits.release();
    }
  }

  private TierRead fetch(Manifest manifest, int index, MemorySegment into, PackShelf shelf) {
    if (!get(shelf, index, 0, into)) {
      return new TierRead.Absent();
    }
    var first = manifest.table().firstId(index);
    for (var id = first; id < first + manifest.table().count(index); id++) {
      var sample = into.asSlice(manifest.offsetInPackage(id), manifest.length(id));
      if (!fits(manifest, id, sample, shelf)) {
        return new TierRead.Absent();
      }
    }
    figures.countRead();
    return new TierRead.Read(TierKind.ORIGIN, Map.of(), 1, into.byteSize());
  }

  /** One sample, by a range of its own. */
  private TierRead fetch(Manifest manifest, long id, MemorySegment into, PackShelf shelf) {
    var index = manifest.table().packageOf(id);
    return get(shelf, index, manifest.offsetInPackage(id), into) && fits(manifest, id, into, shelf)
        ? new TierRead.Read(TierKind.ORIGIN, Map.of(), 1, into.byteSize())
        : new TierRead.Absent();
  }

  private boolean get(PackShelf shelf, int index, long offset, MemorySegment into) {
    try {
      origin.read(shelf.root(), PackShelf.key(index), offset, into, 0);
      return true;
    } catch (OriginException e) {
      switch (e.reason()) {
        case MISSING -> shelf.forget(index);
        case CHANGED -> distrust(shelf, index, "it is shorter than the package");
        case DENIED, UNAVAILABLE, THROTTLED ->
            failed("a packed object could not be read: the originals are", e);
      }
      return false;
    }
  }

  private boolean fits(Manifest manifest, long id, MemorySegment sample, PackShelf shelf) {
    if ((int) Checksums.crc32(sample) == manifest.crc(id)) {
      return true;
    }
    distrust(
        shelf, manifest.table().packageOf(id), manifest.nameOf(id) + " does not fit its checksum");
    return false;
  }

  private void distrust(PackShelf shelf, int index, String why) {
    shelf.distrust(index);
    figures.countDamaged();
    LOG.warn(
        "the packed object {}{} is damaged ({}): it is not used, the originals are read;"
            + " delete it to have it written again",
        shelf.root(),
        PackShelf.key(index),
        why);
  }

  private void failed(String what, Exception e) {
    figures.countFailure();
    var now = System.nanoTime();
    var last = warnedNanos.get();
    // A store that is away would say the same of every package.
    if (now - last >= WARN_AGAIN_NANOS && warnedNanos.compareAndSet(last, now)) {
      LOG.warn("{}: {} ({} such failures so far)", what, e.getMessage(), figures.failures());
    }
  }

  @Override
  public void offer(Manifest manifest, int index, MemorySegment bytes) {
    var size = bytes.byteSize();
    if (!isWorthPacking(manifest, index)) {
      return;
    }
    var shelf = shelf(manifest);
    if (shelf == null || !shelf.begin(index)) {
      return;
    }
    if (!waiting.begin(size)) {
      shelf.end(index, false);
      figures.countSkip();
      return;
    }
    // A copy: the package's own memory may be given away before the write is done.
    var arena = Arena.ofShared();
    var copy = arena.allocate(size, Long.BYTES).copyFrom(bytes);
    Thread.ofVirtual().name("pack-" + index).start(() -> write(shelf, index, arena, copy));
  }

  private void write(PackShelf shelf, int index, Arena arena, MemorySegment bytes) {
    var there = false;
    var size = bytes.byteSize();
    try (arena) {
      writers.acquire();
      try {
        if (origin.write(shelf.root(), PackShelf.key(index), bytes)) {
          figures.countWrite();
        }
        there = true;
      } finally {
        writers.release();
      }
    } catch (OriginException e) {
      failed("a packed object could not be written: reads go on from the originals", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shelf.end(index, there);
      waiting.end(size);
    }
  }

  /** Waits until nothing is being written, so long at most; true when nothing is. */
  public boolean awaitWrites(Duration patience) throws InterruptedException {
    return waiting.awaitNone(System.nanoTime() + patience.toNanos());
  }

  /** The bytes that wait to be written or are. */
  private static final class Waiting {
    private long bytes;

    /** False when so many wait that no more can be taken on. */
    synchronized boolean begin(long size) {
      if (bytes > 0 && bytes + size > MOST_WAITING_BYTES) {
        return false;
      }
      bytes += size;
      return true;
    }

    synchronized void end(long size) {
      bytes -= size;
      notifyAll();
    }

    synchronized boolean awaitNone(long untilNanos) throws InterruptedException {
      while (bytes > 0) {
        var leftMillis = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
        if (leftMillis <= 0) {
          return false;
        }
        wait(leftMillis);
      }
      return true;
    }
  }

  /** What is known of a version's packed objects, listed at first use; null when nothing is. */
  private @Nullable PackShelf shelf(Manifest manifest) {
    var prefix = places.of(manifest.version()).orElse(null);
    if (prefix == null) {
      return null;
    }
    var root = PackShelf.root(prefix, manifest);
    var listing = listings.computeIfAbsent(manifest.version(), absent -> new Listing());
    synchronized (listing) {
      var known = listing.shelf;
      if (known != null && known.root().equals(root)) {
        return known;
      }
      if (listing.failed && System.nanoTime() - listing.failedNanos < LIST_AGAIN_NANOS) {
        return null;
      }
      try {
        listing.shelf = PackShelf.list(origin, root, manifest);
        listing.failed = false;
      } catch (OriginException e) {
        listing.shelf = null;
        listing.failed = true;
        listing.failedNanos = System.nanoTime();
        failed("packed objects could not be listed: reads go on from the originals", e);
      }
      return listing.shelf;
    }
  }
}
