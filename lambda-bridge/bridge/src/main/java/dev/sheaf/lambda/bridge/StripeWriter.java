package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.lambda.bridge.Session.PutOutcome;
import dev.sheaf.lambda.bridge.Session.PutWish;
import dev.sheaf.lambda.bridge.erasure.ErasureCode;
import dev.sheaf.lambda.bridge.erasure.StripeShape;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.ChunkSum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes chunks of a package to their functions, all at once. */
final class StripeWriter {
  private static final long PATIENCE_SECONDS = 30;
  private static final int ASKED_TWICE = 2;

  private final IntFunction<@Nullable NodeLink> links;
  private final Executor threads;
  private final StripeShelf shelf;
  private final FleetMeter meter;
  private final Stay stay;

  StripeWriter(
      IntFunction<@Nullable NodeLink> links,
      Executor threads,
      StripeShelf shelf,
      FleetMeter meter,
      Stay stay) {
    this.links = links;
    this.threads = threads;
    this.shelf = shelf;
    this.meter = meter;
    this.stay = stay;
  }

  /**
   * Writes the stripe's {@code chunks}; returns how many arrived when all have ended.
   *
   * @throws InterruptedException when the bridge closes; what is being sent is then left as it is
   */
  int write(PlacedStripe stripe, MemorySegment bytes, boolean again) throws InterruptedException {
    var arena = Arena.ofShared();
    var chunks = chunks(stripe, bytes, arena);
    var left = new CountDownLatch(stripe.chunks().size());
    var arrived = new AtomicInteger();
    for (int chunk : stripe.chunks()) {
      Consumer<PutOutcome> ended =
          outcome -> {
            ended(stripe, chunk, outcome, again);
            arrived.addAndGet(outcome == PutOutcome.KEPT ? 1 : 0);
            left.countDown();
          };
      put(stripe, chunk, chunks.get(chunk), 1, ended);
    }
    if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      giveUp(stripe);
      // Whoever still writes holds a connection that was closed just now.
      left.await();
    }
    arena.close();
    return arrived.get();
  }

  private void giveUp(PlacedStripe stripe) {
    for (int chunk : stripe.chunks()) {
      var link = links.apply(stripe.nodes().get(chunk));
      var session = link == null ? null : link.sessionNow();
      if (session != null) {
        session.close();
      }
    }
  }

  /** All chunks of the stripe; parity is computed only where it is to be written. */
  private static List<MemorySegment> chunks(PlacedStripe stripe, MemorySegment bytes, Arena arena) {
    var code = stripe.code();
    var length = stripe.chunkBytes();
    var shape = new StripeShape(code.data(), bytes.byteSize());
    var data = new ArrayList<MemorySegment>();
    for (int chunk = 0; chunk < code.data(); chunk++) {
      var part = bytes.asSlice(shape.offsetBytes(chunk), shape.packageBytes(chunk));
      data.add(part.byteSize() == length ? part : arena.allocate(length).copyFrom(part));
    }
    var all = new ArrayList<MemorySegment>(data);
    var parity = new ArrayList<MemorySegment>();
    for (int i = 0; i < code.parity(); i++) {
      parity.add(arena.allocate(length));
    }
    if (stripe.chunks().stream().anyMatch(chunk -> chunk >= code.data())) {
      ErasureCode.of(code.data(), code.parity()).encode(data, parity);
    }
    all.addAll(parity);
    return all;
  }

  private void put(
      PlacedStripe stripe, int chunk, MemorySegment bytes, int times, Consumer<PutOutcome> ended) {
    var link = links.apply(stripe.nodes().get(chunk));
    if (link == null) {
      ended.accept(PutOutcome.REFUSED);
      return;
    }
    var payer = Payer.current();
    // A run that ended just before it was asked says nothing of the function: it is called again.
    Consumer<PutOutcome> once =
        outcome -> {
          if (outcome == PutOutcome.RUN_OVER && times < ASKED_TWICE) {
            payer.run(() -> put(stripe, chunk, bytes, times + 1, ended));
          } else {
            ended.accept(outcome);
          }
        };
    if (times == 1) {
      meter.uses().wanted(stripe.nodes().get(chunk), true, stripe.chunkBytes());
    }
    link.ready()
        .whenCompleteAsync(
            (session, broken) ->
                send(
                    broken == null ? session : Optional.empty(),
                    new Sent(stripe.chunk(chunk), bytes, stay.stayNanos(link.asked()), payer),
                    once),
            threads);
  }

  private record Sent(ChunkKey key, MemorySegment bytes, long stayNanos, Payer payer) {}

  private void send(Optional<Session> session, Sent sent, Consumer<PutOutcome> whenEnded) {
    if (session.isEmpty()) {
      whenEnded.accept(PutOutcome.REFUSED);
      return;
    }
    meter.uses().asked(session.get(), sent.payer(), sent.key(), sent.stayNanos());
    session
        .get()
        .put(
            sent.key(),
            sent.bytes(),
            ChunkSum.of(sent.key(), sent.bytes()),
            new PutWish(sent.stayNanos(), whenEnded));
  }

  private void ended(PlacedStripe stripe, int chunk, PutOutcome outcome, boolean again) {
    var arrived = outcome == PutOutcome.KEPT;
    shelf.written(stripe, chunk, arrived);
    if (arrived) {
      meter.chunkWritten(again);
    }
  }
}
