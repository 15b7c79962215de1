package dev.sheaf.lambda.function;

import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.Inventory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of an environment: in memory, bounded, given up by CLOCK to a larger shelf on the
 * scratch disk.
 *
 * <p>The bridge counts room too and does not send what cannot fit; the bounds here hold when it
 * errs. A chunk that is being sent stays until it is sent.
 */
final class ChunkStore {
  private final LinkedHashMap<ChunkKey, Held> memory = new LinkedHashMap<>();
  private final ChunkMemory fresh = new ChunkMemory();
  private final DiskShelf disk;
  private long memoryBytes;
  private long usedBytes;

  private static final class Held {
    private final Chunk chunk;
    private boolean referenced = true;
    private int borrowers;
    private boolean dropped;

    Held(Chunk chunk) {
      this.chunk = chunk;
    }
  }

  ChunkStore(DiskShelf disk) {
    this.disk = disk;
  }

  /** From now on so much may be kept. */
  synchronized void limit(long mostMemoryBytes, long mostDiskBytes) {
    memoryBytes = mostMemoryBytes;
    fresh.limit(mostMemoryBytes);
    disk.limit(mostDiskBytes);
    makeRoom(0);
  }

  /** Where chunks that are to be put are read into. */
  ChunkMemory fresh() {
    return fresh;
  }

  /** Keeps a chunk, which is this store's from now on; false when it cannot fit. */
  synchronized boolean put(ChunkKey key, Chunk chunk) {
    drop(key);
    if (!makeRoom(chunk.lengthBytes())) {
      try (chunk) {
        return disk.put(key, chunk);
      }
    }
    memory.put(key, new Held(chunk));
    usedBytes += chunk.lengthBytes();
    return true;
  }

  /** Gives chunks up until this many bytes fit; false when they cannot. */
  private boolean makeRoom(long bytes) {
    var hand = new ArrayList<>(memory.keySet());
    for (int round = 0; round < 2 && usedBytes + bytes > memoryBytes; round++) {
      for (var key : hand) {
        var held = memory.get(key);
        if (usedBytes + bytes <= memoryBytes || held == null) {
          continue;
        }
        if (held.referenced) {
          held.referenced = false;
          // It goes behind those that the hand has not passed yet.
          memory.remove(key);
          memory.put(key, held);
        } else if (held.borrowers == 0) {
          disk.put(key, held.chunk);
          remove(key, held);
        }
      }
    }
    return usedBytes + bytes <= memoryBytes;
  }

  private void remove(ChunkKey key, Held held) {
    memory.remove(key);
    usedBytes -= held.chunk.lengthBytes();
    held.dropped = true;
    closeWhenUnread(held);
  }

  private static void closeWhenUnread(Held held) {
    if (held.dropped && held.borrowers == 0) {
      held.chunk.close();
    }
  }

  /** The chunk is not needed. */
  synchronized void drop(ChunkKey key) {
    var held = memory.get(key);
    if (held != null) {
      remove(key, held);
    }
    disk.drop(key);
  }

  /** A chunk that is being sent. */
  interface Borrowed extends AutoCloseable {
    MemorySegment bytes();

    int sum();

    @Override
    void close();
  }

  /** Lends a chunk; null when it is not here. */
  @Nullable Borrowed borrow(ChunkKey key) {
    synchronized (this) {
      var held = memory.get(key);
      if (held != null) {
        held.referenced = true;
        held.borrowers++;
        return new OfMemory(held);
      }
    }
    var chunk = disk.read(key);
    return chunk == null ? null : new OfDisk(chunk);
  }

  private final class OfMemory implements Borrowed {
    private final Held held;

    OfMemory(Held held) {
      this.held = held;
    }

    @Override
    public MemorySegment bytes() {
      return held.chunk.bytes();
    }

    @Override
    public int sum() {
      return held.chunk.sum();
    }

    @Override
    public void close() {
      synchronized (ChunkStore.this) {
        held.borrowers--;
        closeWhenUnread(held);
      }
    }
  }

  private record OfDisk(Chunk chunk) implements Borrowed {
    @Override
    public MemorySegment bytes() {
      return chunk.bytes();
    }

    @Override
    public int sum() {
      return chunk.sum();
    }

    @Override
    public void close() {
      chunk.close();
    }
  }

  /** How many chunks are here. */
  synchronized long chunks() {
    return memory.size() + (long) disk.keys().size();
  }

  /** Their bytes. */
  synchronized long usedBytes() {
    return usedBytes + disk.usedBytes();
  }

  /** What is here. */
  synchronized Inventory inventory() {
    var all = new ArrayList<Inventory.Held>(memory.size());
    memory.forEach((key, held) -> all.add(new Inventory.Held(key, (int) held.chunk.lengthBytes())));
    disk.keys().forEach((key, length) -> all.add(new Inventory.Held(key, length)));
    return new Inventory(all);
  }
}
