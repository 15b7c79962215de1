package dev.sheaf.actors.store;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The right to read a package's bytes until it is closed; close it exactly once, and soon. */
public final class PackageLease implements AutoCloseable {
  private final PackageStore store;
  private final int slot;
  private final Resident resident;

  PackageLease(PackageStore store, int slot, Resident resident) {
    this.store = store;
    this.slot = slot;
    this.resident = resident;
  }

  /** The bytes from {@code offset} on, as pieces in order; most often one. */
  public List<MemorySegment> slice(long offset, long lengthBytes) {
    var pieces = new ArrayList<MemorySegment>(1);
    var skip = offset;
    var left = lengthBytes;
    for (var run : resident.runs()) {
      var size = (long) run.count() * PackageStore.PAGE_BYTES;
      if (left > 0 && skip < size) {
        var length = Math.min(left, size - skip);
        var from = (long) run.first() * PackageStore.PAGE_BYTES + skip;
        pieces.add(store.memory().asSlice(from, length));
        left -= length;
        skip = 0;
      } else {
        skip -= size;
      }
    }
    if (left > 0 || offset + lengthBytes > resident.sizeBytes()) {
      throw new IndexOutOfBoundsException(
          "bytes " + offset + "+" + lengthBytes + " of a package of " + resident.sizeBytes());
    }
    return pieces;
  }

  /** The frame status of a sample: 0 unless it was damaged when the package was read. */
  public byte status(long sampleId) {
    return resident.damaged().getOrDefault(sampleId, (byte) 0);
  }

  /** How many bytes the package has. */
  public long sizeBytes() {
    return resident.sizeBytes();
  }

  /** True when every sample is as it was indexed. */
  public boolean intact() {
    return resident.damaged().isEmpty();
  }

  /** A further lease on the same bytes. */
  public PackageLease again() {
    store.retain(slot, 1);
    return new PackageLease(store, slot, resident);
  }

  @Override
  public void close() {
    store.release(slot);
  }
}
