package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetIndexerTest {
  private static final URI ROOT = URI.create("file:///data/");
  private static final ManifestStore.Segments NOBODY =
      (hash, offset) -> {
        throw new IOException("nobody has " + hash);
      };

  @TempDir Path folder;
  private final MemoryOrigin origin = new MemoryOrigin();
  private ManifestStore store;

  @BeforeEach
  void open() throws IOException {
    store = new ManifestStore(folder, NOBODY);
  }

  @Test
  void everyImageOfAFolderIsASampleWithItsLabelItsBytesAndItsChecksum() throws IOException {
    for (int i = 0; i < 300; i++) {
      origin.objects.put(
          (i % 2 == 0 ? "cat/" : "dog/") + "%04d.jpg".formatted(i), bytes(i, 400 + i));
    }
    origin.objects.put("readme.txt", bytes(1, 10));
    var entry = index("folder");
    assertEquals(List.of("cat", "dog"), entry.classes());
    assertEquals(300, entry.samples());
    var delivered = readBack(store.open(entry.version()));
    origin.objects.forEach((key, bytes) -> {
      if (key.endsWith(".jpg")) {
        assertArrayEquals(bytes, delivered.get(key).bytes, key);
        assertEquals(key.startsWith("cat") ? 0 : 1, delivered.get(key).label, key);
      }
    });
  }

  @Test
  void theSameObjectsGiveTheSameVersionAndAChangedOneAnother() throws IOException {
    origin.objects.put("a/1.jpg", bytes(1, 100));
    origin.objects.put("b/2.jpg", bytes(2, 100));
    var first = index("folder").version();
    assertEquals(first, index("folder").version());
    origin.objects.put("b/2.jpg", bytes(3, 100));
    assertNotEquals(first, index("folder").version());
  }

  @Test
  void aManifestTakesAtMost24BytesASample() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      origin.objects.put("class%02d/%04d.jpg".formatted(i % 10, i / 10), bytes(i, 8));
    }
    index("folder");
    try (var files = Files.list(folder)) {
      var size = files.mapToLong(file -> file.toFile().length()).sum();
      assertTrue(size <= 24 * 20_000, "bytes a sample: " + size / 20_000.0);
    }
  }

  @Test
  void aRootThatIsATarFileItselfIsFoundOut() throws IOException {
    origin.objects.put("", tar(Map.of("cat/1.jpg", bytes(1, 700), "dog/2.jpg", bytes(2, 900))));
    var indexer = new DatasetIndexer(origin, store);
    var root = URI.create("file:///data/pets.tar");
    var entry = indexer.index(indexer.pass(root), "pets", "auto");
    assertEquals("tar", entry.format());
    assertEquals(2, entry.samples());
  }

  @Test
  void aTarWithClassFoldersAndOneInWebDatasetNamingAreRead() throws IOException {
    origin.objects.put(
        "shard.tar", tar(Map.of("x/cat/1.jpg", bytes(1, 700), "x/dog/2.jpg", bytes(2, 900))));
    var entry = index("auto");
    assertEquals("tar", entry.format());
    assertEquals(List.of("cat", "dog"), entry.classes());
    var samples = readBack(store.open(entry.version()));
    assertEquals(2, samples.size());
    origin.objects.clear();
    origin.objects.put(
        "shard-0.tar",
        tar(
            Map.of(
                "000.jpg", bytes(3, 700),
                "000.cls", "4".getBytes(StandardCharsets.UTF_8),
                "001.png", bytes(4, 80),
                "001.json", bytes(5, 20))));
    var web = index("tar");
    var labelled = readBack(store.open(web.version()));
    assertEquals(2, labelled.size());
    assertEquals(List.of(-1, 4), labelled.values().stream().map(s -> s.label).sorted().toList());
  }

  @Test
  void aTarThatIsCutShortIsRefusedByNameOfItsMember() throws IOException {
    var whole = tar(Map.of("a/1.jpg", bytes(1, 5_000)));
    origin.objects.put("shard.tar", Arrays.copyOf(whole, 2_000));
    var refused = assertThrows(DatasetException.class, () -> index("tar"));
    assertTrue(refused.getMessage().contains("a/1.jpg"), refused.getMessage());
  }

  @Test
  void hostileTarBytesAreRefusedAndNeverCrash() throws IOException {
    var whole = tar(Map.of("a/1.jpg", bytes(1, 3_000), "b/2.jpg", bytes(2, 3_000)));
    for (int trial = 0; trial < 500; trial++) {
      var hostile = whole.clone();
      for (int change = 0; change < 6; change++) {
        var drawn = Draw.draw(9, trial, change);
        hostile[(int) Draw.below(drawn, 1_024)] = (byte) Draw.draw(drawn, 1);
      }
      origin.objects.put("shard.tar", hostile);
      try {
        index("tar");
      } catch (IOException refused) {
        assertTrue(refused.getMessage() != null, "trial " + trial);
      }
    }
  }

  @Test
  void cifarBatchesAreReadRecordByRecordAndATornOneIsRefused() throws IOException {
    var batch = new byte[3 * 3_073];
    for (int record = 0; record < 3; record++) {
      batch[record * 3_073] = (byte) (record * 2);
      Arrays.fill(batch, record * 3_073 + 1, (record + 1) * 3_073, (byte) (record + 1));
    }
    origin.objects.put("data_batch_1.bin", batch);
    var entry = index("auto");
    assertEquals("cifar", entry.format());
    assertEquals(5, entry.classes().size());
    for (var sample : readBack(store.open(entry.version())).values()) {
      assertEquals(3_072, sample.bytes.length);
      assertEquals(sample.label, (sample.bytes[0] - 1) * 2);
    }
    origin.objects.put("data_batch_1.bin", Arrays.copyOf(batch, 5_000));
    var torn = assertThrows(DatasetException.class, () -> index("cifar"));
    assertTrue(torn.getMessage().contains("data_batch_1.bin"), torn.getMessage());
  }

  @Test
  void anEmptyFolderAFolderWithoutImagesAndAnUnknownFormatAreRefused() {
    assertThrows(DatasetException.class, () -> index("folder"));
    origin.objects.put("notes.txt", bytes(1, 5));
    assertThrows(DatasetException.class, () -> index("folder"));
    var unknown = assertThrows(DatasetException.class, () -> index("foldr"));
    assertTrue(unknown.hint().contains("folder"), unknown.hint());
    origin.objects.put("a/empty.jpg", new byte[0]);
    var empty = assertThrows(DatasetException.class, () -> index("folder"));
    assertTrue(empty.getMessage().contains("a/empty.jpg"), empty.getMessage());
  }

  @Test
  void aSegmentThatIsAbsentIsFetchedFromOthersAndCheckedAgainstItsHash(@TempDir Path second)
      throws IOException {
    origin.objects.put("a/1.jpg", bytes(1, 100));
    var version = index("folder").version();
    var copy = new ManifestStore(second, store::segment).open(version);
    assertEquals(1, copy.table().samples());
    assertEquals("a/1.jpg", copy.nameOf(0));
    var liar =
        new ManifestStore(
            second.resolve("other"), (hash, offset) -> SegmentPart.of(bytes(1, 10), offset));
    assertThrows(DatasetException.class, () -> liar.open(version));
  }

  @Test
  void aSegmentThatOthersGiveInPartsIsPutTogether(@TempDir Path second) throws IOException {
    for (int i = 0; i < 50; i++) {
      origin.objects.put("a/%d.jpg".formatted(i), bytes(i, 100));
    }
    var version = index("folder").version();
    var inSevens =
        new ManifestStore(
            second,
            (hash, offset) -> {
              var part = store.segment(hash, offset);
              var bytes = part.bytes();
              return new SegmentPart(
                  Arrays.copyOf(bytes, Math.min(7, bytes.length)), part.segmentBytes());
            });
    assertEquals(50, readBack(inSevens.open(version)).size());
  }

  @Test
  void nothingButSegmentsIsLeftWhateverEndedAnIndexing() throws IOException {
    origin.objects.put("a/1.jpg", bytes(1, 100));
    index("folder");
    var segments = files();
    origin.objects.put("torn.bin", bytes(1, 3_072));
    assertThrows(DatasetException.class, () -> index("cifar"));
    assertEquals(segments, files());
    Files.write(folder.resolve("segment123.tmp"), bytes(1, 10));
    store = new ManifestStore(folder, NOBODY);
    assertEquals(segments, files());
  }

  @Test
  void shardsOfOneMemberEachAreReadFromWhereTheMemberIs() throws IOException {
    origin.objects.put("0.tar", tar(Map.of("cat/1.jpg", bytes(1, 700))));
    origin.objects.put("1.tar", tar(Map.of("dog/2.jpg", bytes(2, 900))));
    var samples = readBack(store.open(index("tar").version()));
    assertEquals(2, samples.size());
  }

  @Test
  void moreImagesThanHeapCanOrderAreRefusedWithTheirNumber() throws IOException {
    for (int i = 0; i < 5; i++) {
      origin.objects.put("a/%d.jpg".formatted(i), bytes(i, 100));
    }
    try (var objects = store.nothingListed();
        var found = store.nothingFound()) {
      origin.list(ROOT, object -> assertDoesNotThrow(() -> objects.add(object)));
      var pass = new DatasetIndexer(origin, store).pass(ROOT);
      var refused =
          assertThrows(
              DatasetException.class,
              () -> new FolderFormat(4).index(pass, objects.listed(), found));
      assertTrue(refused.getMessage().contains("5 images"), refused.getMessage());
      assertTrue(refused.getMessage().contains("order 4"), refused.getMessage());
      assertTrue(refused.hint().contains("tar"), refused.hint());
      assertEquals(0, origin.meter().gets());
    }
  }

  @Test
  void aSampleThatBeginsWhereNoRowCanSayItIsRefused() throws IOException {
    try (var found = store.nothingFound()) {
      found.add(new SampleRows.Row(0, (64L << 30) - 1, 10, 0, 0));
      var beyond = new SampleRows.Row(0, 64L << 30, 10, 0, 0);
      var refused = assertThrows(DatasetException.class, () -> found.add(beyond));
      assertTrue(refused.hint().contains("64 GiB"), refused.hint());
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private DatasetEntry index(String format) throws IOException {
    var indexer = new DatasetIndexer(origin, store);
    return indexer.index(indexer.pass(ROOT), "d", format);
  }

  private record Sample(byte[] bytes, int label) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Sample sample && Arrays.equals(bytes, sample.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /** Reads every package as a tier would, and gives each sample by name. */
  private Map<String, Sample> readBack(Manifest manifest) throws IOException {
    var samples = new HashMap<String, Sample>();
    for (int p = 0; p < manifest.table().packages(); p++) {
      for (var read : manifest.reads(p)) {
        var bytes = new byte[read.lengthBytes()];
        origin.read(ROOT, read.key(), read.offset(), MemorySegment.ofArray(bytes), read.tag());
        for (var cut : read.cuts()) {
          var sample = Arrays.copyOfRange(bytes, cut.offset(), cut.offset() + cut.lengthBytes());
          var crc = new CRC32();
          crc.update(sample);
          assertEquals(manifest.crc(cut.id()), (int) crc.getValue());
          assertEquals(manifest.length(cut.id()), sample.length);
          samples.put(manifest.nameOf(cut.id()), new Sample(sample, manifest.label(cut.id())));
        }
      }
    }
    assertEquals(manifest.table().samples(), samples.size());
    return samples;
  }

  private static byte[] bytes(long seed, int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) Draw.draw(seed, i);
    }
    return bytes;
  }

  private static byte[] tar(Map<String, byte[]> members) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      for (var name : members.keySet().stream().sorted().toList()) {
        var entry = new TarArchiveEntry(name);
        entry.setSize(members.get(name).length);
        tar.putArchiveEntry(entry);
        tar.write(members.get(name));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
