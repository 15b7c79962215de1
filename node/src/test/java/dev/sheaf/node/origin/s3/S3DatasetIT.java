package dev.sheaf.node.origin.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.node.origin.TieredDataset;
import dev.sheaf.node.torture.S3Server;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets in a real S3 store: indexed, read through the tiers, written back as packed objects. */
class S3DatasetIT {
  private static final int IMAGES = 120;

  @TempDir static Path folder;
  private static S3Server server;
  private static S3Origin origin;

  @BeforeAll
  static void start() throws IOException {
    S3Server.whyNot().ifPresent(why -> Assumptions.abort(why));
    server = S3Server.start(folder);
    origin = Origins.at(server.endpoint());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      origin.close();
      server.close();
    }
  }

  private static void put(String bucket, String key, byte[] bytes) throws IOException {
    origin.write(URI.create("s3://" + bucket), key, MemorySegment.ofArray(bytes));
  }

  private static void putImages(String bucket) throws IOException {
    server.bucket(bucket);
    for (int i = 0; i < IMAGES; i++) {
      put(bucket, "set/class %d/%03d.jpg".formatted(i % 3, i), Origins.pattern(3_000 + i, i));
    }
  }

  private TieredDataset index(String place, Optional<URI> pack) throws IOException {
    return TieredDataset.index(origin, URI.create(place), folder.resolve("state"), pack);
  }

  @Test
  void aTreeOfObjectsIsWrittenBackAndReadByOneGetAPackage() throws Exception {
    putImages("tree");
    server.bucket("packs");
    var pack = Optional.of(URI.create("s3://packs/of%20tree/"));
    var dataset = index("s3://tree/set", pack);
    var packages = dataset.manifest().table().packages();
    var puts = origin.meter().puts();

    assertEquals(IMAGES, dataset.readAll());
    assertEquals(packages, origin.meter().puts() - puts);
    var before = origin.meter().gets();
    assertEquals(packages, dataset.readAll());
    assertEquals(packages, origin.meter().gets() - before);
    assertEquals(packages, dataset.again(origin, pack).readAll(), "another process");
    assertTrue(packages * 10 < IMAGES, packages + " packages");
  }

  @Test
  void aDamagedPackedObjectIsReadFromTheOriginals() throws Exception {
    putImages("spoilt");
    server.bucket("spoilt-packs");
    var pack = Optional.of(URI.create("s3://spoilt-packs"));
    var dataset = index("s3://spoilt/set", pack);
    dataset.readAll();
    var file =
        server
            .bucket("spoilt-packs")
            .resolve(dataset.manifest().version().hash())
            .resolve("00000000.pack");
    var bytes = Files.readAllBytes(file);
    bytes[4_000] ^= 1;
    Files.delete(file);
    var root = URI.create("s3://spoilt-packs/" + dataset.manifest().version().hash());
    origin.write(root, "00000000.pack", MemorySegment.ofArray(bytes));

    var other = dataset.again(origin, pack);
    assertEquals(dataset.manifest().table().count(0), other.read(0).gets());
    assertEquals(1, other.packs().figures().damaged());
  }

  @Test
  void aChangedAndADeletedObjectAreReportedAndTheRestIsServed() throws Exception {
    putImages("living");
    var dataset = index("s3://living/set", Optional.empty());
    var first = dataset.manifest().table().firstId(0);
    var changed = dataset.manifest().nameOf(first);
    var deleted = dataset.manifest().nameOf(first + 1);
    var length = dataset.manifest().length(first);
    Files.delete(server.bucket("living").resolve("set").resolve(changed));
    Files.delete(server.bucket("living").resolve("set").resolve(deleted));
    put("living", "set/" + changed, new byte[length]);

    var outcome = assertInstanceOf(TierRead.Read.class, dataset.attempt(0));

    assertEquals(
        Map.of(first, FrameHead.CHECKSUM_MISMATCH, first + 1, FrameHead.MISSING),
        outcome.damaged());
  }

  @Test
  void tarShardsAreReadByRangesAndNotPacked() throws Exception {
    server.bucket("shards");
    put("shards", "train.tar", tar(400));
    server.bucket("shard-packs");
    var dataset = index("s3://shards/train.tar", Optional.of(URI.create("s3://shard-packs/")));
    var puts = origin.meter().puts();

    var gets = dataset.readAll();

    assertEquals(400, dataset.manifest().table().samples());
    assertTrue(gets < 100, gets + " GETs");
    assertEquals(gets, dataset.readAll());
    assertEquals(0, origin.meter().puts() - puts);
  }

  private static byte[] tar(int images) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      for (int i = 0; i < images; i++) {
        var image = Origins.pattern(900 + i, i);
        var entry = new TarArchiveEntry("c%d/%04d.jpg".formatted(i % 4, i));
        entry.setSize(image.length);
        tar.putArchiveEntry(entry);
        tar.write(image);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void cifarBatchesAreReadByRanges() throws Exception {
    server.bucket("cifar");
    var record = 3_073;
    for (int batch = 1; batch <= 2; batch++) {
      var bytes = Origins.pattern(200 * record, batch);
      for (int at = 0; at < bytes.length; at += record) {
        bytes[at] = (byte) (at / record % 10);
      }
      put("cifar", "data_batch_" + batch + ".bin", bytes);
    }
    var dataset = index("s3://cifar", Optional.empty());

    assertEquals("cifar", dataset.manifest().encoding());
    assertEquals(400, dataset.manifest().table().samples());
    assertEquals(10, dataset.manifest().classes().size());
    assertTrue(dataset.readAll() < 100);
  }
}
