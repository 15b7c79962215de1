package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.catalog.DatasetEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that say more of their members than a node would hold. */
final class TarBombTest {
  @TempDir Path folder;
  private final MemoryOrigin origin = new MemoryOrigin();

  private DatasetEntry index() throws IOException {
    var store =
        new ManifestStore(
            folder,
            (hash, offset) -> {
              throw new IOException("nobody has " + hash);
            });
    var indexer = new DatasetIndexer(origin, store);
    return indexer.index(indexer.pass(URI.create("file:///data/")), "x", "tar");
  }

  private static byte[] tar(String name, Map<String, String> pax, int bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      var notes = new TarArchiveEntry("notes.json");
      notes.setSize(3 << 20);
      tar.putArchiveEntry(notes);
      tar.write(new byte[3 << 20]);
      tar.closeArchiveEntry();
      var entry = new TarArchiveEntry(name);
      entry.setSize(bytes);
      pax.forEach(entry::addPaxHeader);
      tar.putArchiveEntry(entry);
      tar.write(new byte[bytes]);
      tar.closeArchiveEntry();
    }
    return out.toByteArray();
  }

  private DatasetException refused(byte[] archive) {
    origin.objects.put("shard.tar", archive);
    return assertThrows(DatasetException.class, this::index);
  }

  @Test
  void aNameOfMegabytesIsRefusedBeforeItIsHeld() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(out)) {
      var name = new TarArchiveEntry("notes.json", TarConstants.LF_GNUTYPE_LONGNAME);
      name.setSize(2 << 20);
      tar.putArchiveEntry(name);
      tar.write("n".repeat(2 << 20).getBytes(StandardCharsets.US_ASCII));
      tar.closeArchiveEntry();
      tar.putArchiveEntry(new TarArchiveEntry("a/1.jpg"));
      tar.closeArchiveEntry();
    }
    var said = refused(out.toByteArray()).getMessage();
    assertTrue(said.contains("longer than 1 MiB"), said);
    assertTrue(said.contains("its first member"), said);
  }

  @Test
  void aNameOfThousandsIsRefusedByItsLength() throws IOException {
    var said = refused(tar("a/" + "n".repeat(5000) + ".jpg", Map.of(), 10)).getMessage();
    assertTrue(said.contains("5006 characters"), said);
  }

  @Test
  void attributesOfMegabytesAreRefused() throws IOException {
    var said = refused(tar("a/1.jpg", Map.of("comment", "c".repeat(2 << 20)), 10)).getMessage();
    assertTrue(said.contains("longer than 1 MiB"), said);
  }

  @Test
  void aLargeMemberThatIsNoImageCountsNothing() throws IOException {
    origin.objects.put("shard.tar", tar("a/" + "n".repeat(2000) + ".jpg", Map.of(), 10));
    assertEquals(1, index().samples());
  }
}
