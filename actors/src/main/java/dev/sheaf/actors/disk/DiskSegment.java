package dev.sheaf.actors.disk;

import dev.sheaf.actors.store.PageMap;
import dev.sheaf.actors.store.PageMap.Run;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.Checksums;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The pages and the table of a disk folder: puts packages there, and finds them again after a
 * restart.
 *
 * <p>{@link #take}, {@link #give} and {@link #recover} are guarded by the owner; reads and writes
 * need no guard, as long as nobody writes to pages that are read.
 */
final class DiskSegment implements AutoCloseable {
  /** The unit of space, as in memory. */
  static final int PAGE_BYTES = 16 << 10;

  /** One entry for so many bytes: packages are at least twice as large. */
  private static final int BYTES_PER_ENTRY = 32 << 10;

  private static final long HEAD = 0x31305f4b53494446L;
  private static final int ENTRIES_AT_ONCE = 2048;

  private final DiskFile data;
  private final DiskFile table;
  private final PageMap pages;
  private final BitSet entries = new BitSet();
  private final int mostEntries;
  private long sequence;

  /**
   * Space for packages of at most {@code capacityBytes} in all, the table included.
   *
   * @param data where the bytes go
   * @param table where the entries go
   */
  DiskSegment(DiskFile data, DiskFile table, long capacityBytes) {
    this.data = data;
    this.table = table;
    this.mostEntries = Math.toIntExact(capacityBytes / BYTES_PER_ENTRY);
    var tableBytes = (mostEntries + 1L) * DiskRecord.BYTES;
    this.pages = new PageMap(Math.toIntExact((capacityBytes - tableBytes) / PAGE_BYTES));
  }

  /** A package in its place: the entry that names it, and what the entry says. */
  record Placed(int entry, DiskRecord record) {}

  /** A place for a package to come. */
  record Place(int entry, List<Run> runs) {
    Place {
      runs = List.copyOf(runs);
    }
  }

  int pages() {
    return pages.pages();
  }

  static int pagesOf(long sizeBytes) {
    return Math.toIntExact((sizeBytes + PAGE_BYTES - 1) / PAGE_BYTES);
  }

  /**
   * What the files hold, the eldest first; what does not fit into them, or into the capacity, is
   * cut off.
   */
  List<Placed> recover() throws IOException {
    if (!hasHead()) {
      table.truncate(0);
      data.truncate(0);
      table.write(0, head());
      return List.of();
    }
    table.truncate((mostEntries + 1L) * DiskRecord.BYTES);
    data.truncate((long) pages.pages() * PAGE_BYTES);
    var found = new ArrayList<Placed>();
    var claims = entriesInFile();
    claims.sort(Comparator.comparingLong((Placed p) -> p.record().sequence()).reversed());
    for (var placed : claims) {
      if (fits(placed.record()) && pages.claim(placed.record().runs())) {
        entries.set(placed.entry());
        sequence = Math.max(sequence, placed.record().sequence() + 1);
        found.add(placed);
      } else {
        wipe(placed.entry());
      }
    }
    return found.reversed();
  }

  private boolean hasHead() throws IOException {
    var head = Arena.ofAuto().allocate(DiskRecord.BYTES, Long.BYTES);
    return table.read(0, head) && head.mismatch(head()) < 0;
  }

  private static MemorySegment head() {
    var head = Arena.ofAuto().allocate(DiskRecord.BYTES, Long.BYTES);
    head.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).putLong(HEAD).putInt(PAGE_BYTES);
    return head;
  }

  /** All entries that are whole; a torn one at the end of the file is none. */
  private List<Placed> entriesInFile() throws IOException {
    var all = new ArrayList<Placed>();
    var count = (int) (table.sizeBytes() / DiskRecord.BYTES) - 1;
    for (int first = 0; first < count; first += ENTRIES_AT_ONCE) {
      var some = Math.min(ENTRIES_AT_ONCE, count - first);
      var bytes = Arena.ofAuto().allocate((long) some * DiskRecord.BYTES, Long.BYTES);
      table.read(offsetOf(first), bytes);
      for (int i = 0; i < some; i++) {
        var entry = first + i;
        DiskRecord.decode(
                bytes.asSlice((long) i * DiskRecord.BYTES, DiskRecord.BYTES).asByteBuffer())
            .ifPresent(record -> all.add(new Placed(entry, record)));
      }
    }
    return all;
  }

  private boolean fits(DiskRecord record) throws IOException {
    var room = record.runs().stream().mapToLong(Run::count).sum() * PAGE_BYTES;
    var whole = record.sizeBytes() > 0 && record.sizeBytes() <= room;
    return whole && endOf(record) <= data.sizeBytes();
  }

  /** Where the farthest byte of a package lies. */
  private static long endOf(DiskRecord record) {
    var left = record.sizeBytes();
    var end = 0L;
    for (var run : record.runs()) {
      var length = Math.min(left, (long) run.count() * PAGE_BYTES);
      end = Math.max(end, (long) run.first() * PAGE_BYTES + length);
      left -= length;
    }
    return end;
  }

  private static long offsetOf(int entry) {
    return (entry + 1L) * DiskRecord.BYTES;
  }

  /** Space for so many pages; null when there is none that is in few enough pieces. */
  @Nullable Place take(int count) {
    var entry = entries.nextClearBit(0);
    if (entry >= mostEntries || count > pages.free()) {
      return null;
    }
    var runs = pages.take(count);
    if (runs.size() > DiskRecord.MOST_RUNS) {
      pages.give(runs);
      return null;
    }
    entries.set(entry);
    return new Place(entry, runs);
  }

  /** Gives space back; its entry is wiped, or will not fit what is written there. */
  void give(Place place) {
    pages.give(place.runs());
    entries.clear(place.entry());
  }

  /** Writes a package's bytes, then the entry that names them. */
  Placed write(Place place, PackageId id, List<MemorySegment> bytes) throws IOException {
    var sum = new CRC32();
    var size = bytes.stream().mapToLong(MemorySegment::byteSize).sum();
    var cursor = new Cursor(place.runs());
    for (var piece : bytes) {
      Checksums.update(sum, piece);
      for (long at = 0; at < piece.byteSize(); ) {
        var length = cursor.next(piece.byteSize() - at);
        data.write(cursor.from, piece.asSlice(at, length));
        at += length;
      }
    }
    var record = new DiskRecord(id, size, sequence++, (int) sum.getValue(), place.runs());
    table.write(offsetOf(place.entry()), record.encoded());
    return new Placed(place.entry(), record);
  }

  /** Where the next bytes of a package lie. */
  private static final class Cursor {
    private final List<Run> runs;
    private int run;
    private long inRun;
    private long from;

    Cursor(List<Run> runs) {
      this.runs = runs;
    }

    /** Passes over bytes. */
    void skip(long bytes) {
      for (var left = bytes; left > 0; ) {
        left -= next(left);
      }
    }

    /** Sets {@code from}, and says how many bytes lie there in one piece, at most {@code most}. */
    long next(long most) {
      if (inRun == (long) runs.get(run).count() * PAGE_BYTES) {
        run++;
        inRun = 0;
      }
      from = (long) runs.get(run).first() * PAGE_BYTES + inRun;
      var length = Math.min(most, (long) runs.get(run).count() * PAGE_BYTES - inRun);
      inRun += length;
      return length;
    }
  }

  /** Makes an entry name nothing. */
  void wipe(int entry) throws IOException {
    table.write(offsetOf(entry), Arena.ofAuto().allocate(DiskRecord.BYTES, Long.BYTES));
  }

  /**
   * Reads bytes of a package from {@code offset} on, as many as fit into {@code into}; what they
   * are worth, the caller has to see.
   *
   * @return false when the file ends before
   */
  boolean read(DiskRecord record, long offset, MemorySegment into) throws IOException {
    var cursor = new Cursor(record.runs());
    cursor.skip(offset);
    for (long at = 0; at < into.byteSize(); ) {
      var length = cursor.next(into.byteSize() - at);
      if (!data.read(cursor.from, into.asSlice(at, length))) {
        return false;
      }
      at += length;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    try (data) {
      table.close();
    }
  }
}
