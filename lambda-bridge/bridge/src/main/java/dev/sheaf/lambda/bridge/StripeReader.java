package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.lambda.bridge.Landing.Outcome;
import dev.sheaf.lambda.bridge.erasure.ErasureCode;
import dev.sheaf.lambda.bridge.erasure.StripeShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads a package from the first d of its chunks that come.
 *
 * <p>Chunks of functions that are awake are asked for first, data before parity; data chunks come
 * down where the package is wanted: when all come, no field arithmetic is done. For each that
 * fails, and for each that takes unusually long, one more is asked for; what is late then is called
 * off. A function whose run ended just before it was asked is asked once more.
 */
final class StripeReader {
  private static final int ASKED_TWICE = 2;

  private final IntFunction<@Nullable NodeLink> links;
  private final Executor threads;
  private final ChunkLatency latency = new ChunkLatency();
  private final Stay stay;
  private final RunUses uses;

  /** What came of a read. */
  sealed interface Read {
    /**
     * The package is there.
     *
     * @param failed chunks that could not be read, with how that ended
     * @param decoded data chunks that were computed
     */
    record Whole(Map<Integer, Outcome> failed, int decoded) implements Read {}

    /** Too few chunks came in time. */
    record Broken(Map<Integer, Outcome> failed) implements Read {}
  }

  private record Arrival(int chunk, @Nullable Outcome outcome) {}

  StripeReader(IntFunction<@Nullable NodeLink> links, Executor threads, Stay stay, RunUses uses) {
    this.links = links;
    this.threads = threads;
    this.stay = stay;
    this.uses = uses;
  }

  /** Reads into {@code into}, which has exactly the package's size. */
  Read read(PlacedStripe stripe, MemorySegment into, long deadlineNanos)
      throws InterruptedException {
    try (var gathering = new Gathering(stripe, into)) {
      return gathering.gather(deadlineNanos);
    }
  }

  /** A chunk that was asked for. */
  private static final class Asked {
    private final MemorySegment target;
    private final long beganNanos = System.nanoTime();
    private int times;
    private @Nullable Landing landing;
    private @Nullable Session session;
    private long request;
    private boolean calledOff;

    Asked(MemorySegment target) {
      this.target = target;
    }
  }

  private final class Gathering implements AutoCloseable {
    private final PlacedStripe stripe;
    private final MemorySegment into;
    private final StripeShape shape;
    private final Payer payer = Payer.current();
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final ArrayDeque<Integer> unasked;
    private final Map<Integer, Asked> asked = new HashMap<>();
    private final Map<Integer, Outcome> failed = new HashMap<>();
    private final Set<Integer> arrived = new HashSet<>();

    /** Asked for and not answered, nor failed. */
    private int outstanding;

    /** Room for parity; to close it costs every thread of the process a moment. */
    private @Nullable Arena beside;

    Gathering(PlacedStripe stripe, MemorySegment into) {
      this.stripe = stripe;
      this.into = into;
      this.shape = new StripeShape(stripe.code().data(), into.byteSize());
      this.unasked = new ArrayDeque<>(stripe.chunks());
      for (int chunk : stripe.chunks()) {
        var link = links.apply(stripe.nodes().get(chunk));
        if (link == null || link.sure() == null) {
          unasked.remove(chunk);
          unasked.add(chunk);
        }
      }
    }

    Read gather(long deadlineNanos) throws InterruptedException {
      var wanted = stripe.code().data();
      for (int i = 0; i < wanted && !unasked.isEmpty(); i++) {
        ask(unasked.remove());
      }
      var hedgeAt = System.nanoTime() + latency.unusualNanos();
      while (arrived.size() < wanted) {
        var until = Math.min(deadlineNanos, unasked.isEmpty() ? Long.MAX_VALUE : hedgeAt);
        var arrival = arrivals.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (arrival == null && System.nanoTime() >= deadlineNanos) {
          return new Read.Broken(failed);
        }
        if (arrival == null) {
          hedge();
          hedgeAt = System.nanoTime() + latency.unusualNanos();
        } else {
          take(arrival);
        }
        if (arrived.size() + outstanding < wanted && unasked.isEmpty()) {
          return new Read.Broken(failed);
        }
      }
      callOff();
      return new Read.Whole(failed, decode());
    }

