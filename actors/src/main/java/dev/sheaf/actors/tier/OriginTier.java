package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifest.Cut;
import dev.sheaf.actors.dataset.Manifest.ManifestRead;
import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The last tier: reads a package's ranges side by side, and holds every sample against its
 * checksum.
 *
 * <p>A sample may be read alone, by a range of its own. One that is not as it was indexed is read
 * once more; then it is reported by status while the rest of its package is served.
 */
public final class OriginTier implements Tier {
  private final Origin origin;
  private final ReadPermits permits;

  /** A tier over {@code origin} with as many reads at once as {@code permits} allows. */
  public OriginTier(Origin origin, ReadPermits permits) {
    this.origin = origin;
    this.permits = permits;
  }

  @Override
  public TierKind kind() {
    return TierKind.ORIGIN;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    var reads = manifest.reads(index);
    var fetch = new Fetch(manifest, into, 0, new CountDownLatch(reads.size()));
    for (var read : reads) {
      Thread.startVirtualThread(() -> fetch.run(read, deadlineNanos));
    }
    fetch.awaitAll();
    return fetch.outcome();
  }

  @Override
  public TierRead readSample(Manifest manifest, long id, MemorySegment into, long deadlineNanos) {
    var fetch = new Fetch(manifest, into, manifest.offsetInPackage(id), new CountDownLatch(1));
    fetch.run(manifest.readOf(id), deadlineNanos);
    return fetch.outcome();
  }

  @Override
  public void offer(Manifest manifest, int index, MemorySegment bytes) {
    // The origin has what it has.
  }

  /** One package on its way, or the part of it that begins at an offset. */
  private final class Fetch {
    private final Manifest manifest;
    private final MemorySegment into;
    private final long fromOffset;
    private final CountDownLatch left;
    private final Map<Long, Byte> damaged = new ConcurrentHashMap<>();
    private final AtomicInteger gets = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<@Nullable TierRead> trouble = new AtomicReference<>();

    Fetch(Manifest manifest, MemorySegment into, long fromOffset, CountDownLatch left) {
      this.manifest = manifest;
      this.into = into;
      this.fromOffset = fromOffset;
      this.left = left;
    }

    void run(ManifestRead read, long deadlineNanos) {
      try {
        if (!permits.tryAcquire(deadlineNanos - System.nanoTime())) {
          trouble.compareAndSet(null, new TierRead.Late());
          return;
        }
        try {
          if (System.nanoTime() - deadlineNanos >= 0) {
            trouble.compareAndSet(null, new TierRead.Late());
            return;
          }
          fetch(read);
        } finally {
          permits.release();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        trouble.compareAndSet(null, new TierRead.Late());
      } catch (RuntimeException | Error defect) {
        trouble.compareAndSet(null, new TierRead.Failed(defect.toString(), false));
      } finally {
        left.countDown();
      }
    }

    private void fetch(ManifestRead read) {
      var whole =
          read.cuts().size() == 1 && read.cuts().getFirst().lengthBytes() == read.lengthBytes();
      var target =
          whole
              ? place(read.cuts().getFirst())
              : MemorySegment.ofArray(new byte[read.lengthBytes()]);
      try {
        get(read, read.offset(), target);
        for (var cut : read.cuts()) {
          if (!whole) {
            MemorySegment.copy(target, cut.offset(), place(cut), 0, cut.lengthBytes());
          }
          hold(read, cut);
        }
      } catch (OriginException e) {
        explain(read, e);
      }
    }

    private void get(ManifestRead read, long offset, MemorySegment target) throws OriginException {
      // One that fails is paid for as well.
      gets.incrementAndGet();
      origin.read(manifest.root(), read.key(), offset, target, read.tag());
      bytes.addAndGet(target.byteSize());
    }

    /** Holds a sample against its checksum; reads it once more when it does not fit. */
    private void hold(ManifestRead read, Cut cut) throws OriginException {
      if (fits(cut)) {
        return;
      }
      get(read, read.offset() + cut.offset(), place(cut));
      if (!fits(cut)) {
        damage(cut, FrameHead.CHECKSUM_MISMATCH);
      }
    }

    private boolean fits(Cut cut) {
      return (int) Checksums.crc32(place(cut)) == manifest.crc(cut.id());
    }

    private MemorySegment place(Cut cut) {
      return into.asSlice(manifest.offsetInPackage(cut.id()) - fromOffset, cut.lengthBytes());
    }

    private void damage(Cut cut, byte status) {
      place(cut).fill((byte) 0);
      damaged.put(cut.id(), status);
    }

    private void explain(ManifestRead read, OriginException e) {
      switch (e.reason()) {
        case MISSING -> read.cuts().forEach(cut -> damage(cut, FrameHead.MISSING));
        case DENIED -> read.cuts().forEach(cut -> damage(cut, FrameHead.DENIED));
        case CHANGED -> read.cuts().forEach(cut -> damage(cut, FrameHead.CHECKSUM_MISMATCH));
        case UNAVAILABLE, THROTTLED ->
            trouble.compareAndSet(null, new TierRead.Failed(String.valueOf(e.getMessage()), true));
      }
    }

    /**
     * Waits for all threads, whatever the deadline and whoever interrupts: they write into the
     * package's memory.
     */
    void awaitAll() {
      var interrupted = false;
      while (left.getCount() > 0) {
        try {
          left.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    TierRead outcome() {
      var failed = trouble.get();
      return failed != null
          ? failed
          : new TierRead.Read(TierKind.ORIGIN, Map.copyOf(damaged), gets.get(), bytes.get());
    }
  }
}
