package dev.sheaf.node.origin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is listed and read, and what is refused, below folders of a disk. */
final class FileOriginTest {
  private static final long ANY_TAG = 0;

  @TempDir Path disk;
  private Path allowed = Path.of("");
  private FileOrigin origin = new FileOrigin(List.of());

  @BeforeEach
  void makeTheAllowedFolder() throws IOException {
    allowed = Files.createDirectory(disk.resolve("allowed"));
    origin = new FileOrigin(List.of(allowed));
  }

  @Test
  void objectsAreListedInOrderOfKeyWithTheirSizes() throws IOException {
    var keys = List.of("dog/2", "cat/10", "ant/4", "dog/0", "cat/1", "eel/5", "bee/3");
    for (var key : keys) {
      write(key, "x".repeat(key.charAt(4) - '0'));
    }
    var objects = list(allowed);
    assertEquals(keys.stream().sorted().toList(), objects.stream().map(OriginObject::key).toList());
    assertEquals(
        List.of(4L, 3L, 1L, 1L, 0L, 2L, 5L),
        objects.stream().map(OriginObject::sizeBytes).toList());
  }

  @Test
  void aTagStaysWhileAnObjectStaysAndIsNeverTheTagThatMeansAny() throws IOException {
    var file = write("a", "same size");
    var before = only(list(allowed)).tag();
    assertEquals(before, only(list(allowed)).tag());
    assertNotEquals(ANY_TAG, before);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertNotEquals(before, only(list(allowed)).tag());
  }

  @Test
  void aRootThatIsAFileIsOneObjectWithoutAKey() throws IOException {
    var file = write("data.tar", "0123456789");
    var object = only(list(file));
    assertEquals("", object.key());
    assertEquals(10, object.sizeBytes());
    assertEquals("345", read(file, "", 3, 3, object.tag()));
  }

  @Test
  void aRangeIsReadExactly() throws IOException {
    write("cat/1.jpg", "0123456789");
    var tag = only(list(allowed)).tag();
    assertEquals("0123456789", read(allowed, "cat/1.jpg", 0, 10, tag));
    assertEquals("89", read(allowed, "cat/1.jpg", 8, 2, tag));
    assertEquals("", read(allowed, "cat/1.jpg", 10, 0, tag));
  }

  @Test
  void theMeterCountsWhatWasReadAndNothingThatFailed() throws IOException {
    write("a", "0123456789");
    list(allowed);
    read(allowed, "a", 0, 10, ANY_TAG);
    read(allowed, "a", 4, 3, ANY_TAG);
    assertRefused(Reason.MISSING, () -> read(allowed, "b", 0, 1, ANY_TAG));
    assertEquals(1, origin.meter().lists());
    assertEquals(2, origin.meter().gets());
    assertEquals(13, origin.meter().bytes());
  }

  @Test
  void aRootThatIsAbsentIsMissing() {
    var absent = allowed.resolve("absent");
    assertRefused(Reason.MISSING, () -> list(absent), absent.toString(), "check the path");
    assertRefused(
        Reason.MISSING,
        () -> read(absent, "a", 0, 1, ANY_TAG),
        absent.toString(),
        "check the path");
  }

  @Test
  void aFileThatIsGoneIsMissing() {
    assertRefused(
        Reason.MISSING,
        () -> read(allowed, "gone", 0, 1, ANY_TAG),
        allowed.resolve("gone").toString(),
        "does not exist");
  }

  @Test
  void anAddressThatIsNoFileIsRefusedWithTheFormThatIs() {
    for (var address : List.of("s3://bucket/key", "folder", "file://elsewhere/folder")) {
      assertRefused(
          Reason.MISSING,
          () -> origin.list(URI.create(address), object -> {}),
          address,
          "file:///folder");
    }
  }

  @Test
  void aFileThatWasWrittenAgainIsReportedAsChanged() throws IOException {
    var file = write("a", "before");
    var tag = only(list(allowed)).tag();
    write("a", "behind");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertRefused(
        Reason.CHANGED,
        () -> read(allowed, "a", 0, 6, tag),
        file.toString(),
        "register the dataset again");
    assertEquals("behind", read(allowed, "a", 0, 6, ANY_TAG));
  }

  @Test
  void aFileThatShrankIsReportedAsChanged() throws IOException {
    var file = write("a", "0123456789");
    assertRefused(
        Reason.CHANGED,
        () -> read(allowed, "a", 8, 3, ANY_TAG),
        file.toString(),
        "register the dataset again");
  }

  @Test
  void aFileThatMayNotBeReadIsDenied() throws IOException {
    var file = write("a", "secret");
    withoutPermissions(
        file,
        () ->
            assertRefused(
                Reason.DENIED,
                () -> read(allowed, "a", 0, 6, ANY_TAG),
                file.toString(),
                "check its permissions"));
  }

  @Test
  void aFolderThatMayNotBeListedIsDenied() throws IOException {
    var folder = write("closed/a", "secret").resolveSibling("");
    withoutPermissions(
        folder,
        () ->
            assertRefused(
                Reason.DENIED, () -> list(allowed), folder.toString(), "check its permissions"));
  }

