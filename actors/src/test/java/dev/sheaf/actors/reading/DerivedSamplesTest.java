package dev.sheaf.actors.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.derived.DerivedShelf;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Samples that a reader finds in derived packages, over a fake origin that counts its reads. */
final class DerivedSamplesTest {
  private static final int PACKAGES = 20;
  private static final ToyManifest TOYS = ToyManifest.of(PACKAGES);
  private static final DatasetVersion VERSION = TOYS.version();

  private final FakeTier origin = new FakeTier();
  private final Map<String, SampleBits> rankings = new HashMap<>();
  private final PackageStore store = new PackageStore(30L * PackageStore.PAGE_BYTES);
  private final DerivedShelf shelf =
      new DerivedShelf(store, version -> TOYS, this::ranking, 15L * PackageStore.PAGE_BYTES);
  private final NodeReader reader =
      new NodeReader(
          store,
          new TierChain(List.of(origin)),
          64,
          new NodeReader.Ports(
              version -> TOYS,
              new FakeCluster(),
              new FakePeers(),
              shelf,
              new TierChain(List.of())));

  @AfterEach
  void close() {
    shelf.close();
  }

  private SampleBits ranking(DatasetVersion version, String hash) throws IOException {
    var bits = rankings.get(hash);
    if (bits == null) {
      throw new IOException("no node has the ranking " + hash);
    }
    return bits;
  }

  /** A ranking that names these samples. */
  private void rank(String hash, long... ids) throws Exception {
    var words = new long[PACKAGES];
    LongStream.of(ids).forEach(id -> words[(int) (id >>> 6)] |= 1L << (id & 63));
    rankings.put(hash, SampleBits.of(words));
    reader.derive(VERSION, hash);
    settle();
  }

  private void settle() throws InterruptedException {
    assertTrue(shelf.await(Duration.ofSeconds(20)), "the shelf is still at work");
  }

  private void forget(int index) {
    store.unhold(new PackageId(VERSION, index), true);
  }

  /** Reads samples, checks every byte, and says how many packages were read for it. */
  private int reads(long... ids) throws Exception {
    var before = origin.reads.get();
    var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    var wanted = LongStream.of(ids).boxed().toList();
    var count = 0;
    try (var frames = reader.read(new SampleRequest(VERSION, wanted, deadline, Reach.CLUSTER))) {
      for (var frame = frames.next(); frame != null; frame = frames.next()) {
        try (var taken = frame) {
          assertEquals(FrameHead.OK, taken.head().status());
          assertEquals(wanted.get(frame.position()), frame.head().id());
          assertArrayEquals(ToyManifest.bytes(frame.head().id()), bytes(frame));
        }
        count++;
      }
    }
    assertEquals(ids.length, count);
    return origin.reads.get() - before;
  }

  private static byte[] bytes(SampleFrame frame) {
    var bytes = new ByteArrayOutputStream();
    frame.pieces().forEach(piece -> bytes.writeBytes(piece.toArray(ValueLayout.JAVA_BYTE)));
    return bytes.toByteArray();
  }

  @Test
  void whatIsOfHighImportanceStaysWhenItsPackageGoes() throws Exception {
    rank("one", 3, 7, 15);
    assertEquals(2, reads(1, 11));
    settle();
    forget(0);
    forget(1);
    assertEquals(0, reads(3, 7, 15));
    assertEquals(1, reads(3, 4), "sample 4 is in the package only, and 3 comes with it");
    assertEquals(0, reads(4, 5, 3));
  }

  @Test
  void nothingIsReadToMakeThem() throws Exception {
    assertEquals(1, reads(1));
    var before = origin.reads.get();
    rank("one", 3, 7, 15, 77, 101);
    assertEquals(before, origin.reads.get());
    forget(0);
    assertEquals(0, reads(3, 7));
    assertEquals(1, reads(15));
  }

  @Test
  void anotherRankingTakesItsPlaceAndTheLastOneStaysForOne() throws Exception {
    rank("one", 3, 7);
    reads(1);
    settle();
    forget(0);
    rank("two", 7, 8);
    assertEquals(0, reads(3, 7), "what the last ranking named is still counted on");
    assertEquals(1, reads(8), "it was not at hand");
    settle();
    forget(0);
    rank("three", 8);
    assertEquals(0, reads(7, 8));
    assertEquals(1, reads(3), "two rankings name it no more");
  }

  @Test
  void whereNothingIsOfHighImportanceTheirSpaceIsFree() throws Exception {
    rank("one", 3, 7, 15);
    reads(1, 11);
    settle();
    assertEquals(3000, shelf.usedBytes());
    reader.derive(VERSION, "");
    settle();
    assertEquals(0, shelf.usedBytes());
    forget(0);
    forget(1);
    assertEquals(0, store.usedBytes());
    assertEquals(2, reads(3, 15));
  }

  @Test
  void theyTakeNoMoreThanTheirRoom() throws Exception {
    rank("all", LongStream.range(0, 200).toArray());
    for (int index = 0; index < PACKAGES; index++) {
      reads(10L * index);
      settle();
      assertTrue(shelf.usedBytes() <= 15L * PackageStore.PAGE_BYTES, shelf.usedBytes() + " bytes");
    }
    assertTrue(shelf.usedBytes() > 10 * 10_000, shelf.usedBytes() + " bytes");
  }

  @Test
  void aDamagedSampleIsNeverKept() throws Exception {
    origin.damaged = Map.of(3L, FrameHead.CHECKSUM_MISMATCH);
    rank("one", 3, 7);
    assertEquals(1, reads(1));
    settle();
    origin.damaged = Map.of();
    forget(0);
    assertEquals(0, reads(7));
    assertEquals(1, reads(3), "the origin is asked again");
  }

  @Test
  void aRankingThatCannotBeHadChangesNothingAndIsAskedForAgain() throws Exception {
    rank("one", 3);
    reads(1);
    settle();
    forget(0);
    reader.derive(VERSION, "lost");
    settle();
    assertEquals(0, reads(3));
    rank("lost", 7);
    assertEquals(1, reads(7));
  }

  @Test
  void whateverIsRankedReadAndGivenUpEveryByteIsRight() throws Exception {
    for (long seed = 0; seed < 5; seed++) {
      var random = new Random(seed);
      for (int step = 0; step < 200; step++) {
        switch (random.nextInt(4)) {
          case 0 ->
              rank(seed + "-" + step, random.longs(40, 0, 10L * PACKAGES).distinct().toArray());
          case 1 -> forget(random.nextInt(PACKAGES));
          default -> reads(random.longs(3, 0, 10L * PACKAGES).distinct().toArray());
        }
      }
    }
    settle();
  }
}
