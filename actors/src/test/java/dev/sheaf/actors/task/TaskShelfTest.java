package dev.sheaf.actors.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.task.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskShelfTest {
  private static final String CHAIN = "c".repeat(64);
  private static final long PLENTY = 1 << 20;

  @TempDir Path folder;

  private TaskShelf shelf(long capacity) throws IOException {
    return TaskShelf.open(folder, capacity);
  }

  private static SortedMap<Long, Cell> cells(long first, int count, int size) {
    var cells = new TreeMap<Long, Cell>();
    for (long row = first; row < first + count; row++) {
      var bytes = new byte[size];
      java.util.Arrays.fill(bytes, (byte) row);
      cells.put(row, Cell.of(bytes));
    }
    return cells;
  }

  @Test
  void whatIsPutIsFoundAlsoByTheNextShelfAndTheFirstStays() throws IOException {
    var shelf = shelf(PLENTY);
    var cells = cells(3, 2, 5);
    cells.put(9L, Cell.none(Cell.UNDECODABLE));
    assertTrue(shelf.put("task", CHAIN, cells));
    assertFalse(shelf.put("task", CHAIN, cells(3, 2, 6)), "somebody was first");
    for (var each : new TaskShelf[] {shelf, shelf(PLENTY)}) {
      assertArrayEquals(new byte[] {4, 4, 4, 4, 4}, each.get(CHAIN, 4).orElseThrow().bytes());
      assertEquals(Cell.UNDECODABLE, each.get(CHAIN, 9).orElseThrow().status());
      assertTrue(each.get(CHAIN, 5).isEmpty());
      assertTrue(each.get("d".repeat(64), 4).isEmpty());
    }
  }

  @Test
  void aByteThatChangedAndAFileThatWasCutAreNotThere() throws IOException {
    var shelf = shelf(PLENTY);
    shelf.put("task", CHAIN, cells(0, 3, 100));
    var file = folder.resolve("task.rows");
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length - 150]++;
    Files.write(file, bytes);
    assertTrue(shelf.get(CHAIN, 0).isPresent(), "its own bytes are right");
    assertTrue(shelf.get(CHAIN, 1).isEmpty());
    assertFalse(shelf.has(CHAIN, 2), "the file is gone");
    shelf.put("task", CHAIN, cells(0, 3, 100));
    assertTrue(shelf.get(CHAIN, 1).isPresent(), "it can be made again");

    bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 20, 90, bytes.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertEquals(0, shelf(PLENTY).tasks(), length + " bytes");
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void whatWasNotAskedForForTheLongestTimeMakesRoom() throws IOException {
    var shelf = shelf(1000);
    shelf.put("a", CHAIN, cells(0, 1, 250));
    shelf.put("b", CHAIN, cells(1, 1, 250));
    assertTrue(shelf.get(CHAIN, 0).isPresent());
    shelf.put("c", CHAIN, cells(2, 1, 250));
    assertTrue(shelf.usedBytes() <= 1000);
    assertTrue(shelf.has(CHAIN, 0));
    assertFalse(shelf.has(CHAIN, 1), "b was not asked for");
    shelf.put("large", CHAIN, cells(3, 1, 5000));
    assertTrue(shelf.has(CHAIN, 3), "the last one stays, for somebody is about to read it");
    assertEquals(1, shelf.tasks());
  }
}
