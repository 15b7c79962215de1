package dev.sheaf.actors.ephemeral;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.ephemeral.EphemeralShelf.Keep;
import dev.sheaf.actors.ephemeral.EphemeralShelf.Put;
import dev.sheaf.actors.ephemeral.EphemeralShelf.Terms;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.ephemeral.Medium;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EphemeralShelfTest {
  private static final int PAGE = PackageStore.PAGE_BYTES;
  private static final long PLENTY = 1 << 30;
  private static final long FAR_MILLIS = System.currentTimeMillis() + 3_600_000;

  @TempDir Path folder;
  private final PackageStore store = new PackageStore(64L * PAGE);
  private EphemeralShelf shelf;

  @BeforeEach
  void open() throws IOException {
    shelf = EphemeralShelf.open(store, folder, 32L * PAGE, 16L * PAGE);
  }

  @AfterEach
  void nothingIsLeft() {
    shelf.close();
    assertEquals(0, store.usedBytes());
    assertEquals(0, store.reservedBytes());
    store.close();
  }

  private static Terms terms(Keep keep) {
    return new Terms(Medium.DRAM, PLENTY, keep, keep == Keep.AFTER_JOB ? FAR_MILLIS : 0);
  }

  private static EphemeralShelf.Id id(String key) {
    return new EphemeralShelf.Id("sort", 7, key);
  }

  private static byte[] bytes(int length, long seed) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) Draw.draw(seed, i);
    }
    return bytes;
  }

  @Test
  void valuesOfAnyLengthComeBackAsTheyWere() {
    for (int length : List.of(0, 1, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE + 3)) {
      assertEquals(new Put.Kept(true), shelf.put(id("v"), bytes(length, length), terms(Keep.JOB)));
      assertArrayEquals(bytes(length, length), shelf.get(id("v")).orElseThrow().bytes());
      assertTrue(shelf.remove(id("v")));
      assertEquals(0, store.usedBytes(), "of " + length);
    }
  }

  @Test
  void aValueMayLieInPiecesOfMemory() {
    for (int i = 0; i < 32; i++) {
      shelf.put(id("v" + i), bytes(PAGE, i), terms(Keep.JOB));
    }
    for (int i = 0; i < 32; i += 2) {
      shelf.remove(id("v" + i));
    }
    var filler = fill(30);
    shelf.put(id("long"), bytes(9 * PAGE - 5, 99), terms(Keep.JOB));
    assertArrayEquals(bytes(9 * PAGE - 5, 99), shelf.get(id("long")).orElseThrow().bytes());
    for (int i = 1; i < 32; i += 2) {
      assertArrayEquals(bytes(PAGE, i), shelf.get(id("v" + i)).orElseThrow().bytes());
    }
    filler.close();
  }

  /** Something else that takes so many pages of the store. */
  private PackageStore.Reservation fill(int pages) {
    return java.util.Objects.requireNonNull(store.reserve(List.of((long) pages * PAGE)));
  }

  @Test
  void packagesMakeRoomForValuesAndValuesForNobody() {
    var version = new DatasetVersion("cats", "00");
    for (int i = 0; i < 64; i++) {
      var id = new PackageId(version, i);
      store.hold(id);
      try (var room = java.util.Objects.requireNonNull(store.reserve(List.of((long) PAGE)))) {
        room.take(id, PAGE).publish(Map.of()).close();
      }
    }
    shelf.put(id("a"), bytes(10 * PAGE, 1), terms(Keep.JOB));
    assertEquals(54, store.resident().size());
    for (int i = 64; i < 164; i++) {
      var id = new PackageId(version, i);
      try (var room = java.util.Objects.requireNonNull(store.reserve(List.of((long) PAGE)))) {
        room.take(id, PAGE).publish(Map.of()).close();
      }
    }
    assertArrayEquals(bytes(10 * PAGE, 1), shelf.get(id("a")).orElseThrow().bytes());
    for (var resident : store.resident()) {
      store.unhold(resident, true);
    }
  }

  @Test
  void nothingIsHeldBeyondTheShareOfAJobOrTheRoomOfTheNode() {
    var share = new Terms(Medium.DRAM, 3 * PAGE, Keep.JOB, 0);
    shelf.put(id("a"), bytes(2 * PAGE, 1), share);
    assertEquals(
        new Put.ShareFull(2 * PAGE, 3 * PAGE), shelf.put(id("b"), bytes(PAGE + 1, 1), share));
    assertEquals(new Put.Kept(false), shelf.put(id("a"), bytes(3 * PAGE, 2), share));
    assertInstanceOf(
        Put.NodeFull.class,
        shelf.put(new EphemeralShelf.Id("other", 8, "c"), bytes(30 * PAGE, 1), terms(Keep.JOB)));
    assertInstanceOf(
        Put.NodeFull.class,
        shelf.put(
            new EphemeralShelf.Id("other", 8, "c"), bytes(17 * PAGE, 1), terms(Keep.AFTER_JOB)));
    assertEquals(3 * PAGE, shelf.usedMemoryBytes());
    assertEquals(List.of("sort@7"), shelf.tokens());
  }

  @Test
  void whereTheStoreHasNoRoomAValueIsRefusedAndNothingIsTaken() {
    var all = fill(64);
    assertInstanceOf(Put.NodeFull.class, shelf.put(id("a"), bytes(9, 1), terms(Keep.JOB)));
    all.close();
    assertEquals(0, shelf.usedMemoryBytes());
    assertEquals(List.of(), shelf.tokens());
  }

  @Test
  void ofManyReadersOfAValueThatIsReadOnceOneGetsIt() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 200; round++) {
        var key = "once" + round;
        var medium = round % 2 == 0 ? Medium.DRAM : Medium.NVME;
        shelf.put(id(key), bytes(100, round), new Terms(medium, PLENTY, Keep.READ, 0));
        var got = new AtomicInteger();
        var expected = bytes(100, round);
        var reads = new java.util.ArrayList<java.util.concurrent.Future<?>>();
        for (int reader = 0; reader < 4; reader++) {
          reads.add(
              threads.submit(() ->
                  shelf
                      .get(id(key))
                      .ifPresent(value -> {
                        assertArrayEquals(expected, value.bytes());
                        got.incrementAndGet();
                      })));
        }
        for (var read : reads) {
          read.get();
        }
        assertEquals(1, got.get(), "round " + round);
      }
    }
    assertEquals(0, shelf.usedMemoryBytes());
    assertEquals(0, shelf.usedDiskBytes());
  }

  @Test
  void whatOutlivesItsJobIsFoundAfterARestartAndTheRestIsNot() throws IOException {
    shelf.put(id("kept"), bytes(PAGE + 9, 3), terms(Keep.AFTER_JOB));
    shelf.put(id("gone"), bytes(9, 3), new Terms(Medium.NVME, PLENTY, Keep.JOB, 0));
    shelf.put(id("memory"), bytes(9, 3), terms(Keep.JOB));
    shelf.close();
    assertEquals(0, store.usedBytes());
    shelf = EphemeralShelf.open(store, folder, 32L * PAGE, 16L * PAGE);
    assertEquals(List.of("sort@7"), shelf.tokens());
    assertEquals(2 * PAGE, shelf.usedDiskBytes());
    assertArrayEquals(bytes(PAGE + 9, 3), shelf.get(id("kept")).orElseThrow().bytes());
    assertTrue(shelf.get(id("gone")).isEmpty());
    shelf.end("sort@7");
    assertTrue(shelf.card(id("kept")).isPresent());
    shelf.dropOutdated(FAR_MILLIS + 1);
    assertTrue(shelf.card(id("kept")).isEmpty());
    try (var left = Files.walk(folder)) {
      assertEquals(List.of(folder), left.toList());
    }
  }

  @Test
  void aFileThatWasDamagedIsNoValue() throws IOException {
    shelf.put(id("kept"), bytes(50, 3), terms(Keep.AFTER_JOB));
    shelf.end("sort@7");
    var file = folder.resolve("sort/7/kept");
    var whole = Files.readAllBytes(file);
    whole[40] = (byte) (whole[40] ^ 1);
    Files.write(file, whole);
    assertTrue(shelf.get(id("kept")).isEmpty());
    assertEquals(0, shelf.usedDiskBytes());
  }

  @Test
  void accountsAreExactWhateverIsPutReadAndDropped() {
    for (long seed = 1; seed <= 60; seed++) {
      var there = new TreeMap<String, Integer>();
      for (int step = 0; step < 80; step++) {
        var drawn = Draw.draw(seed, step);
        var key = "k" + Draw.below(Draw.draw(drawn, 1), 6);
        var length = (int) Draw.below(Draw.draw(drawn, 2), 4 * PAGE);
        var once = Draw.below(Draw.draw(drawn, 3), 2) == 0;
        switch ((int) Draw.below(drawn, 4)) {
          case 0, 1 -> {
            var keep = once ? Keep.READ : Keep.JOB;
            if (shelf.put(id(key), bytes(length, step), terms(keep)) instanceof Put.Kept) {
              there.put(key, once ? -length - 1 : length);
            }
          }
          case 2 -> {
            var read = shelf.get(id(key));
            var known = there.get(key);
            assertEquals(known != null, read.isPresent(), "seed " + seed + " step " + step);
            if (known != null && known < 0) {
              there.remove(key);
            }
          }
          default -> assertEquals(there.remove(key) != null, shelf.remove(id(key)));
        }
        var pages =
            there.values().stream()
                .mapToInt(length2 -> length2 < 0 ? -length2 - 1 : length2)
                .map(each -> Math.max(1, (each + PAGE - 1) / PAGE))
                .sum();
        assertEquals((long) pages * PAGE, shelf.usedMemoryBytes(), "seed " + seed);
        assertEquals((long) pages * PAGE, store.usedBytes(), "seed " + seed);
      }
      shelf.forget("sort@7");
      assertEquals(0, store.usedBytes(), "seed " + seed);
    }
  }
}
