package dev.sheaf.gpu.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.model.ModelCard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelLibraryTest {
  private static final ModelCard.Facts FACTS =
      new ModelCard.Facts("cnn", 8, 2, "sgd", 32, 4, 0, "");
  private static final ModelManifest.Origin HERE = new ModelManifest.Origin("", "", "a test", "1");
  private static final int PAGE = WeightPages.PAGE_BYTES;

  @TempDir Path folder;
  private ModelLibrary library;

  @BeforeEach
  void open() {
    library = new ModelLibrary(folder.resolve("models"), Duration.ZERO);
  }

  private static byte[] weights() {
    var bytes = new byte[10 * PAGE + 100];
    new Random(5).nextBytes(bytes);
    return bytes;
  }

  private ModelManifest take(String name, byte[] bytes) throws IOException {
    var file = Files.write(folder.resolve("weights"), bytes);
    return library.take(name, FACTS, HERE, file);
  }

  private List<Path> pages() {
    try (var files = Files.walk(folder.resolve("models/pages"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void twoCheckpointsThatDifferInOneLayerShareAllOtherPages() throws IOException {
    var bytes = weights();
    take("one", bytes);
    // A layer of one and a half pages in the middle: it touches two.
    for (int at = 3 * PAGE; at < 4 * PAGE + PAGE / 2; at++) {
      bytes[at]++;
    }
    var two = take("two", bytes);
    assertEquals(13, pages().size());
    var shared = library.shared(two);
    assertEquals(11, two.pages().size());
    assertEquals(9, shared.pages());
    assertEquals(8L * PAGE + 100, shared.sizeBytes());
    var stored = library.storedAndNamedBytes();
    assertEquals(12L * PAGE + 100, stored[0]);
    assertEquals(2L * bytes.length, stored[1]);
  }

  @Test
  void modelsOfTheSameWeightsAndUseAreTheSame() throws IOException {
    var one = take("one", weights());
    assertEquals(one.key(), take("two", weights()).key());
    var other = weights();
    other[0]++;
    assertNotEquals(one.key(), take("three", other).key());
  }

  @Test
  void pagesThatNoManifestNamesAnyMoreAreCollected() throws IOException {
    var bytes = weights();
    take("one", bytes);
    bytes[0]++;
    take("two", bytes);
    assertEquals(12, pages().size());
    assertTrue(library.remove("one"));
    assertEquals(11, pages().size());
    assertFalse(library.remove("one"));
    assertTrue(library.remove("two"));
    assertEquals(List.of(), pages());
  }

  @Test
  void ofMoreThanTwoCheckpointsTheOldestGoes() throws IOException {
    var bytes = weights();
    for (int version = 0; version < 4; version++) {
      bytes[0] = (byte) version;
      take("one", bytes);
    }
    assertEquals(2, library.find("one").usable().size());
    assertEquals(12, pages().size());
  }

  @Test
  void whatWasJustWrittenIsNotCollected() throws IOException {
    var careful = new ModelLibrary(folder.resolve("models"), Duration.ofHours(1));
    take("one", weights());
    assertTrue(careful.remove("one"));
    assertEquals(11, pages().size());
  }

  @Test
  void aManifestThatIsCutShortIsNoticedAndTheOneBeforeItIsUsed() throws IOException {
    var bytes = weights();
    var before = take("one", bytes);
    bytes[0]++;
    take("one", bytes);
    var newest = folder.resolve("models/manifests/one/00000002.model");
    var text = Files.readString(newest);
    for (var length : List.of(0, 10, text.length() / 2, text.length() - 1)) {
      Files.writeString(newest, text.substring(0, length));
      var found = new ModelLibrary(folder.resolve("models"), Duration.ZERO).find("one");
      assertEquals(List.of(before), found.usable(), () -> "cut to " + length);
      assertTrue(found.fault().contains("00000002.model of one"), found.fault());
    }
    Files.writeString(newest, text.replace("side 32", "side 33"));
    var found = new ModelLibrary(folder.resolve("models"), Duration.ZERO).find("one");
    assertEquals(List.of(before), found.usable());
  }

  @Test
  void aPageThatIsCutShortOrChangedOrGoneIsNoticed() throws IOException {
    var manifest = take("one", weights());
    var hash = manifest.pages().get(3);
    var page = folder.resolve("models/pages").resolve(hash.substring(0, 2)).resolve(hash);
    var whole = Files.readAllBytes(page);
    var into = MemorySegment.ofArray(new byte[PAGE]);
    Files.write(page, Arrays.copyOf(whole, 99));
    assertThrows(DamagedException.class, () -> library.pages().read(hash, into));
    var changed = whole.clone();
    changed[7]++;
    Files.write(page, changed);
    assertThrows(DamagedException.class, () -> library.pages().read(hash, into));
    take("one", weights());
    library.pages().read(hash, into);
    Files.delete(page);
    assertThrows(DamagedException.class, () -> library.pages().read(hash, into));
  }
}
