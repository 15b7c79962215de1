package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.policies.ensemble.Convoy;
import dev.sheaf.policies.ensemble.Convoy.Place;
import dev.sheaf.policies.ensemble.Convoy.Standing;
import dev.sheaf.wire.batch.FrameHead;
import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.ring.RingSlot;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order of batches, read and decoded once for all members of a node that read it: the shell of
 * a {@link Convoy}.
 *
 * <p>A thread prepares batch after batch in a ring of shared memory, cropped to size, one byte a
 * pixel, nothing random; each member copies out what it needs as its own augmentation has it. Which
 * samples a member is given its own ledger says, so what is prepared here is used only where it is
 * the same. It ends when no member is left.
 */
final class SharedPipeline {
  private static final Logger LOG = LoggerFactory.getLogger(SharedPipeline.class);
  private static final Duration BATCH_DEADLINE = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final SharedPipelines.Order order;
  private final SharedPipelines.Ports ports;
  private final SharedPipelines.Limits limits;
  private final SlotFiller filler;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Convoy convoy;
  private final Map<Long, Integer> cursors = new HashMap<>();
  private final TreeMap<Long, Prepared> prepared = new TreeMap<>();
  private @Nullable RingProducer ring;
  private @Nullable RingSlot spare;
  private boolean over;

  /** A batch in the ring: its pixels and labels, and which samples they are. */
  record Prepared(Place place, RingSlot slot, List<Long> ids) {}

  SharedPipeline(
      SharedPipelines.Order order, SharedPipelines.Ports ports, SharedPipelines.Limits limits) {
    this.order = order;
    this.ports = ports;
    this.limits = limits;
    this.convoy =
        new Convoy(limits.slots(), limits.patience().toNanos(), limits.muster().toNanos());
    this.filler =
        new SlotFiller(
            new Feed.Preparation(ports.decoder(), Augmentation.NONE, order.size()), limits.hands());
  }

  /** Prepares until nobody is left, on a thread of its own; tells {@code ended} then. */
  void start(Consumer<SharedPipeline> ended) {
    Thread.ofVirtual()
        .name("shared-" + order.job())
        .start(() -> {
          try {
            prepareAll();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (IOException | RuntimeException broken) {
            LOG.warn("{} cannot be prepared for many: {}", order.job(), broken.toString());
            disband();
            awaitNobody();
          } finally {
            close();
            ended.accept(this);
          }
        });
  }

  // ---- the members' side

  /** False when this pipeline has ended. */
  boolean announce(long reader) {
    lock.lock();
    try {
      var free = freeCursor();
      if (over || free.isEmpty()) {
        return false;
      }
      cursors.put(reader, free.get());
      convoy.announce(reader);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Integer> freeCursor() {
    for (int cursor = 0; cursor < RingShape.MAX_READERS; cursor++) {
      if (!cursors.containsValue(cursor)) {
        return Optional.of(cursor);
      }
    }
    return Optional.empty();
  }

  void begin(long reader, int epoch, int n) {
    change(() -> convoy.begin(reader, new Place(epoch, n), System.nanoTime()));
  }

  void part(long reader) {
    change(() -> convoy.part(reader));
  }

  void leave(long reader) {
    change(() -> {
      convoy.leave(reader);
      var cursor = cursors.remove(reader);
      if (ring != null && cursor != null) {
        ring.detach(cursor);
      }
    });
  }

  private void disband() {
    change(convoy::disband);
  }

  boolean isFed(long reader) {
    lock.lock();
    try {
      return convoy.standing(reader, System.nanoTime()) instanceof Standing.Reading;
    } finally {
      lock.unlock();
    }
  }

  SharedReader.Found await(long reader, int epoch, int n, BooleanSupplier cancelled)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!cancelled.getAsBoolean()) {
        var found = find(reader, new Place(epoch, n));
        if (found.isPresent()) {
          return found.get();
        }
        var _ = changed.awaitNanos(LOOK_AGAIN_NANOS);
      }
      throw new InterruptedException();
    } finally {
      lock.unlock();
    }
  }

  private Optional<SharedReader.Found> find(long reader, Place wanted) {
    var now = System.nanoTime();
    return switch (convoy.standing(reader, now)) {
      case Standing.Waiting waiting -> Optional.empty();
      case Standing.Alone alone -> Optional.of(new SharedReader.Found.Alone());
      case Standing.Reading(long number) -> {
        var coming = convoy.coming(reader);
        if (coming.isPresent() && !coming.get().equals(wanted)) {
          yield Optional.of(new SharedReader.Found.Over());
        }
        var there = prepared.get(number);
        if (there == null) {
          convoy.starves(reader, now);
          yield Optional.empty();
        }
        yield Optional.of(new SharedReader.Found.Ready(there.ids()));
      }
    };
  }

