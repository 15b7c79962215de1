package dev.sheaf.gpu.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.gpu.model.ModelCopies.Keep;
import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCopiesTest {
  private static final Keep MEMORY = new Keep(true, false);
  private static final Keep DISK = new Keep(false, true);
  private static final Keep NOTHING = new Keep(false, false);
  private static final ModelManifest.Origin HERE = new ModelManifest.Origin("", "", "a test", "1");
  private static final int SIZE = 3 * WeightPages.PAGE_BYTES + 99;

  @TempDir Path folder;
  private ModelLibrary library;
  private ModelCopies copies;

  /** A fake: nothing is at the origin. */
  private static final class NoOrigin implements OriginPages {
    @Override
    public Place index(String name, URI uri) throws IOException {
      throw new IOException("nothing is there");
    }

    @Override
    public void read(DatasetVersion version, MemorySegment into) throws IOException {
      throw new IOException("nothing is there");
    }
  }

  @BeforeEach
  void open() {
    library = new ModelLibrary(folder.resolve("library"), Duration.ZERO);
    copies = new ModelCopies(library, new NoOrigin(), folder.resolve("nodes"));
  }

  @AfterEach
  void close() throws IOException {
    copies.close();
    try (var left = Files.list(Files.createDirectories(folder.resolve("nodes")))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private static byte[] weights(int seed) {
    var bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private ModelManifest take(String name, int task, byte[] bytes) throws IOException {
    var facts = new ModelCard.Facts("cnn", 8, 2, "sgd", 32, 4, task, "");
    return library.take(name, facts, HERE, Files.write(folder.resolve("file"), bytes));
  }

  private byte[] load(ModelManifest model, ModelTier from, Keep keep) throws Exception {
    try (var weights = copies.load(model, from, keep)) {
      return Files.readAllBytes(weights.path());
    }
  }

  private void loseLibrary() throws IOException {
    try (var files = Files.walk(folder.resolve("library/pages"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  private List<Path> onDisk() throws IOException {
    try (var files = Files.walk(folder.resolve("nodes"))) {
      return files
          .filter(file -> WeightPages.HASH.matcher(file.getFileName().toString()).matches())
          .toList();
    }
  }

  @Test
  void aCopyInMemoryOrOnDiskServesWithoutWhatIsBelow() throws Exception {
    var bytes = weights(1);
    var model = take("one", 0, bytes);
    assertArrayEquals(bytes, load(model, ModelTier.ORIGIN, MEMORY));
    assertArrayEquals(bytes, load(model, ModelTier.ORIGIN, DISK));
    loseLibrary();
    assertArrayEquals(bytes, load(model, ModelTier.MEMORY, MEMORY));
    assertArrayEquals(bytes, load(model, ModelTier.DISK, DISK));
    copies.dropMemory(model.key());
    copies.dropDisk(model.key());
    assertThrows(DamagedException.class, () -> load(model, ModelTier.ORIGIN, NOTHING));
  }

  @Test
  void aDamagedPageOnDiskIsReadFromBelow() throws Exception {
    var bytes = weights(2);
    var model = take("one", 0, bytes);
    load(model, ModelTier.ORIGIN, DISK);
    // A file of its own: the page of the library stays as it is.
    var page = onDisk().getFirst();
    Files.delete(page);
    Files.write(page, new byte[7]);
    assertArrayEquals(bytes, load(model, ModelTier.DISK, DISK));
  }

  @Test
  void pagesThatAnotherModelOnDiskHasStayWhenOneGoes() throws Exception {
    var bytes = weights(3);
    var one = take("one", 0, bytes);
    bytes[0]++;
    var two = take("two", 0, bytes);
    load(one, ModelTier.ORIGIN, DISK);
    load(two, ModelTier.ORIGIN, DISK);
    assertEquals(5, onDisk().size());
    copies.dropDisk(one.key());
    assertEquals(4, onDisk().size());
    loseLibrary();
    assertArrayEquals(bytes, load(two, ModelTier.DISK, DISK));
    copies.dropDisk(two.key());
    assertEquals(List.of(), onDisk());
  }

  @Test
  void tasksOfOneFileShareItsPagesAndEachGetsItsOwnWeights() throws Exception {
    var plain = MaskedCheckpointTest.plain(new float[] {1, 2, 3, 4});
    var packed = MaskedCheckpoint.pack(plain, new byte[] {1, 2, 0, 2}, 2);
    var first = take("first", 1, packed);
    var second = take("second", 2, packed);
    assertEquals(first.pages(), second.pages());
    assertFalse(first.key().equals(second.key()));
    assertEquals(1, library.shared(second).pages());
    assertArrayEquals(
        MaskedCheckpointTest.plain(new float[] {1, 0, 0, 0}),
        load(first, ModelTier.ORIGIN, MEMORY));
    assertArrayEquals(
        MaskedCheckpointTest.plain(new float[] {1, 2, 0, 4}), load(second, ModelTier.ORIGIN, DISK));
    assertTrue(second.sizeBytes() < second.storedBytes());
    assertEquals(plain.length, second.sizeBytes());
  }

  @Test
  void whatANodeLeftThatWasKilledGoesWhenTheNextOneOpens() throws Exception {
    var left = Files.createDirectories(folder.resolve("nodes/node-1"));
    Files.write(left.resolve("lock"), new byte[0]);
    Files.write(left.resolve("weights-1"), new byte[9]);
    var model = take("one", 0, weights(4));
    load(model, ModelTier.ORIGIN, NOTHING);
    assertFalse(Files.exists(left));
    var other = new ModelCopies(library, new NoOrigin(), folder.resolve("nodes"));
    try (var weights = other.load(model, ModelTier.ORIGIN, NOTHING)) {
      assertArrayEquals(weights(4), Files.readAllBytes(weights.path()));
      assertArrayEquals(weights(4), load(model, ModelTier.ORIGIN, NOTHING));
    }
    other.close();
    assertEquals(Arrays.hashCode(weights(4)), Arrays.hashCode(load(model, ModelTier.ORIGIN, DISK)));
  }
}
