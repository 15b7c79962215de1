package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.lambda.bridge.Landing.Outcome;
import dev.sheaf.policies.economics.ParityChoice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packages in the memory of Lambda functions, as stripes of chunks; loss costs a miss, never an
 * error.
 *
 * <p>What was read from below is written aside, from a copy, after it was served; chunks that were
 * lost are written again by the read that finds them so. How much may wait to be written is
 * bounded: what comes then is not kept, and comes again with its next read.
 */
public final class LambdaTier implements Tier {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaTier.class);
  private static final int WAITING_KIB = 64 << 10;
  private static final int KIB = 1 << 10;

  private final StripeShelf shelf;
  private final StripeReader reader;
  private final StripeWriter writer;
  private final Executor threads;
  private final FleetMeter meter;
  private final ParityChoice parity;
  private final Semaphore room = new Semaphore(WAITING_KIB);
  private final Semaphore mending = new Semaphore(1);
  private final Refill refill;

  LambdaTier(
      StripeShelf shelf,
      StripeReader reader,
      StripeWriter writer,
      Executor threads,
      LambdaTier.Rules rules) {
    this.shelf = shelf;
    this.reader = reader;
    this.writer = writer;
    this.threads = threads;
    this.meter = rules.meter();
    this.parity = rules.parity();
    this.refill = new Refill(this, threads);
    shelf.whenDamaged(refill::owe);
  }

  /** From now on lost packages are read from there, where the settings want them back at once. */
  public void refillFrom(TierChain below) {
    refill.from(below);
  }

  record Rules(FleetMeter meter, ParityChoice parity) {}

  @Override
  public TierKind kind() {
    return TierKind.LAMBDA;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    var key = PackageKey.of(manifest.version(), index);
    refill.knows(key, manifest);
    return read(key, into, deadlineNanos);
  }

  TierRead read(PackageKey key, MemorySegment into, long deadlineNanos) {
    var stripe = shelf.find(key, into.byteSize());
    if (stripe.isEmpty()) {
      meter.packageRead(false);
      return new TierRead.Absent();
    }
    try {
      return switch (reader.read(stripe.get(), into, deadlineNanos)) {
        case StripeReader.Read.Whole whole -> {
          note(stripe.get(), whole.failed());
          meter.packageRead(true);
          meter.chunksRead(stripe.get().code().data());
          if (!whole.failed().isEmpty() || !stripe.get().isWhole()) {
            mend(stripe.get(), into);
          }
          yield new TierRead.Read(TierKind.LAMBDA, Map.of(), 0, into.byteSize());
        }
        case StripeReader.Read.Broken broken -> {
          note(stripe.get(), broken.failed());
          meter.packageRead(false);
          yield new TierRead.Absent();
        }
      };
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new TierRead.Absent();
    }
  }

  private void note(PlacedStripe stripe, Map<Integer, Outcome> failed) {
    var gone = 0;
    for (var entry : failed.entrySet()) {
      int chunk = entry.getKey();
      if (entry.getValue() == Outcome.ABSENT || entry.getValue() == Outcome.CORRUPT) {
        gone++;
        shelf.written(stripe, chunk, false);
      }
      if (entry.getValue() == Outcome.CORRUPT) {
        meter.chunkCorrupt();
        LOG.warn(
            "chunk {} of a package on function {} was not what was written: it is written again",
            chunk,
            stripe.nodes().get(chunk));
      }
    }
    shelf.met(stripe, gone);
  }

  private void mend(PlacedStripe stripe, MemorySegment bytes) {
    shelf.rebuild(stripe).ifPresent(lost -> writeAside(lost, bytes, true));
  }

  /** Nobody waits for what is mended: it leaves the functions to those who read. */
  private void mendOne(PlacedStripe stripe, MemorySegment bytes) throws InterruptedException {
    mending.acquire();
    try {
      writer.write(stripe, bytes, true);
    } finally {
      mending.release();
    }
  }

  @Override
  public void offer(Manifest manifest, int index, MemorySegment bytes) {
    offer(PackageKey.of(manifest.version(), index), bytes);
  }

  void offer(PackageKey key, MemorySegment bytes) {
    shelf
        .store(key, bytes.byteSize(), parity.choose(shelf.lossUntilRead(key)))
        .ifPresent(stripe -> writeAside(stripe, bytes, false));
  }

  /** Writes a package now; how many of its chunks arrived. */
  int write(PackageKey key, MemorySegment bytes) throws InterruptedException {
    var stripe = shelf.store(key, bytes.byteSize(), parity.choose(shelf.lossUntilRead(key)));
    return stripe.isEmpty() ? 0 : writer.write(stripe.get(), bytes, false);
  }

  private void writeAside(PlacedStripe stripe, MemorySegment bytes, boolean again) {
    var kib = (int) Math.min(WAITING_KIB, Math.ceilDiv(bytes.byteSize(), KIB));
    if (!room.tryAcquire(kib)) {
      stripe.chunks().forEach(chunk -> shelf.written(stripe, chunk, false));
      return;
    }
    var arena = Arena.ofShared();
    var copy = arena.allocate(bytes.byteSize()).copyFrom(bytes);
    threads.execute(
        Payer.current()
            .bound(() -> {
              try {
                if (again) {
                  mendOne(stripe, copy);
                } else {
                  writer.write(stripe, copy, false);
                }
                arena.close();
                room.release(kib);
              } catch (InterruptedException closing) {
                // Somebody may still send from the copy: it goes with the process.
                Thread.currentThread().interrupt();
              }
            }));
  }
}
