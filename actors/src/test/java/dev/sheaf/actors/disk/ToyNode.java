package dev.sheaf.actors.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;

/** A node's memory and disk without the node: writes run when the test says so. */
final class ToyNode implements AutoCloseable {
  final ToyPackages toys;
  final PackageStore store;
  final DiskTier disk;
  private final Queue<Runnable> writes = new ArrayDeque<>();

  ToyNode(ToyPackages toys, int memoryPages, DiskFile data, DiskFile table, long diskBytes)
      throws IOException {
    this.toys = toys;
    this.store = new PackageStore((long) memoryPages * PackageStore.PAGE_BYTES);
    this.disk = new DiskTier("toys", new DiskSegment(data, table, diskBytes), store, writes::add);
    store.tellOfLandings(disk);
  }

  /** Holds a package on disk and in memory, in that order. */
  void hold(int index) {
    disk.hold(toys.id(index));
    store.hold(toys.id(index));
  }

  void release(int index) {
    disk.release(toys.id(index));
    store.unhold(toys.id(index), false);
  }

  /** Puts a package into memory, as if it had been read from the origin. */
  void land(int index) {
    var space = Objects.requireNonNull(store.reserve(List.of((long) toys.sizeBytes(index))));
    try (space) {
      var filling = space.take(toys.id(index), toys.sizeBytes(index));
      filling.target().copyFrom(MemorySegment.ofArray(toys.bytes(index)));
      filling.publish(Map.of()).close();
    }
  }

  /** Runs the writes that wait. */
  void write() {
    for (var next = writes.poll(); next != null; next = writes.poll()) {
      next.run();
    }
  }

  /** True when the disk has the package; fails when it gives a byte that is wrong. */
  boolean reads(int index) {
    var into = MemorySegment.ofArray(new byte[toys.sizeBytes(index)]);
    var outcome = disk.read(toys, index, into, Long.MAX_VALUE);
    if (outcome instanceof TierRead.Read(TierKind from, var damaged, var gets, var bytes)) {
      assertArrayEquals(toys.bytes(index), (byte[]) into.heapBase().orElseThrow());
      return from == TierKind.DISK && damaged.isEmpty() && gets == 0 && bytes == 0;
    }
    return false;
  }

  /** Reads the samples of a package one by one; fails when one is not there, byte by byte. */
  void readSamples(int index) {
    var first = toys.table().firstId(index);
    for (long id = first; id < first + toys.table().count(index); id++) {
      var into = new byte[toys.length(id)];
      assertEquals(
          new TierRead.Read(TierKind.DISK, Map.of(), 0, 0),
          disk.readSample(toys, id, MemorySegment.ofArray(into), Long.MAX_VALUE));
      var from = (int) toys.offsetInPackage(id);
      assertArrayEquals(Arrays.copyOfRange(toys.bytes(index), from, from + into.length), into);
    }
  }

  long countReadable() {
    return java.util.stream.IntStream.range(0, toys.packages()).filter(this::reads).count();
  }

  @Override
  public void close() {
    store.close();
  }
}
