package dev.sheaf.actors.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sheaf.actors.store.PageMap.Run;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.Checksums;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A package on disk: an entry of the table.
 *
 * <p><i>Shape</i> (little-endian): u32 sum of what follows; u32 magic; u64 size; u64 sequence; u32
 * sum of the package; u32 index; u16 length and bytes of the dataset's name, the same of its hash;
 * u16 number of runs; each run u32 first page, u32 count; zeros up to 512 bytes.
 *
 * @param sequence grows with every package that is written
 * @param sum CRC-32 of the package's bytes
 * @param runs where the bytes are, in order
 */
record DiskRecord(PackageId id, long sizeBytes, long sequence, int sum, List<Run> runs) {
  /** How long an entry is. */
  static final int BYTES = 512;

  /** A package in more pieces than this is not written. */
  static final int MOST_RUNS = 24;

  private static final int MAGIC = 0x31504653;
  private static final int MOST_NAME_BYTES = 128;

  DiskRecord {
    runs = List.copyOf(runs);
  }

  /** True when a package of this version can have an entry. */
  static boolean canName(DatasetVersion version) {
    return version.dataset().getBytes(UTF_8).length <= MOST_NAME_BYTES
        && version.hash().getBytes(UTF_8).length <= MOST_NAME_BYTES;
  }

  MemorySegment encoded() {
    var entry = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    entry.position(Integer.BYTES);
    entry.putInt(MAGIC).putLong(sizeBytes).putLong(sequence).putInt(sum).putInt(id.index());
    put(entry, id.version().dataset());
    put(entry, id.version().hash());
    entry.putShort((short) runs.size());
    runs.forEach(run -> entry.putInt(run.first()).putInt(run.count()));
    entry.clear();
    entry.putInt(0, sumOf(entry));
    return MemorySegment.ofBuffer(entry);
  }

  private static void put(ByteBuffer entry, String text) {
    var bytes = text.getBytes(UTF_8);
    entry.putShort((short) bytes.length).put(bytes);
  }

  private static int sumOf(ByteBuffer entry) {
    return (int) Checksums.crc32(entry.slice(Integer.BYTES, BYTES - Integer.BYTES));
  }

  /** What an entry says; empty when it is wiped, torn or of another kind. */
  static Optional<DiskRecord> decode(ByteBuffer bytes) {
    var entry = bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (entry.getInt(Integer.BYTES) != MAGIC || entry.getInt(0) != sumOf(entry)) {
      return Optional.empty();
    }
    try {
      return Optional.of(said(entry.position(2 * Integer.BYTES)));
    } catch (BufferUnderflowException | IllegalArgumentException other) {
      // The sum fits, but what it is the sum of was not written by this program.
      return Optional.empty();
    }
  }

  private static DiskRecord said(ByteBuffer entry) {
    var size = entry.getLong();
    var sequence = entry.getLong();
    var sum = entry.getInt();
    var index = entry.getInt();
    var version = new DatasetVersion(text(entry), text(entry));
    var runs = new ArrayList<Run>();
    for (int left = inRange(entry.getShort(), MOST_RUNS); left > 0; left--) {
      runs.add(new Run(entry.getInt(), entry.getInt()));
    }
    return new DiskRecord(new PackageId(version, index), size, sequence, sum, runs);
  }

  private static int inRange(int count, int most) {
    if (count < 0 || count > most) {
      throw new IllegalArgumentException("a count must be 0.." + most + " but was " + count);
    }
    return count;
  }

  private static String text(ByteBuffer entry) {
    var bytes = new byte[inRange(entry.getShort(), MOST_NAME_BYTES)];
    entry.get(bytes);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException broken) {
      throw new IllegalArgumentException("a name must be UTF-8", broken);
    }
  }
}
