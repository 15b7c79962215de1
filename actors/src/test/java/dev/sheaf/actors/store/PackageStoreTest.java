package dev.sheaf.actors.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.PackageId;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PackageStoreTest {
  private static final DatasetVersion TOYS = new DatasetVersion("toys", "ab".repeat(32));
  private static final long PAGE = PackageStore.PAGE_BYTES;

  @Test
  void aPackageIsLeasedAsItWasWrittenAlsoWhenItsPagesAreApart() {
    try (var store = new PackageStore(4 * PAGE)) {
      for (int i = 0; i < 4; i++) {
        put(store, i, PAGE);
      }
      store.unhold(id(1), true);
      store.unhold(id(3), true);
      put(store, 9, PAGE + 100);
      try (var lease = lease(store, 9)) {
        assertTrue(lease.slice(0, PAGE + 100).size() > 1, "there was no run of two pages");
        assertBytes(lease, 9, PAGE + 100);
        assertThrows(IndexOutOfBoundsException.class, () -> lease.slice(PAGE, 101));
      }
    }
  }

  @Test
  void aPackageThatWasGivenUpStaysReadableToThoseWhoLeasedItAndCountsAsUsed() {
    try (var store = new PackageStore(2 * PAGE)) {
      put(store, 1, PAGE);
      var lease = lease(store, 1);
      store.unhold(id(1), true);
      assertNull(store.lease(id(1)));
      assertEquals(PAGE, store.usedBytes());
      assertNull(store.reserve(List.of(2 * PAGE)), "a leased page must not be given away");
      assertBytes(lease, 1, PAGE);
      lease.close();
      assertEquals(0, store.usedBytes());
    }
  }

  @Test
  void whatNobodyHoldsIsGivenUpFirstAndInOrderOfAge() {
    try (var store = new PackageStore(32 * PAGE)) {
      for (int i = 0; i < 32; i++) {
        put(store, i, PAGE);
      }
      store.hold(id(0));
      reserve(store, PAGE).close();
      assertTrue(store.has(id(0)), "held");
      assertFalse(store.has(id(1)), "the oldest that nobody holds");
      assertTrue(store.has(id(2)));
      assertEquals(PAGE, store.heldBytes());
    }
  }

  @Test
  void aBatchThatIsAskedForNowGoesBeforeWhatIsHeldForLater() {
    try (var store = new PackageStore(32 * PAGE)) {
      for (int i = 0; i < 32; i++) {
        store.hold(id(i));
        put(store, i, PAGE);
      }
      assertEquals(PackageStore.holdable(32 * PAGE), store.heldBytes());
      reserve(store, 4 * PAGE).close();
      assertEquals(28, store.resident().size());
    }
  }

  @Test
  void whatWasSetAsideAndNotUsedComesBack() {
    try (var store = new PackageStore(4 * PAGE)) {
      try (var space = reserve(store, PAGE, 2 * PAGE)) {
        assertEquals(3 * PAGE, store.reservedBytes());
        var filling = space.take(id(1), 2 * PAGE);
        assertEquals(PAGE, store.reservedBytes());
        assertThrows(IllegalStateException.class, () -> space.take(id(2), 2 * PAGE));
        assertNull(store.reserve(List.of(2 * PAGE)));
        filling.abandon();
        assertEquals(3 * PAGE, store.reservedBytes(), "it may be read again");
      }
      assertEquals(0, store.reservedBytes());
      assertEquals(0, store.usedBytes());
      assertFalse(store.has(id(1)));
    }
  }

  @Test
  void aDamagedSampleIsKnownByItsStatus() {
    try (var store = new PackageStore(2 * PAGE)) {
      try (var space = reserve(store, PAGE)) {
        space.take(id(1), PAGE).publish(Map.of(7L, (byte) 3)).close();
      }
      try (var lease = lease(store, 1)) {
        assertEquals(3, lease.status(7));
        assertEquals(0, lease.status(8));
      }
    }
  }

  /**
   * Two threads load packages into far too little space while four lease and read them: each slot
   * and page is used again thousands of times, and whoever has a lease must read what it names.
   */
  @Test
  void aSlotThatIsUsedAgainIsNeverServedForWhatWasInItBefore() throws InterruptedException {
    try (var store = new PackageStore(12 * PAGE)) {
      var wrong = new ConcurrentLinkedQueue<String>();
      var reads = new AtomicLong();
      var loads = new AtomicLong();
      var over = new AtomicBoolean();
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < 4; t++) {
        var seed = t;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (long step = 0; !over.get(); step++) {
                    readSome(store, (int) Draw.below(Draw.draw(seed, step), 24), wrong, reads);
                  }
                }));
      }
      for (int t = 0; t < 2; t++) {
        var seed = 100 + t;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (long step = 0; !over.get(); step++) {
                    loadSome(store, (int) Draw.below(Draw.draw(seed, step), 24), loads);
                  }
                }));
      }
      while (wrong.isEmpty() && (loads.get() < 20_000 || reads.get() < 20_000)) {
        Thread.onSpinWait();
      }
      over.set(true);
      for (var thread : threads) {
        thread.join();
      }
      assertEquals(List.of(), List.copyOf(wrong).stream().limit(3).toList());
      assertEquals(store.resident().size() * PAGE, store.usedBytes());
    }
  }

  private static void readSome(
      PackageStore store, int index, ConcurrentLinkedQueue<String> wrong, AtomicLong reads) {
    var lease = store.lease(id(index));
    if (lease == null) {
      return;
    }
    try (lease) {
      for (var piece : lease.slice(0, PAGE)) {
        for (long at = 0; at < piece.byteSize(); at += 512) {
          var found = piece.get(ValueLayout.JAVA_BYTE, at);
          if (found != (byte) index) {
            wrong.add("a lease on package " + index + " read a byte of " + found);
          }
        }
      }
    }
    reads.incrementAndGet();
  }

  private static void loadSome(PackageStore store, int index, AtomicLong loads) {
    if (store.has(id(index))) {
      store.unhold(id(index), index % 2 == 0);
      return;
    }
    var space = store.reserve(List.of(PAGE));
    if (space == null) {
      return;
    }
    try (space) {
      var filling = space.take(id(index), PAGE);
      filling.target().fill((byte) index);
      filling.publish(Map.of()).close();
    }
    loads.incrementAndGet();
  }

  private static void put(PackageStore store, int index, long sizeBytes) {
    try (var space = reserve(store, sizeBytes)) {
      var filling = space.take(id(index), sizeBytes);
      filling.target().fill((byte) index);
      filling.publish(Map.of()).close();
    }
  }

  private static PackageStore.Reservation reserve(PackageStore store, Long... sizesBytes) {
    var space = store.reserve(List.of(sizesBytes));
    assertNotNull(space);
    return space;
  }

  private static PackageLease lease(PackageStore store, int index) {
    var lease = store.lease(id(index));
    assertNotNull(lease);
    return lease;
  }

  private static void assertBytes(PackageLease lease, int index, long sizeBytes) {
    var seen = 0L;
    for (var piece : lease.slice(0, sizeBytes)) {
      for (long at = 0; at < piece.byteSize(); at++) {
        assertEquals((byte) index, piece.get(ValueLayout.JAVA_BYTE, at));
        seen++;
      }
    }
    assertEquals(sizeBytes, seen);
  }

  private static PackageId id(int index) {
    return new PackageId(TOYS, index);
  }
}
