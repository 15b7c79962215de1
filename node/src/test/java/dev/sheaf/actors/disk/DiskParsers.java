package dev.sheaf.actors.disk;

import dev.sheaf.actors.store.PageMap.Run;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.Checksums;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Entries of the disk tier's table, torn or of another program. */
public final class DiskParsers {
  private DiskParsers() {}

  /** The targets. */
  public static List<Target> all() {
    var record =
        new DiskRecord(
            new PackageId(new DatasetVersion("files", "ab"), 3),
            4096,
            7,
            9,
            List.of(new Run(5, 2), new Run(11, 1)));
    return List.of(
        new Target(
            "disk-entry",
            List.of(record.encoded().toArray(ValueLayout.JAVA_BYTE)),
            DiskParsers::decode,
            List.of()));
  }

  /** As it is, and with a sum that fits: who wrote it may have meant something else. */
  private static void decode(byte[] input) {
    var entry = ByteBuffer.wrap(Arrays.copyOf(input, DiskRecord.BYTES));
    DiskRecord.decode(entry.duplicate());
    var sum = Checksums.crc32(entry.slice(Integer.BYTES, DiskRecord.BYTES - Integer.BYTES));
    entry.order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) sum);
    var decoded = DiskRecord.decode(entry);
    if (decoded.isPresent()
        && !DiskRecord.decode(decoded.get().encoded().asByteBuffer()).equals(decoded)) {
      throw new IllegalStateException("an entry changes when it is written: " + decoded.get());
    }
  }
}