    private void hedge() {
      for (int late = outstanding; late > 0 && !unasked.isEmpty(); late--) {
        ask(unasked.remove());
      }
    }

    private void ask(int chunk) {
      var one = asked.computeIfAbsent(chunk, absent -> new Asked(target(chunk)));
      one.times++;
      outstanding++;
      var link = links.apply(stripe.nodes().get(chunk));
      if (link == null) {
        arrivals.add(new Arrival(chunk, null));
        return;
      }
      if (one.times == 1) {
        uses.wanted(stripe.nodes().get(chunk), false, stripe.chunkBytes());
      }
      var sure = link.sure();
      if (sure != null && !sure.isSending()) {
        request(chunk, one, link, Optional.of(sure));
        return;
      }
      link.ready()
          .whenCompleteAsync(
              (session, broken) ->
                  request(chunk, one, link, broken == null ? session : Optional.empty()),
              threads);
    }

    private void request(int chunk, Asked one, NodeLink link, Optional<Session> ready) {
      if (ready.isEmpty()) {
        arrivals.add(new Arrival(chunk, null));
        return;
      }
      var landing =
          new Landing(
              stripe.chunk(chunk),
              one.target,
              stripe.chunkBytes(),
              outcome -> arrivals.add(new Arrival(chunk, outcome)));
      synchronized (one) {
        if (one.calledOff) {
          return;
        }
        one.landing = landing;
        one.session = ready.get();
      }
      var stayNanos = stay.stayNanos(link.asked());
      uses.asked(ready.get(), payer, landing.key(), stayNanos);
      var number = ready.get().get(landing, stayNanos);
      synchronized (one) {
        one.request = number;
      }
    }

    /** The part of the package that the chunk is, or room beside it for parity. */
    private MemorySegment target(int chunk) {
      if (chunk < stripe.code().data()) {
        return into.asSlice(shape.offsetBytes(chunk), shape.packageBytes(chunk));
      }
      if (beside == null) {
        beside = Arena.ofShared();
      }
      return beside.allocate(stripe.chunkBytes());
    }

    private void take(Arrival arrival) {
      var one = asked.get(arrival.chunk());
      if (one == null) {
        return;
      }
      outstanding--;
      if (arrival.outcome() == Outcome.ARRIVED) {
        arrived.add(arrival.chunk());
        var tookNanos = System.nanoTime() - one.beganNanos;
        latency.took(tookNanos);
        uses.took(stripe.chunkBytes(), tookNanos);
        return;
      }
      if (arrival.outcome() == Outcome.RUN_OVER && one.times < ASKED_TWICE) {
        // To call a function again may take long: those that were not asked yet come first.
        unasked.add(arrival.chunk());
      } else {
        failed.put(
            arrival.chunk(), arrival.outcome() == null ? Outcome.RUN_OVER : arrival.outcome());
      }
      if (!unasked.isEmpty()) {
        ask(unasked.remove());
      }
    }

    /** Nothing is written any more when this returns. */
    void callOff() {
      asked.forEach((chunk, one) -> {
        Session session;
        long request;
        synchronized (one) {
          one.calledOff = true;
          if (one.landing != null) {
            one.landing.abandon();
          }
          session = one.session;
          request = one.request;
        }
        if (session != null && request != 0 && !arrived.contains(chunk)) {
          threads.execute(() -> session.cancel(request));
        }
      });
    }

    @Override
    public void close() {
      callOff();
      if (beside != null) {
        beside.close();
      }
    }

    /** Computes the data chunks that did not come; says how many. */
    private int decode() {
      var code = stripe.code();
      var present = new ArrayList<@Nullable MemorySegment>();
      var missing = new HashMap<Integer, MemorySegment>();
      for (int chunk = 0; chunk < code.chunks(); chunk++) {
        var one = asked.get(chunk);
        present.add(one != null && arrived.contains(chunk) ? one.target : null);
        if (chunk < code.data() && !arrived.contains(chunk)) {
          missing.put(chunk, target(chunk));
        }
      }
      if (!missing.isEmpty()) {
        ErasureCode.of(code.data(), code.parity()).rebuild(present, missing);
      }
      return missing.size();
    }
  }
}