  boolean read(long reader, Consumer<Prepared> look) {
    Prepared batch;
    lock.lock();
    try {
      if (!(convoy.standing(reader, System.nanoTime()) instanceof Standing.Reading(long number))
          || !prepared.containsKey(number)) {
        return false;
      }
      batch = prepared.get(number);
      convoy.takes(reader);
    } finally {
      lock.unlock();
    }
    try {
      look.accept(batch);
    } finally {
      change(() -> convoy.took(reader));
    }
    return true;
  }

  private void change(Runnable action) {
    lock.lock();
    try {
      action.run();
      stand();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Brings the ring's cursors to where the convoy has its readers. */
  private void stand() {
    if (ring == null) {
      return;
    }
    for (var each : cursors.entrySet()) {
      if (convoy.standing(each.getKey(), System.nanoTime())
          instanceof Standing.Reading(long number)) {
        ring.stand(each.getValue(), number);
      } else {
        ring.detach(each.getValue());
      }
    }
  }

  // ---- the preparing side

  private void prepareAll() throws IOException, InterruptedException {
    for (var place = next(); place.isPresent(); place = next()) {
      prepare(place.get());
    }
  }

  /** Waits until something is to be prepared; empty when nobody is left. */
  private Optional<Place> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!convoy.isEmpty()) {
        var place = convoy.toPrepare(System.nanoTime());
        stand();
        if (place.isPresent()) {
          return place;
        }
        var _ = changed.awaitNanos(LOOK_AGAIN_NANOS);
      }
      over = true;
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void prepare(Place place) throws IOException, InterruptedException {
    var key = new BatchKey(order.job(), 1, place.epoch(), 0, place.n());
    try {
      switch (ports.source().service().serve(key, order.reader(), BATCH_DEADLINE)) {
        case Served.Serving serving -> fill(place, serving);
        case Served.NotServed(BatchAnswer answer) -> instead(answer);
      }
    } catch (Overloaded later) {
      TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
    }
  }

  private void instead(BatchAnswer answer) throws InterruptedException {
    switch (answer) {
      case BatchAnswer.Otherwise(JobReply.EpochOver over) -> change(convoy::epochOver);
      case BatchAnswer.Otherwise(JobReply.NoSuchJob notYet) ->
          TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
      case BatchAnswer.Unavailable unavailable -> TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
      // Behind the last epoch, or failed: the members' own jobs say what that means to them.
      case BatchAnswer otherwise -> change(convoy::ended);
    }
  }

  private void fill(Place place, Served.Serving serving) throws IOException, InterruptedException {
    var slot = claim();
    var filling = filler.fill(serving, slot);
    if (!filling.undecodable().isEmpty()) {
      var deadline = System.nanoTime() + BATCH_DEADLINE.toNanos();
      var key = serving.batch().key();
      ports.source().desk().missing(key, filling.undecodable(), FrameHead.UNDECODABLE, deadline);
    }
    if (!filling.whole()) {
      return;
    }
    ring().publish(slot, filling.ids().size(), place.epoch());
    spare = null;
    change(() -> {
      var number = convoy.prepared();
      prepared.put(number, new Prepared(place, slot, filling.ids()));
      prepared.headMap(number - limits.slots(), true).clear();
    });
    if (place.n() > limits.slots()) {
      // What was overwritten is done with; the rest is when the next epoch has begun.
      ports.acknowledging().done(order.job(), place.epoch(), place.n() - limits.slots());
    }
  }

  /** The slot that has room, by the convoy; a claim that came to nothing is used again. */
  private RingSlot claim() throws IOException, InterruptedException {
    var slot = spare == null ? ring().claim(BATCH_DEADLINE.toNanos()) : spare;
    if (slot == null) {
      throw new IOException("no slot of the ring became free");
    }
    spare = slot;
    return slot;
  }

  private RingProducer ring() throws IOException {
    lock.lock();
    try {
      if (ring == null) {
        ring =
            new RingProducer(
                new RingShape(
                    limits.slots(),
                    RingShape.MAX_READERS,
                    order.batchSize(),
                    3,
                    order.size().height(),
                    order.size().width()));
        stand();
      }
      return ring;
    } finally {
      lock.unlock();
    }
  }

  private void awaitNobody() {
    lock.lock();
    try {
      while (!convoy.isEmpty()) {
        disband();
        changed.awaitUninterruptibly();
      }
      over = true;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody looks at the ring any more: who does is in the convoy until it is done. */
  private void close() {
    lock.lock();
    try {
      over = true;
      if (ring != null) {
        ring.close();
        ring = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
