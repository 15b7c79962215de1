package dev.sheaf.actors.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.tier.FakeOrigin.Mishap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TierChainTest {
  private static final TierRead ABSENT = new TierRead.Absent();
  private static final TierRead DOWN = new TierRead.Failed("the store is down", true);
  private static final TierRead BROKEN = new TierRead.Failed("the index is broken", false);
  private static final TierRead FROM_DISK = new TierRead.Read(TierKind.DISK, Map.of(), 0, 0);
  private static final TierRead FROM_ORIGIN = new TierRead.Read(TierKind.ORIGIN, Map.of(), 3, 30);

  private final FakeOrigin store = new FakeOrigin();
  private final PackageManifest manifest =
      PackageManifest.ofObjects(store, List.of(new byte[] {1, 2, 3}, new byte[] {4, 5, 6}));
  private final MemorySegment into = MemorySegment.ofArray(new byte[6]);

  @Test
  void theFastestTierThatHasThePackageIsTheLastOneAsked() {
    var memory = new FakeTier(TierKind.MEMORY, ABSENT);
    var disk = new FakeTier(TierKind.DISK, FROM_DISK);
    var origin = new FakeTier(TierKind.ORIGIN, FROM_ORIGIN);
    assertEquals(FROM_DISK, read(TimeUnit.SECONDS.toNanos(10), memory, disk, origin));
    assertEquals(List.of(1, 1, 0), List.of(memory.reads, disk.reads, origin.reads));
    assertEquals(List.of(1, 0, 0), List.of(memory.offers, disk.offers, origin.offers));
  }

  @Test
  void whatTheOriginGivesIsOfferedToEveryTierAboveIt() {
    var disk = new FakeTier(TierKind.DISK, ABSENT);
    var lambda = new FakeTier(TierKind.LAMBDA, ABSENT);
    var origin = new FakeTier(TierKind.ORIGIN, FROM_ORIGIN);
    assertEquals(FROM_ORIGIN, read(TimeUnit.SECONDS.toNanos(10), disk, lambda, origin));
    assertEquals(List.of(1, 1, 0), List.of(disk.offers, lambda.offers, origin.offers));
  }

  @Test
  void aDamagedPackageIsServedAndOfferedToNobody() {
    store.objects.remove("object-1");
    var disk = new FakeTier(TierKind.DISK, ABSENT);
    var read = read(TimeUnit.SECONDS.toNanos(10), disk, new OriginTier(store, new ReadPermits(2)));
    assertEquals(Map.of(1L, (byte) 1), assertInstanceOf(TierRead.Read.class, read).damaged());
    assertEquals(0, disk.offers);
  }

  @Test
  void aTierThatFailsDoesNotKeepTheNextFromBeingAsked() {
    var disk = new FakeTier(TierKind.DISK, BROKEN);
    var origin = new FakeTier(TierKind.ORIGIN, FROM_ORIGIN);
    assertEquals(FROM_ORIGIN, read(TimeUnit.SECONDS.toNanos(10), disk, origin));
  }

  @Test
  void aPackageThatNoTierHasIsAbsent() {
    assertEquals(ABSENT, read(TimeUnit.SECONDS.toNanos(10), new FakeTier(TierKind.ORIGIN, ABSENT)));
  }

  @Test
  void anOriginThatComesBackIsReadInTheSameCall() {
    store.spoil("object-0", 2, Mishap.refused(Reason.UNAVAILABLE, "object-0 is out of reach"));
    var read = read(TimeUnit.SECONDS.toNanos(10), new OriginTier(store, new ReadPermits(2)));
    assertEquals(new TierRead.Read(TierKind.ORIGIN, Map.of(), 2, 6), read);
    assertEquals(6, store.begun.availablePermits(), "three times both objects");
  }

  @Test
  void anOriginThatStaysAwayIsTriedFourTimes() {
    var origin = new FakeTier(TierKind.ORIGIN, DOWN);
    assertEquals(DOWN, read(TimeUnit.SECONDS.toNanos(10), origin));
    assertEquals(4, origin.reads);
  }

  @Test
  void aTryThatWouldComeAfterTheDeadlineIsNotWaitedFor() {
    var origin = new FakeTier(TierKind.ORIGIN, DOWN);
    assertEquals(new TierRead.Late(), read(TimeUnit.MILLISECONDS.toNanos(20), origin));
    assertTrue(origin.reads <= 1, () -> origin.reads + " reads");
  }

  @Test
  void whatWouldBeginAfterItsDeadlineIsNotBegun() {
    var disk = new FakeTier(TierKind.DISK, DOWN);
    assertEquals(new TierRead.Late(), read(-1, disk));
    assertEquals(0, disk.reads);
  }

  @Test
  void whatIsNotWorthASecondTryGetsNone() {
    var origin = new FakeTier(TierKind.ORIGIN, BROKEN);
    assertEquals(BROKEN, read(TimeUnit.SECONDS.toNanos(10), origin));
    assertEquals(1, origin.reads);
  }

  private TierRead read(long patienceNanos, Tier... tiers) {
    var deadline = System.nanoTime() + patienceNanos;
    return new TierChain(List.of(tiers)).read(manifest, 0, into, deadline);
  }
}
