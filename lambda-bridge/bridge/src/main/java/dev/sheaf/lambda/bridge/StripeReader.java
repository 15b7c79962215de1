package dev.sheaf.lambda.bridge;

import dev.sheaf.lambda.bridge.Landing.Outcome;
import dev.sheaf.lambda.bridge.erasure.ErasureCode;
import dev.sheaf.policies.economics.StayAwake;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads a package from the first d of its chunks that come.
 *
 * <p>The data chunks are asked for, and come down where the package is wanted: when all come, no
 * field arithmetic is done. For each that fails, and for each that takes unusually long, one more
 * is asked for; what is late then is called off. A function whose run ended just before it was
 * asked is asked once more.
 */
final class StripeReader {
  private static final int ASKED_TWICE = 2;

  private final IntFunction<@Nullable NodeLink> links;
  private final Executor threads;
  private final ChunkLatency latency = new ChunkLatency();
  private final StayAwake stay;

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

  StripeReader(IntFunction<@Nullable NodeLink> links, Executor threads, StayAwake stay) {
    this.links = links;
    this.threads = threads;
    this.stay = stay;
  }

  /** Reads into {@code into}, which has exactly the package's size. */
  Read read(PlacedStripe stripe, MemorySegment into, long deadlineNanos)
      throws InterruptedException {
    try (var scratch = Arena.ofShared()) {
      var gathering = new Gathering(stripe, into, scratch);
      try {
        return gathering.gather(deadlineNanos);
      } finally {
        gathering.callOff();
      }
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

  private final class Gathering {
    private final PlacedStripe stripe;
    private final MemorySegment into;
    private final Arena scratch;
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final ArrayDeque<Integer> unasked;
    private final Map<Integer, Asked> asked = new HashMap<>();
    private final Map<Integer, Outcome> failed = new HashMap<>();
    private final List<Integer> arrived = new ArrayList<>();

    Gathering(PlacedStripe stripe, MemorySegment into, Arena scratch) {
      this.stripe = stripe;
      this.into = into;
      this.scratch = scratch;
      this.unasked = new ArrayDeque<>(stripe.chunks());
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
        if (asked.size() - failed.size() < wanted && unasked.isEmpty()) {
          return new Read.Broken(failed);
        }
      }
      callOff();
      return new Read.Whole(failed, decode());
    }

    private void hedge() {
      var late = asked.size() - failed.size() - arrived.size();
      for (int i = 0; i < late && !unasked.isEmpty(); i++) {
        ask(unasked.remove());
      }
    }

    private void ask(int chunk) {
      var one = asked.computeIfAbsent(chunk, absent -> new Asked(target(chunk)));
      one.times++;
      var link = links.apply(stripe.nodes().get(chunk));
      if (link == null) {
        arrivals.add(new Arrival(chunk, null));
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
      var number = ready.get().get(landing, stay.stayNanos(link.asked()));
      synchronized (one) {
        one.request = number;
      }
    }

    /** The part of the package that the chunk is, or room beside it for parity. */
    private MemorySegment target(int chunk) {
      if (chunk >= stripe.code().data()) {
        return scratch.allocate(stripe.chunkBytes());
      }
      var from = Math.min(into.byteSize(), chunk * stripe.chunkBytes());
      return into.asSlice(from, Math.min(stripe.chunkBytes(), into.byteSize() - from));
    }

    private void take(Arrival arrival) {
      var one = asked.get(arrival.chunk());
      if (one == null) {
        return;
      }
      if (arrival.outcome() == Outcome.ARRIVED) {
        arrived.add(arrival.chunk());
        latency.took(System.nanoTime() - one.beganNanos);
      } else if (arrival.outcome() == Outcome.RUN_OVER && one.times < ASKED_TWICE) {
        ask(arrival.chunk());
      } else {
        failed.put(
            arrival.chunk(), arrival.outcome() == null ? Outcome.RUN_OVER : arrival.outcome());
        if (!unasked.isEmpty()) {
          ask(unasked.remove());
        }
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

    /** Computes the data chunks that did not come; says how many. */
    private int decode() {
      var code = stripe.code();
      var present = new ArrayList<@Nullable MemorySegment>();
      for (int chunk = 0; chunk < code.chunks(); chunk++) {
        var one = asked.get(chunk);
        present.add(one != null && arrived.contains(chunk) ? padded(one.target) : null);
      }
      var missing = new HashMap<Integer, MemorySegment>();
      for (int chunk = 0; chunk < code.data(); chunk++) {
        if (present.get(chunk) == null) {
          var target = target(chunk);
          missing.put(
              chunk,
              target.byteSize() == stripe.chunkBytes()
                  ? target
                  : scratch.allocate(stripe.chunkBytes()));
        }
      }
      if (missing.isEmpty()) {
        return 0;
      }
      ErasureCode.of(code.data(), code.parity()).rebuild(present, missing);
      missing.forEach((chunk, made) -> {
        var target = target(chunk);
        if (target.address() != made.address()) {
          target.copyFrom(made.asSlice(0, target.byteSize()));
        }
      });
      return missing.size();
    }

    /** The last data chunk is longer than what of the package is in it; the rest is zero. */
    private MemorySegment padded(MemorySegment target) {
      if (target.byteSize() == stripe.chunkBytes()) {
        return target;
      }
      var whole = scratch.allocate(stripe.chunkBytes());
      MemorySegment.copy(target, 0, whole, 0, target.byteSize());
      return whole;
    }
  }
}
