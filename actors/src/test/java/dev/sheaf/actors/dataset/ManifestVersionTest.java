package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The version of a dataset is the hash of its manifest, and jobs are bound to it: the same objects
 * must give, for ever, the versions that are written down here.
 */
final class ManifestVersionTest {
  private static final URI ROOT = URI.create("file:///data/");

  @TempDir Path folder;
  private final MemoryOrigin origin = new MemoryOrigin();

  @Test
  void ofImagesInFoldersWithNamesOfManyKinds() throws IOException {
    for (int i = 0; i < 3_000; i++) {
      var name = "class %d/%s-%05d.jpg".formatted(i % 7, i % 3 == 0 ? "größe" : "a.b", i);
      origin.objects.put(name, bytes(i, 1 + i % 400));
    }
    assertEquals(
        "5eae2ddb28416f12a8297ad9e158a6e6181c663765e962d72b63c5dc7fff26ec", version("auto"));
  }

  @Test
  void ofImagesWhoseTagsLast() throws IOException {
    origin.tagsLast = true;
    for (int i = 0; i < 100; i++) {
      origin.objects.put("x%d/%d.%s".formatted(i % 2, i, i % 5 == 0 ? "png" : "jpg"), bytes(i, 30));
    }
    assertEquals(
        "b5f333b8b404ba4660edc98c46f33c999e6fc587e680536acbdce6dab320d942", version("folder"));
  }

  @Test
  void ofRecordsInBatches() throws IOException {
    for (int batch = 0; batch < 3; batch++) {
      var records = bytes(batch, 1_000 * 3_073);
      for (int at = 0; at < records.length; at += 3_073) {
        records[at] = (byte) Draw.below(Draw.draw(batch, at), 10);
      }
      origin.objects.put("data_batch_" + batch + ".bin", records);
    }
    assertEquals(
        "6642b5ce63ce4445e1d0d39d714e72caea90dbaa06d154b5fd77b1fae5505d57", version("auto"));
  }

  @Test
  void ofShardsWithFoldersInside() throws IOException {
    for (int shard = 0; shard < 3; shard++) {
      var tar = new Tar();
      for (int i = 0; i < 300; i++) {
        tar.add("set/kind%d/%d.jpg".formatted((i * 7 + shard) % 5, i), bytes(i, 100 + i * 3));
      }
      tar.add("top.png", bytes(shard, 9));
      origin.objects.put("shard-%d.tar".formatted(shard), tar.bytes());
    }
    assertEquals(
        "7f5c36cc4e5741cf8a364f21de142dbc468d1eb7c3def07c6e2dc989ec35af3b", version("auto"));
  }

  @Test
  void ofShardsInWebDatasetNamingOfWhichTheFirstHasNoLabels() throws IOException {
    for (int shard = 0; shard < 3; shard++) {
      var tar = new Tar();
      for (int i = 0; i < 300; i++) {
        var key = "p%d/%04d".formatted(i % 2, i);
        if (i % 3 == 0 && shard > 0) {
          tar.add(key + ".cls", Integer.toString(i % 11).getBytes(StandardCharsets.UTF_8));
        }
        tar.add(key + ".jpg", bytes(i, 200 + i));
        tar.add(key + ".seg.png", bytes(i, 20));
        if (i % 3 == 1 && shard > 0) {
          tar.add(key + ".cls", Integer.toString(i % 4).getBytes(StandardCharsets.UTF_8));
        }
      }
      origin.objects.put("shard-%d.tar".formatted(shard), tar.bytes());
    }
    assertEquals(
        "105bbecad7f1cfb49bfa5c5474334fef3bda2bb0122603475a473f6dfc0ae29f", version("auto"));
  }

  private String version(String format) throws IOException {
    var store =
        new ManifestStore(
            folder,
            (hash, offset) -> {
              throw new IOException("nobody has " + hash);
            });
    var indexer = new DatasetIndexer(origin, store);
    return indexer.index(indexer.pass(ROOT), "d", format).version().hash();
  }

  private static byte[] bytes(long seed, int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) Draw.draw(seed, i);
    }
    return bytes;
  }

  /** An archive that is being written. */
  private static final class Tar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    void add(String name, byte[] content) throws IOException {
      var entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }

    byte[] bytes() throws IOException {
      tar.close();
      return bytes.toByteArray();
    }
  }
}
