package dev.sheaf.actors.disk;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.disk.DiskSegment.Place;
import dev.sheaf.actors.disk.DiskSegment.Placed;
import dev.sheaf.actors.store.Landings;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.policies.books.DiskBook;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.Checksums;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packages that are needed and have no room in memory, on the node's disk: the shell of {@link
 * DiskBook}.
 *
 * <p>A package comes when it is in memory, held, and cannot be kept there; it is written aside,
 * from a lease on memory, and forgotten when memory was faster to give it up. What is read is held
 * against the sum of the package and the sums of its samples: a byte that is wrong makes a miss.
 *
 * <pre>
 *   on ─ the disk is full, fails, or a file is shorter than it was ─► off, for the life of the node
 * </pre>
 */
public final class DiskTier implements Tier, Landings, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);

  private final String where;
  private final DiskSegment segment;
  private final PackageStore store;
  private final Executor writes;
  private final DiskBook book;
  private final Map<PackageId, Here> index = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private final DiskCounts counts = new DiskCounts();
  private volatile int freePages;
  private volatile String fault = "";

  /** A package that is here; its space is free when it is wiped and nobody reads it. */
  private static final class Here {
    private final Placed placed;
    private int readers;
    private boolean wiped;

    Here(Placed placed) {
      this.placed = placed;
    }

    Place place() {
      return new Place(placed.entry(), placed.record().runs());
    }
  }

  /**
   * A tier over what {@code segment} holds already; it is off from the start when that cannot be
   * read.
   *
   * @param where the folder, for messages
   * @param writes runs one task after the other, and refuses what would have to wait too long
   */
  DiskTier(String where, DiskSegment segment, PackageStore store, Executor writes) {
    this.where = where;
    this.segment = segment;
    this.store = store;
    this.writes = writes;
    this.book = new DiskBook(segment.pages());
    try {
      recover();
    } catch (IOException e) {
      off(String.valueOf(e.getMessage()));
    }
  }

  private void recover() throws IOException {
    for (var placed : segment.recover()) {
      var id = placed.record().id();
      if (book.has(id)) {
        drop(id);
      }
      place(placed);
    }
    freePages = book.freePages();
  }

  @Override
  public TierKind kind() {
    return TierKind.DISK;
  }

  @Override
  public TierRead read(Manifest manifest, int packageIndex, MemorySegment into, long deadline) {
    return read(
        new PackageId(manifest.version(), packageIndex),
        into.byteSize(),
        record ->
            segment.read(record, 0, into)
                ? Optional.of(fits(record, manifest, packageIndex, into))
                : Optional.empty());
  }

  @Override
  public TierRead readSample(Manifest manifest, long sample, MemorySegment into, long deadline) {
    var packageIndex = manifest.table().packageOf(sample);
    return read(
        new PackageId(manifest.version(), packageIndex),
        manifest.table().sizeBytes(packageIndex),
        record ->
            segment.read(record, manifest.offsetInPackage(sample), into)
                ? Optional.of((int) Checksums.crc32(into) == manifest.crc(sample))
                : Optional.empty());
  }

  /** Reads what it wants of a record; says whether that is as it was written, if it is there. */
  @FunctionalInterface
  private interface Reading {
    Optional<Boolean> read(DiskRecord record) throws IOException;
  }

  private TierRead read(PackageId id, long sizeBytes, Reading reading) {
    var here = borrow(id);
    if (here == null) {
      return new TierRead.Absent();
    }
    try {
      var record = here.placed.record();
      var good =
          record.sizeBytes() == sizeBytes ? reading.read(record) : Optional.of(Boolean.FALSE);
      if (good.isEmpty()) {
        off("a file is shorter than it was");
      } else if (!good.get()) {
        spoiled(id, here);
      } else {
        counts.reads.increment();
        return new TierRead.Read(TierKind.DISK, Map.of(), 0, 0);
      }
    } catch (ClosedByInterruptException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      off(String.valueOf(e.getMessage()));
    } finally {
      giveBack(here);
    }
    return new TierRead.Absent();
  }

  private @Nullable Here borrow(PackageId id) {
    synchronized (lock) {
      var here = fault.isEmpty() ? index.get(id) : null;
      if (here != null) {
        here.readers++;
      }
      return here;
    }
  }

  private void giveBack(Here here) {
    synchronized (lock) {
      here.readers--;
      freeWhenUnread(here);
    }
  }

  private void freeWhenUnread(Here here) {
    if (here.wiped && here.readers == 0) {
      segment.give(here.place());
    }
  }

  private static boolean fits(
      DiskRecord record, Manifest manifest, int packageIndex, MemorySegment bytes) {
    if ((int) Checksums.crc32(bytes) != record.sum()) {
      return false;
    }
    var first = manifest.table().firstId(packageIndex);
    for (long id = first; id < first + manifest.table().count(packageIndex); id++) {
      var sample = bytes.asSlice(manifest.offsetInPackage(id), manifest.length(id));
      if ((int) Checksums.crc32(sample) != manifest.crc(id)) {
        return false;
      }
    }
    return true;
  }

  /** The bytes are not what was written; they are no use to anybody. */
  private void spoiled(PackageId id, Here here) {
    counts.errors.increment();
    LOG.warn(
        "package {} of {} was spoiled on disk in {}: it is dropped",
        id.index(),
        id.version().dataset(),
        where);
    synchronized (lock) {
      if (index.remove(id, here)) {
        book.removed(id);
        here.wiped = true;
        freePages = book.freePages();
      }
    }
  }

  @Override
  public void offer(Manifest manifest, int packageIndex, MemorySegment bytes) {
    // Packages come by way of memory, which knows what it cannot keep.
  }

  /** From now on the package is needed, be it here or still to come. */
  public void hold(PackageId id) {
    synchronized (lock) {
      book.hold(id);
    }
  }

  /** Nobody needs the package any more. */
  public void release(PackageId id) {
    synchronized (lock) {
      book.release(id);
    }
  }

  @Override
  public void landed(PackageId id, boolean kept) {
    if (!fault.isEmpty() || index.containsKey(id) || (kept && freePages == 0)) {
      return;
    }
    try {
      writes.execute(() -> write(id));
    } catch (RejectedExecutionException behind) {
      counts.dropped.increment();
    }
  }

  private void write(PackageId id) {
    if (!fault.isEmpty()) {
      return;
    }
    try {
      var lease = DiskRecord.canName(id.version()) ? store.lease(id) : null;
      if (lease == null) {
        counts.dropped.increment();
        return;
      }
      try (lease) {
        write(id, lease);
      }
    } catch (IOException e) {
      off(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error defect) {
      off("a defect, " + defect);
    }
  }

  private void write(PackageId id, PackageLease lease) throws IOException {
    var place = lease.intact() ? makeRoom(id, lease.sizeBytes()) : null;
    if (place == null) {
      counts.dropped.increment();
      return;
    }
    var placed = segment.write(place, id, lease.slice(0, lease.sizeBytes()));
    synchronized (lock) {
      place(placed);
      freePages = book.freePages();
    }
    counts.written.increment();
  }

  /** Wipes what has to go; null when the package is not worth it, or readers hold the space. */
  private @Nullable Place makeRoom(PackageId id, long sizeBytes) throws IOException {
    var need = DiskSegment.pagesOf(sizeBytes);
    var going = new ArrayList<Here>();
    synchronized (lock) {
      var victims = book.victims(id, need, store::keeps);
      if (victims == null) {
        return null;
      }
      victims.forEach(victim -> going.add(remove(victim)));
      counts.evicted.add(victims.size());
    }
    for (var here : going) {
      segment.wipe(here.placed.entry());
    }
    synchronized (lock) {
      for (var here : going) {
        here.wiped = true;
        freeWhenUnread(here);
      }
      return segment.take(need);
    }
  }

  private void place(Placed placed) {
    var id = placed.record().id();
    book.placed(id, placed.record().runs().stream().mapToInt(run -> run.count()).sum());
    index.put(id, new Here(placed));
  }

  private Here remove(PackageId id) {
    var here = index.remove(id);
    book.removed(id);
    if (here == null) {
      throw new IllegalStateException("the book has " + id + " but the index has not");
    }
    return here;
  }

  private void drop(PackageId id) throws IOException {
    var here = remove(id);
    segment.wipe(here.placed.entry());
    segment.give(here.place());
  }

  /** No more reads and writes; said once. */
  private void off(String reason) {
    synchronized (lock) {
      counts.errors.increment();
      if (!fault.isEmpty()) {
        return;
      }
      fault =
          "the disk tier in "
              + where
              + " is off: "
              + reason
              + "; free space there or mend the disk, or lower sheaf.cache.disk, then restart the"
              + " node";
    }
    LOG.warn("{}; until then packages come from memory and the origin", fault);
  }

  /** Why the tier is off, and what to do. */
  public Optional<String> fault() {
    return Optional.of(fault).filter(text -> !text.isEmpty());
  }

  /** True when the package is here. */
  public boolean has(PackageId id) {
    return fault.isEmpty() && index.containsKey(id);
  }

  /** The packages that are here, in no order. */
  public List<PackageId> resident() {
    return fault.isEmpty() ? List.copyOf(index.keySet()) : List.of();
  }

  /** Bytes of pages that packages have; 0 when it is off. */
  public long usedBytes() {
    return fault.isEmpty() ? (long) (segment.pages() - freePages) * DiskSegment.PAGE_BYTES : 0;
  }

  /** Bytes of all pages; 0 when it is off. */
  public long capacityBytes() {
    return fault.isEmpty() ? (long) segment.pages() * DiskSegment.PAGE_BYTES : 0;
  }

  /** What it did. */
  public DiskCounts counts() {
    return counts;
  }

  @Override
  public void close() throws IOException {
    segment.close();
  }
}
