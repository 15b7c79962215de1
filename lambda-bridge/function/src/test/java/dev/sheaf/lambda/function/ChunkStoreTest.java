package dev.sheaf.lambda.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.ChunkSum;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChunkStoreTest {
  private static final int SIZE = 1_000;

  private static ChunkKey key(int index) {
    return new ChunkKey(1, 2, index, 0, 4, 2, 0);
  }

  private static Chunk chunk(int index) {
    var arena = Arena.ofShared();
    var bytes = arena.allocate(SIZE).fill((byte) index);
    return new Chunk(bytes, ChunkSum.of(key(index), bytes), arena::close);
  }

  private static ChunkStore store(Path folder, int inMemory, int onDisk) {
    var store = new ChunkStore(new DiskShelf(folder));
    store.limit((long) inMemory * SIZE, (long) onDisk * SIZE);
    return store;
  }

  private static int firstByte(ChunkStore store, int index) {
    try (var held = store.borrow(key(index))) {
      return held == null ? -1 : held.bytes().get(ValueLayout.JAVA_BYTE, 0);
    }
  }

  @Test
  void whatWasPutIsThereUntilItIsDropped(@TempDir Path folder) {
    var store = store(folder, 2, 0);
    assertTrue(store.put(key(1), chunk(1)));
    assertEquals(1, firstByte(store, 1));
    assertEquals(1, store.inventory().chunks().size());
    store.drop(key(1));
    assertNull(store.borrow(key(1)));
    assertEquals(0, store.usedBytes());
  }

  @Test
  void whatNobodyAskedForGoesToTheDiskFirst(@TempDir Path folder) throws IOException {
    var store = store(folder, 2, 2);
    store.put(key(1), chunk(1));
    store.put(key(2), chunk(2));
    store.put(key(3), chunk(3));
    assertEquals(3, store.chunks());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    for (int index = 1; index <= 3; index++) {
      assertEquals(index, firstByte(store, index));
    }
  }

  @Test
  void whatIsAskedForOutlivesWhatIsNot(@TempDir Path folder) {
    var store = store(folder, 3, 0);
    for (int index = 1; index <= 4; index++) {
      store.put(key(index), chunk(index));
    }
    assertEquals(3, store.chunks(), "without a disk the oldest is given up");
    assertEquals(2, firstByte(store, 2));
    store.put(key(5), chunk(5));
    assertEquals(2, firstByte(store, 2));
    assertEquals(-1, firstByte(store, 3));
  }

  @Test
  void aChunkThatIsBeingSentStaysUntilItIsSent(@TempDir Path folder) {
    var store = store(folder, 1, 0);
    store.put(key(1), chunk(1));
    try (var held = store.borrow(key(1))) {
      assertNotNull(held);
      assertFalse(store.put(key(2), chunk(2)), "nothing can be given up");
      store.drop(key(1));
      assertEquals(1, held.bytes().get(ValueLayout.JAVA_BYTE, SIZE - 1));
    }
    assertEquals(0, store.usedBytes());
    assertTrue(store.put(key(2), chunk(2)));
  }

  @Test
  void aFileThatWasSpoiledIsAnAbsentChunk(@TempDir Path folder) throws IOException {
    var store = store(folder, 0, 1);
    assertTrue(store.put(key(1), chunk(1)));
    try (var files = Files.list(folder)) {
      var file = files.findFirst().orElseThrow();
      var bytes = Files.readAllBytes(file);
      bytes[17] ^= 1;
      Files.write(file, bytes);
    }
    assertNull(store.borrow(key(1)));
    assertEquals(0, store.chunks());
  }

  @Test
  void aLowerLimitHoldsAtOnce(@TempDir Path folder) {
    var store = store(folder, 4, 0);
    for (int index = 1; index <= 4; index++) {
      store.put(key(index), chunk(index));
    }
    store.limit(2 * SIZE, 0);
    assertEquals(2, store.chunks());
  }
}
