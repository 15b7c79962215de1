package dev.sheaf.actors.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.store.PackageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTierTest {
  private static final int PACKAGES = 24;
  private static final int SMALL_MEMORY = 12;
  private static final long LARGE = 4 << 20;
  private static final long SMALL = 512 << 10;

  private final ToyPackages toys = ToyPackages.of(PACKAGES);
  private final FaultyFile.Fuse fuse = new FaultyFile.Fuse();
  private final FaultyFile data = new FaultyFile(fuse);
  private final FaultyFile table = new FaultyFile(fuse);

  private ToyNode node(long diskBytes) throws IOException {
    return new ToyNode(toys, SMALL_MEMORY, data, table, diskBytes);
  }

  private static void fill(ToyNode node) {
    for (int index = 0; index < PACKAGES; index++) {
      node.hold(index);
      node.land(index);
      node.write();
    }
  }

  @Test
  void whatMemoryCannotKeepIsReadFromDisk() throws IOException {
    try (var node = node(LARGE)) {
      fill(node);
      assertEquals(PACKAGES, node.countReadable());
      assertEquals(PACKAGES, node.disk.counts().reads());
    }
  }

  @Test
  void aSampleIsReadFromDiskWithoutItsPackage() throws IOException {
    try (var node = node(LARGE)) {
      fill(node);
      for (int index = 0; index < PACKAGES; index++) {
        node.readSamples(index);
      }
      assertEquals(toys.table().samples(), node.disk.counts().reads());
    }
  }

  @Test
  void memoryAndDiskTogetherHoldMoreThanEither() throws IOException {
    try (var node = node(SMALL)) {
      fill(node);
      var kept = 0;
      var both = 0;
      for (int index = 0; index < PACKAGES; index++) {
        var inMemory = node.store.keeps(toys.id(index));
        kept += inMemory ? 1 : 0;
        both += inMemory && node.disk.has(toys.id(index)) ? 1 : 0;
      }
      assertTrue(kept > 0, "memory keeps some");
      assertEquals(0, both, "a full disk has no copies of what memory keeps");
      assertTrue(node.disk.usedBytes() <= SMALL);
      assertTrue(node.disk.resident().size() >= SMALL / (4 * DiskSegment.PAGE_BYTES) - 2);
    }
  }

  @Test
  void whatNobodyHoldsIsNotWritten() throws IOException {
    try (var node = node(LARGE)) {
      node.land(1);
      node.write();
      assertEquals(0, node.countReadable());
    }
  }

  @Test
  void whatIsReleasedGoesBeforeWhatIsHeld() throws IOException {
    try (var node = node(SMALL)) {
      fill(node);
      var before = node.disk.resident();
      var released = before.getFirst();
      node.release(released.index());
      var newcomer =
          java.util.stream.IntStream.range(0, PACKAGES)
              .filter(i -> !node.disk.has(toys.id(i)) && !node.store.keeps(toys.id(i)))
              .findFirst()
              .orElseThrow();
      node.land(newcomer);
      node.write();
      assertFalse(node.disk.has(released));
      assertTrue(before.stream().filter(id -> !id.equals(released)).allMatch(node.disk::has));
    }
  }

  @Test
  void aRestartFindsWhatWasWritten() throws IOException {
    try (var node = node(LARGE)) {
      fill(node);
    }
    try (var again = node(LARGE)) {
      assertEquals(PACKAGES, again.countReadable());
    }
  }

  @Test
  void aSmallerDiskAfterARestartHoldsWhatFits() throws IOException {
    try (var node = node(LARGE)) {
      fill(node);
    }
    try (var again = node(SMALL)) {
      var readable = again.countReadable();
      assertTrue(readable > 0 && readable < PACKAGES, readable + " packages");
      assertTrue(data.sizeBytes() + table.sizeBytes() <= SMALL);
    }
  }

  @Test
  void aSpoiledPackageIsAMissOnceAndThenWrittenAnew() throws IOException {
    try (var node = node(LARGE)) {
      node.hold(0);
      node.land(0);
      node.write();
      data.flip(8L * 5000);
      assertFalse(node.reads(0));
      assertEquals(1, node.disk.counts().errors());
      assertFalse(node.disk.has(toys.id(0)));
      assertTrue(node.disk.fault().isEmpty(), "one bad package is no reason to go off");
      node.land(0);
      node.write();
      assertTrue(node.reads(0));
    }
  }

  @Test
  void aFullDiskTurnsTheTierOffAndSaysWhatToDo() throws IOException {
    try (var node = node(LARGE)) {
      node.hold(0);
      node.land(0);
      node.write();
      fuse.left = 1000;
      fuse.message = "No space left on device";
      node.hold(1);
      node.land(1);
      node.write();
      var fault = node.disk.fault().orElseThrow();
      assertTrue(fault.contains("No space left on device"), fault);
      assertTrue(fault.contains("lower sheaf.cache.disk"), fault);
      assertEquals(0, node.countReadable());
      assertEquals(0, node.disk.capacityBytes());
    }
  }

  @Test
  void aFileThatIsCutOffUnderTheTierTurnsItOff() throws IOException {
    try (var node = node(LARGE)) {
      fill(node);
      data.truncate(DiskSegment.PAGE_BYTES);
      assertEquals(0, node.countReadable());
      assertTrue(node.disk.fault().orElseThrow().contains("shorter"));
    }
  }

  @Test
  void aFolderServesOneNodeAtATime(@TempDir Path folder) throws IOException {
    try (var store = new PackageStore(PackageStore.PAGE_BYTES)) {
      var first = DiskFolder.open(folder, LARGE, store);
      var refused =
          assertThrows(IOException.class, () -> DiskFolder.open(folder, LARGE, store).close());
      assertTrue(String.valueOf(refused.getMessage()).contains("sheaf.cache.disk-path"));
      first.close();
      DiskFolder.open(folder, LARGE, store).close();
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("file"), "in the way");
    try (var store = new PackageStore(PackageStore.PAGE_BYTES)) {
      var refused =
          assertThrows(
              IOException.class, () -> DiskFolder.open(file.resolve("disk"), LARGE, store).close());
      assertTrue(String.valueOf(refused.getMessage()).contains(file.toString()));
    }
  }
}
