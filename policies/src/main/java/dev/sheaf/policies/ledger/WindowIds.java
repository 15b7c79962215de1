package dev.sheaf.policies.ledger;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The ids of a window's global batches, as drawn: before anything is said about missing samples.
 *
 * <p><i>Cost:</i> 8 bytes a sample of the window.
 */
public final class WindowIds {
  private static final int CRC_STEP = 1024;

  private final AssignedWindow window;
  private final long[] ids;
  private final int globalBatch;

  WindowIds(AssignedWindow window, long[] ids, int globalBatch) {
    this.window = window;
    this.ids = ids;
    this.globalBatch = globalBatch;
  }

  /** The window they belong to. */
  public AssignedWindow window() {
    return window;
  }

  /** How many ids all batches have together. */
  public int size() {
    return ids.length;
  }

  /** The ids of global batch {@code n}, in order of position. */
  public long[] batch(int n) {
    if (!window.covers(window.epoch(), n)) {
      throw new IllegalArgumentException(
          "batch must be "
              + window.firstBatch()
              + ".."
              + (window.firstBatch() + window.batches() - 1)
              + " but was "
              + n);
    }
    var from = (n - window.firstBatch()) * globalBatch;
    return Arrays.copyOfRange(ids, from, Math.min(ids.length, from + globalBatch));
  }

  /** CRC-32 of the ids as little-endian 64-bit values. */
  public int crc() {
    return crc(ids);
  }

  /** True when they are the ids that the window was assigned with. */
  public boolean matchCrc() {
    return crc() == window.crc();
  }

  static int crc(long[] ids) {
    var crc = new CRC32();
    var bytes = new byte[Math.min(ids.length, CRC_STEP) * Long.BYTES];
    for (int from = 0; from < ids.length; from += CRC_STEP) {
      var count = Math.min(CRC_STEP, ids.length - from);
      for (int i = 0; i < count; i++) {
        for (int b = 0; b < Long.BYTES; b++) {
          bytes[i * Long.BYTES + b] = (byte) (ids[from + i] >>> (8 * b));
        }
      }
      crc.update(bytes, 0, count * Long.BYTES);
    }
    return (int) crc.getValue();
  }
}
