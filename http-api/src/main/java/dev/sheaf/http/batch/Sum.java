package dev.sheaf.http.batch;

import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;

/**
 * The sum that frame heads carry.
 *
 * <p><i>Cost:</i> CRC-32 comes with the manifest; XXH3 is one pass over the bytes where they are.
 */
public enum Sum {
  /** CRC-32, as the reader gives it. */
  CRC32,
  /** XXH3-64, computed here. */
  XXH3;

  /** The head of a leased frame, with this sum. */
  public FrameHead head(SampleFrame frame) {
    var head = frame.head();
    return isSummed(head) ? head : head.withChecksum(Xxh3.of(frame.pieces()));
  }

  /** A head with this sum of its bytes, wherever they lie. */
  FrameHead head(FrameHead head, MemorySegment bytes) {
    return isSummed(head) ? head : head.withChecksum(Xxh3.of(bytes));
  }

  /** True when a head has the right sum already, or none. */
  private boolean isSummed(FrameHead head) {
    return this == CRC32 || head.status() != FrameHead.OK;
  }

  /** This sum of bytes. */
  long of(MemorySegment bytes) {
    if (this == XXH3) {
      return Xxh3.of(bytes);
    }
    var crc = new CRC32();
    Checksums.update(crc, bytes);
    return crc.getValue();
  }
}
