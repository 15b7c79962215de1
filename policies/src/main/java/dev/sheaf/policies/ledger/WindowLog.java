package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.AssignedWindow.Opening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The windows of one epoch in order, packed.
 *
 * <p>Replacements are not kept here. <i>Cost:</i> about 5 bytes an opened package and 40 a window,
 * so an epoch of 60,000 packages takes well under a megabyte.
 */
final class WindowLog {
  private static final byte[] NO_BYTES = {};

  private final int epoch;
  private byte[] bytes = NO_BYTES;
  private int used;
  private int[] starts = new int[8];
  private int[] firstBatches = new int[9];
  private int windows;

  WindowLog(int epoch) {
    this.epoch = epoch;
  }

  /** The log of {@code epoch} that {@link #pack} gave. */
  static WindowLog unpack(int epoch, String packed) {
    var bytes = Base64.getDecoder().decode(packed);
    var log = new WindowLog(epoch);
    for (var reader = new Reader(bytes, 0); reader.at < bytes.length; ) {
      log.append(reader.window(epoch, log.assigned()));
    }
    return log;
  }

  /** All windows as text. */
  String pack() {
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, used));
  }

  /** How many windows there are. */
  int size() {
    return windows;
  }

  /** How many batches all windows cover, from batch 0 on. */
  int assigned() {
    return firstBatches[windows];
  }

  /** The number of the window that covers batch {@code n}; it must be assigned. */
  int indexOf(int n) {
    var found = Arrays.binarySearch(firstBatches, 0, windows, n);
    return found >= 0 ? found : -found - 2;
  }

  /** The first batch after window {@code index}. */
  int endOf(int index) {
    return firstBatches[index + 1];
  }

  /** Window number {@code index}, without replacements. */
  AssignedWindow get(int index) {
    return new Reader(bytes, starts[index]).window(epoch, firstBatches[index]);
  }

  /** Adds the window that follows the last. */
  void append(AssignedWindow window) {
    if (window.firstBatch() != assigned()) {
      throw new IllegalStateException(
          "a window must begin at batch " + assigned() + " but began at " + window.firstBatch());
    }
    if (windows == starts.length) {
      starts = Arrays.copyOf(starts, windows * 2);
      firstBatches = Arrays.copyOf(firstBatches, windows * 2 + 1);
    }
    starts[windows++] = used;
    firstBatches[windows] = window.firstBatch() + window.batches();
    write(window);
    if (window.last()) {
      trim();
    }
  }

  /** Gives back the room for more windows. */
  private void trim() {
    bytes = Arrays.copyOf(bytes, used);
    starts = Arrays.copyOf(starts, windows);
    firstBatches = Arrays.copyOf(firstBatches, windows + 1);
  }

  /** Drops all windows but the first {@code kept}. */
  void truncate(int kept) {
    if (kept < windows) {
      used = starts[kept];
      windows = kept;
    }
  }

  private void write(AssignedWindow window) {
    put(window.generation());
    put(window.batches());
    put(window.last() ? 1 : 0);
    put(Integer.toUnsignedLong(window.crc()));
    put(window.open().size());
    for (var each : window.open()) {
      put(each.index());
      put(each.drawn());
    }
    put(window.openings().size());
    var batch = window.firstBatch();
    for (var each : window.openings()) {
      put(each.batch() - batch);
      put(each.index());
      batch = each.batch();
    }
  }

  private void put(long value) {
    if (used + 10 > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(64, bytes.length + bytes.length / 2));
    }
    var rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[used++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[used++] = (byte) rest;
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    AssignedWindow window(int epoch, int firstBatch) {
      var generation = next();
      var batches = (int) next();
      var last = next() != 0;
      var crc = (int) next();
      var open = new ArrayList<OpenPackage>();
      for (var left = next(); left > 0; left--) {
        open.add(new OpenPackage((int) next(), (int) next()));
      }
      var openings = openings(firstBatch);
      return new AssignedWindow(
          generation, epoch, firstBatch, batches, open, openings, List.of(), last, crc);
    }

    private List<Opening> openings(int firstBatch) {
      var openings = new ArrayList<Opening>();
      var batch = firstBatch;
      for (var left = next(); left > 0; left--) {
        batch += (int) next();
        openings.add(new Opening(batch, (int) next()));
      }
      return openings;
    }

    private long next() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        var piece = bytes[at++];
        value |= (piece & 0x7FL) << shift;
        if (piece >= 0) {
          return value;
        }
      }
    }
  }
}