  @Test
  void aLinkToAFolderIsListedLikeTheFolder() throws IOException {
    write("real/cat/1.jpg", "bytes");
    var root = Files.createSymbolicLink(allowed.resolve("root"), allowed.resolve("real"));
    assertEquals("cat/1.jpg", only(list(root)).key());
    assertEquals("bytes", read(root, "cat/1.jpg", 0, 5, ANY_TAG));
  }

  @Test
  void aLinkedClassFolderIsListedLikeTheOthers() throws IOException {
    write("all/cat/1.jpg", "bytes");
    var subset = Files.createDirectory(allowed.resolve("subset"));
    Files.createSymbolicLink(subset.resolve("cat"), allowed.resolve("all/cat"));
    assertEquals("cat/1.jpg", only(list(subset)).key());
  }

  @Test
  void aFolderThatLinksToItselfIsRefusedWithItsPath() throws IOException {
    var link = Files.createSymbolicLink(allowed.resolve("again"), allowed);
    assertRefused(Reason.DENIED, () -> list(allowed), link.toString(), "remove that link");
  }

  @Test
  void aTreeIsListedInOrderOfItsKeys() throws IOException {
    var keys =
        List.of("a/1", "a.jpg", "a-b/c/2", "a-b/c.png", "B/1", "z", "ä/1", "ä", "a/1.x", "a0/0");
    var written = new TreeSet<Path>();
    for (var key : keys) {
      var name = key.equals("ä") ? "ö" : key;
      written.add(allowed.relativize(write(name, "bytes")));
    }
    assertEquals(
        written.stream().map(Path::toString).toList(),
        list(allowed).stream().map(OriginObject::key).toList());
  }

  @Test
  void aFolderWithMoreNamesThanHeapCanSortIsRefusedWithWhatToDo() throws IOException {
    for (int i = 0; i < 4; i++) {
      write("many/" + i, "bytes");
    }
    origin = new FileOrigin(List.of(allowed), new OriginMeter(), 3);
    assertRefused(
        Reason.DENIED,
        () -> list(allowed),
        allowed.resolve("many") + " has more than 3 entries",
        "tar shards");
    origin = new FileOrigin(List.of(allowed), new OriginMeter(), 4);
    assertEquals(4, list(allowed).size());
  }

  @Test
  void aLinkOutOfTheRootsIsRefused() throws IOException {
    var outside = Files.writeString(disk.resolve("secret"), "secret");
    var link = Files.createSymbolicLink(allowed.resolve("link"), outside);
    assertOutside(() -> list(allowed), link);
    assertOutside(() -> read(allowed, "link", 0, 6, ANY_TAG), link);
    assertOutside(() -> read(link, "", 0, 6, ANY_TAG), link);
  }

  @Test
  void aLinkToAFolderOutOfTheRootsIsRefused() throws IOException {
    var outside = Files.createDirectory(disk.resolve("outside"));
    Files.writeString(outside.resolve("a"), "secret");
    var link = Files.createSymbolicLink(allowed.resolve("link"), outside);
    assertOutside(() -> list(allowed), link);
    assertOutside(() -> list(link), link);
    assertOutside(() -> read(link, "a", 0, 6, ANY_TAG), link);
  }

  @Test
  void dotsOutOfTheRootsAreRefused() throws IOException {
    Files.writeString(disk.resolve("secret"), "secret");
    assertOutside(() -> read(allowed, "../secret", 0, 6, ANY_TAG), allowed.resolve("../secret"));
    assertOutside(() -> list(allowed.resolve("..")), allowed.resolve(".."));
  }

  @Test
  void outsideTheRootsNobodyLearnsWhatExists() {
    var absent = disk.resolve("absent");
    assertOutside(() -> list(absent), absent);
  }

  @Test
  void withoutRootsAnyFolderMayBeRead() throws IOException {
    Files.writeString(disk.resolve("a"), "bytes");
    origin = new FileOrigin(List.of());
    assertEquals("a", only(list(disk)).key());
  }

  private Path write(String key, String text) throws IOException {
    var file = allowed.resolve(key);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  private List<OriginObject> list(Path root) throws OriginException {
    var objects = new ArrayList<OriginObject>();
    origin.list(root.toUri(), objects::add);
    return objects;
  }

  private String read(Path root, String key, long offset, int sizeBytes, long tag)
      throws OriginException {
    var bytes = new byte[sizeBytes];
    origin.read(root.toUri(), key, offset, MemorySegment.ofArray(bytes), tag);
    return new String(bytes, US_ASCII);
  }

  private static OriginObject only(List<OriginObject> objects) {
    assertEquals(1, objects.size(), objects::toString);
    return objects.getFirst();
  }

  private static void assertOutside(Executable question, Path path) {
    assertRefused(Reason.DENIED, question, path.toString(), "sheaf.origin.file.roots");
  }

  private static void assertRefused(Reason reason, Executable question, String... words) {
    var refusal = assertThrows(OriginException.class, question);
    var message = String.valueOf(refusal.getMessage());
    assertEquals(reason, refusal.reason(), message);
    for (var word : words) {
      assertTrue(message.contains(word), () -> word + " is not in: " + message);
    }
  }

  /** Skipped for a user who may read everything, as root may. */
  private static void withoutPermissions(Path path, Runnable look) throws IOException {
    var before = Files.getPosixFilePermissions(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    try {
      assumeFalse(Files.isReadable(path), "this user may read everything");
      look.run();
    } finally {
      Files.setPosixFilePermissions(path, before);
    }
  }
}
