package dev.sheaf.actors.reading;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A fake origin tier: has every toy, counts reads, and waits at a gate that a test may close. */
final class FakeTier implements Tier {
  final AtomicInteger reads = new AtomicInteger();
  final List<String> payers = new CopyOnWriteArrayList<>();
  final Semaphore begun = new Semaphore(0);
  final AtomicInteger loneReads = new AtomicInteger();
  volatile TierKind kind = TierKind.ORIGIN;
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile Map<Long, Byte> damaged = Map.of();

  @Override
  public TierKind kind() {
    return kind;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    reads.incrementAndGet();
    payers.add(Payer.current().job());
    begun.release();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TierRead.Late();
    }
    var first = manifest.table().firstId(index);
    for (long id = first; id < first + ToyManifest.PER_PACKAGE; id++) {
      var bytes = MemorySegment.ofArray(ToyManifest.bytes(id));
      MemorySegment.copy(bytes, 0, into, manifest.offsetInPackage(id), ToyManifest.SAMPLE_BYTES);
    }
    return new TierRead.Read(
        kind, damaged, ToyManifest.PER_PACKAGE, manifest.table().sizeBytes(index));
  }

  @Override
  public TierRead readSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    loneReads.incrementAndGet();
    into.copyFrom(MemorySegment.ofArray(ToyManifest.bytes(id)));
    var status = damaged.get(id);
    return new TierRead.Read(
        kind, status == null ? Map.of() : Map.of(id, status), 1, ToyManifest.SAMPLE_BYTES);
  }

  @Override
  public void offer(Manifest manifest, int index, MemorySegment bytes) {
    throw new UnsupportedOperationException("nothing lies below the origin");
  }
}
