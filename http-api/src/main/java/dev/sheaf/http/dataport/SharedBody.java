package dev.sheaf.http.dataport;

import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;

/** A batch that is prepared for members of several nodes, as a stacked batch body. */
final class SharedBody {
  private static final int PLANES = 3;

  private SharedBody() {}

  static long bytes(SharedBatches.Rows rows) {
    return pixelsOffset(rows.ids().size()) + rows.ids().size() * rows.rowBytes();
  }

  /** {@code u8,N,C,H,W}. */
  static String shape(SharedBatches.Rows rows) {
    return "u8,%d,%d,%d,%d".formatted(rows.ids().size(), PLANES, rows.height(), rows.width());
  }

  private static long pixelsOffset(int count) {
    return BatchHeader.BYTES + (long) count * FrameHead.BYTES;
  }

  static byte[] encode(SharedBatches.Wanted wanted, SharedBatches.Rows rows) {
    var count = rows.ids().size();
    var bytes = new byte[Math.toIntExact(bytes(rows))];
    var body = MemorySegment.ofArray(bytes);
    var pixels = body.asSlice(pixelsOffset(count));
    pixels.copyFrom(rows.pixels());
    BatchFormat.put(
        new BatchHeader(
            BatchHeader.STACKED,
            count,
            wanted.epoch(),
            0,
            wanted.n(),
            bytes.length - BatchHeader.BYTES),
        body,
        0);
    for (int at = 0; at < count; at++) {
      var row = pixels.asSlice(at * rows.rowBytes(), rows.rowBytes());
      BatchFormat.put(
          new FrameHead(
              rows.ids().get(at),
              Checksums.crc32(row),
              Math.toIntExact(rows.rowBytes()),
              rows.labels().get(at),
              FrameHead.MEMORY,
              FrameHead.PREPARED,
              (byte) 0,
              FrameHead.OK),
          body,
          BatchHeader.BYTES + (long) at * FrameHead.BYTES);
    }
    return bytes;
  }

  /** The rows of a body, each with its sum checked. */
  static SharedBatches.Rows decode(SharedBatches.Wanted wanted, String shape, byte[] bytes)
      throws WireFormatException {
    var body = MemorySegment.ofArray(bytes);
    WireFormatException.inRange("bytes", bytes.length, BatchHeader.BYTES, Integer.MAX_VALUE);
    var header = BatchFormat.header(body, 0);
    if (header.epoch() != wanted.epoch() || header.n() != wanted.n()) {
      throw new WireFormatException(
          "batch %d of epoch %d was wanted, and came batch %d of epoch %d"
              .formatted(wanted.n(), wanted.epoch(), header.n(), header.epoch()));
    }
    var sides = sides(shape, header.count());
    var rowBytes = (long) PLANES * sides[0] * sides[1];
    var whole = pixelsOffset(header.count()) + header.count() * rowBytes;
    WireFormatException.inRange("bytes", bytes.length, whole, whole);
    var pixels = body.asSlice(pixelsOffset(header.count()));
    var ids = new ArrayList<Long>();
    var labels = new ArrayList<Integer>();
    for (int at = 0; at < header.count(); at++) {
      var head = BatchFormat.head(body, BatchHeader.BYTES + (long) at * FrameHead.BYTES);
      if (Checksums.crc32(pixels.asSlice(at * rowBytes, rowBytes)) != head.checksum()) {
        throw new WireFormatException("the row of sample " + head.id() + " changed on its way");
      }
      ids.add(head.id());
      labels.add(head.label());
    }
    return new SharedBatches.Rows(ids, labels, pixels, sides[0], sides[1]);
  }

  private static int[] sides(String shape, int count) throws WireFormatException {
    var parts = shape.split(",", -1);
    try {
      if (parts.length == 5 && parts[0].equals("u8") && Integer.parseInt(parts[1]) == count) {
        return new int[] {side(parts[3]), side(parts[4])};
      }
    } catch (NumberFormatException notOne) {
      // Told below.
    }
    throw new WireFormatException(
        "Sheaf-Shape must be u8,%d,3,H,W but was %s".formatted(count, shape));
  }

  private static int side(String text) throws WireFormatException {
    return (int) WireFormatException.inRange("a side", Integer.parseInt(text), 1, 8192);
  }
}
