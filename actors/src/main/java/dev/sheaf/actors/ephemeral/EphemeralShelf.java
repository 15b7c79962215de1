package dev.sheaf.actors.ephemeral;

import dev.sheaf.actors.store.LentPages;
import dev.sheaf.actors.store.PackageLease;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.ephemeral.Medium;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ephemeral values of a node: in pages lent by its package store, or in files.
 *
 * <p>Nothing is held beyond the share that a job was promised of this node, nor beyond what the
 * node has for such data; both are counted in whole pages, in memory and on disk alike. A value
 * that is to be read once is given to exactly one reader. Keys must be good as names of files.
 */
public final class EphemeralShelf implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EphemeralShelf.class);

  private final PackageStore store;
  private final EphemeralFiles files;
  private final long memoryBytes;
  private final long diskBytes;
  private final Map<Id, Held> values = new HashMap<>();
  private final Map<String, Long> promisedBytes = new HashMap<>();
  private final AtomicLong puts = new AtomicLong();
  private final AtomicLong gets = new AtomicLong();
  private long usedMemoryBytes;
  private long usedDiskBytes;

  private EphemeralShelf(
      PackageStore store, EphemeralFiles files, long memoryBytes, long diskBytes) {
    this.store = store;
    this.files = files;
    this.memoryBytes = memoryBytes;
    this.diskBytes = diskBytes;
  }

  /**
   * Opens the shelf, with what outlived its job.
   *
   * @param memoryBytes of the store's that values may take
   * @param diskBytes that files in {@code folder} may take
   */
  public static EphemeralShelf open(
      PackageStore store, Path folder, long memoryBytes, long diskBytes) throws IOException {
    var files = new EphemeralFiles(folder);
    var shelf = new EphemeralShelf(store, files, memoryBytes, diskBytes);
    for (var found : files.open()) {
      shelf.found(found);
    }
    return shelf;
  }

  private synchronized void found(EphemeralFiles.Found found) {
    var taken = LentPages.takenBytes(found.sizeBytes());
    values.put(
        found.id(), new Held(found.sizeBytes(), Keep.AFTER_JOB, null, true, found.untilMillis()));
    usedDiskBytes += taken;
    promisedBytes.merge(found.id().token(), taken, Long::sum);
  }

  /** A value by its name. */
  public record Id(String job, long incarnation, String key) {
    /** The job, as {@code EphemeralJob.token} has it. */
    public String token() {
      return job + "@" + incarnation;
    }
  }

  /** How long a value stays. */
  public enum Keep {
    /** As long as its job. */
    JOB,
    /** Until somebody has read it, or its job has ended. */
    READ,
    /** For a while after its job. */
    AFTER_JOB
  }

  /**
   * What is to be done with a value.
   *
   * @param shareBytes what its job was promised of this node
   * @param untilMillis epoch milliseconds until which it stays after its job; 0 where it does not
   */
  public record Terms(Medium medium, long shareBytes, Keep keep, long untilMillis) {}

  /** What came of a value that was to be kept. */
  public sealed interface Put {
    /** It is kept; {@code fresh} when there was none of its name. */
    record Kept(boolean fresh) implements Put {}

    /** The job's share of this node has no room for it. */
    record ShareFull(long usedBytes, long shareBytes) implements Put {}

    /** The node has no room for it. */
    record NodeFull(String what, long usedBytes, long capacityBytes) implements Put {}

    /** Its file cannot be written, for this reason. */
    record DiskFailed(String why) implements Put {}
  }

  /** A value that was read. */
  public record Value(@SuppressWarnings("ArrayRecordComponent") byte[] bytes, Keep keep) {}

  /** What is known of a value without reading it. */
  public record Card(long sizeBytes, Keep keep) {}

  private record Held(
      long sizeBytes, Keep keep, @Nullable PackageLease lease, boolean filed, long untilMillis) {
    long takenBytes() {
      return LentPages.takenBytes(sizeBytes);
    }
  }

  /** Keeps a value, in the place of one of its name. */
  public Put put(Id id, byte[] bytes, Terms terms) {
    var taken = LentPages.takenBytes(bytes.length);
    var inMemory = terms.medium() == Medium.DRAM;
    var onDisk = !inMemory || terms.keep() == Keep.AFTER_JOB;
    var refusal = reserve(id, taken, inMemory, onDisk, terms.shareBytes());
    if (refusal != null) {
      return refusal;
    }
    var lease = inMemory ? LentPages.lend(store, bytes) : null;
    if (inMemory && lease == null) {
      giveBack(id.token(), taken, true, onDisk);
      return new Put.NodeFull("memory", store.usedBytes(), store.capacityBytes());
    }
    var held = new Held(bytes.length, terms.keep(), lease, onDisk, terms.untilMillis());
    puts.incrementAndGet();
    return onDisk ? file(id, held, bytes) : new Put.Kept(replace(id, held));
  }

  private synchronized @Nullable Put reserve(
      Id id, long taken, boolean inMemory, boolean onDisk, long shareBytes) {
    var old = values.get(id);
    var used = promisedBytes.getOrDefault(id.token(), 0L);
    if (used - (old == null ? 0 : old.takenBytes()) + taken > shareBytes) {
      return new Put.ShareFull(used, shareBytes);
    }
    if (inMemory && usedMemoryBytes + taken > memoryBytes) {
      return new Put.NodeFull("memory", usedMemoryBytes, memoryBytes);
    }
    if (onDisk && usedDiskBytes + taken > diskBytes) {
      return new Put.NodeFull("disk", usedDiskBytes, diskBytes);
    }
    usedMemoryBytes += inMemory ? taken : 0;
    usedDiskBytes += onDisk ? taken : 0;
    promisedBytes.merge(id.token(), taken, Long::sum);
    return null;
  }

  private synchronized void giveBack(
      String token, long taken, boolean fromMemory, boolean fromDisk) {
    usedMemoryBytes -= fromMemory ? taken : 0;
    usedDiskBytes -= fromDisk ? taken : 0;
    var left = promisedBytes.getOrDefault(token, 0L) - taken;
    if (left > 0) {
      promisedBytes.put(token, left);
    } else {
      promisedBytes.remove(token);
    }
  }

  /** Files are written one at a time: of two values with one name, the file is the last one's. */
  private synchronized Put file(Id id, Held held, byte[] bytes) {
    try {
      files.write(id, held.untilMillis(), bytes);
      return new Put.Kept(replace(id, held));
    } catch (IOException failed) {
      release(id, held, false);
      return new Put.DiskFailed(String.valueOf(failed.getMessage()));
    }
  }

  private synchronized boolean replace(Id id, Held held) {
    var old = values.put(id, held);
    if (old != null) {
      release(id, old, old.filed() && !held.filed());
    }
    return old == null;
  }

  /** Gives back what a value took that nobody finds any more. */
  private synchronized void release(Id id, Held held, boolean deletesFile) {
    if (held.lease() != null) {
      held.lease().close();
    }
    giveBack(id.token(), held.takenBytes(), held.lease() != null, held.filed());
    if (deletesFile) {
      delete(id);
    }
  }

  private void delete(Id id) {
    try {
      files.delete(id);
      if (!promisedBytes.containsKey(id.token())) {
        files.deleteFolders(id);
      }
    } catch (IOException left) {
      LOG.warn("the file of {} stays until the next start: {}", id, left.getMessage());
    }
  }

  /** A value; one that is to be read once is gone with it. Empty when there is none. */
  public Optional<Value> get(Id id) {
    PackageLease lease;
    Held held;
    synchronized (this) {
      held = values.get(id);
      if (held == null || outdated(held, System.currentTimeMillis())) {
        return Optional.empty();
      }
      if (held.lease() == null) {
        // A file may be deleted by the next one who comes: it is read before.
        return read(id, held);
      }
      lease = held.lease().again();
      if (held.keep() == Keep.READ) {
        values.remove(id);
        release(id, held, held.filed());
      }
    }
    gets.incrementAndGet();
    try (lease) {
      return Optional.of(new Value(copy(lease, held.sizeBytes()), held.keep()));
    }
  }

  private Optional<Value> read(Id id, Held held) {
    try {
      var bytes = files.read(id);
      gets.incrementAndGet();
      if (held.keep() == Keep.READ) {
        values.remove(id);
        release(id, held, true);
      }
      return Optional.of(new Value(bytes, held.keep()));
    } catch (IOException damaged) {
      LOG.warn("{}", damaged.getMessage());
      values.remove(id);
      release(id, held, true);
      return Optional.empty();
    }
  }

  private static byte[] copy(PackageLease lease, long sizeBytes) {
    var bytes = new byte[Math.toIntExact(sizeBytes)];
    var at = 0L;
    for (var piece : lease.slice(0, sizeBytes)) {
      MemorySegment.copy(piece, 0, MemorySegment.ofArray(bytes), at, piece.byteSize());
      at += piece.byteSize();
    }
    return bytes;
  }

  /** What is known of a value; it stays as it is. */
  public synchronized Optional<Card> card(Id id) {
    return Optional.ofNullable(values.get(id))
        .filter(held -> !outdated(held, System.currentTimeMillis()))
        .map(held -> new Card(held.sizeBytes(), held.keep()));
  }

  private static boolean outdated(Held held, long nowMillis) {
    return held.lease() == null && held.untilMillis() > 0 && held.untilMillis() <= nowMillis;
  }

  /** Drops a value; false when there is none. */
  public synchronized boolean remove(Id id) {
    var held = values.remove(id);
    if (held != null) {
      release(id, held, held.filed());
    }
    return held != null;
  }

  /** The jobs of which there is something here, in order. */
  public synchronized List<String> tokens() {
    return List.copyOf(new TreeSet<>(promisedBytes.keySet()));
  }

  /** A job has ended: only what outlives it stays, and that on disk. */
  public synchronized void end(String token) {
    drop(token, held -> held.keep() != Keep.AFTER_JOB);
    values.replaceAll((id, held) -> {
      var lease = held.lease();
      if (lease == null || !id.token().equals(token)) {
        return held;
      }
      lease.close();
      usedMemoryBytes -= held.takenBytes();
      return new Held(held.sizeBytes(), held.keep(), null, held.filed(), held.untilMillis());
    });
  }

  /** Nothing of a job is wanted any more. */
  public synchronized void forget(String token) {
    drop(token, held -> true);
  }

  private void drop(String token, Predicate<Held> which) {
    var ids =
        values.entrySet().stream()
            .filter(each -> each.getKey().token().equals(token) && which.test(each.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    ids.forEach(this::remove);
  }

  /** Drops what outlived its job and is old enough. */
  synchronized void dropOutdated(long nowMillis) {
    var ids =
        values.entrySet().stream()
            .filter(each -> outdated(each.getValue(), nowMillis))
            .map(Map.Entry::getKey)
            .toList();
    ids.forEach(this::remove);
  }

  /** What values may take of the node's memory. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /** What values may take of its disk. */
  public long diskBytes() {
    return diskBytes;
  }

  /** What they take of its memory. */
  public synchronized long usedMemoryBytes() {
    return usedMemoryBytes;
  }

  /** What they take of its disk. */
  public synchronized long usedDiskBytes() {
    return usedDiskBytes;
  }

  /** How many there are. */
  public synchronized long count() {
    return values.size();
  }

  /** Values that were kept since the node started. */
  public long puts() {
    return puts.get();
  }

  /** Values that were read. */
  public long gets() {
    return gets.get();
  }

  /** Gives all memory back; files that outlive their jobs stay. */
  @Override
  public synchronized void close() {
    values.keySet().stream().map(Id::token).distinct().toList().forEach(this::end);
  }
}
