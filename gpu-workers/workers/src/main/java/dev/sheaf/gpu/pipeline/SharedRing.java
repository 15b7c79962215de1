package dev.sheaf.gpu.pipeline;

import dev.sheaf.policies.ensemble.Convoy;
import dev.sheaf.policies.ensemble.Convoy.Place;
import dev.sheaf.policies.ensemble.Convoy.Standing;
import dev.sheaf.wire.ring.RingProducer;
import dev.sheaf.wire.ring.RingShape;
import dev.sheaf.wire.ring.RingSlot;
import java.io.IOException;
import java.util.Collection;
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

/**
 * The batches of one order that are prepared for many, in shared memory, and a cursor for each who
 * reads them: the shell of a {@link Convoy}. One thread fills it; readers are members of this node,
 * and other nodes.
 */
final class SharedRing {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final RingShape shape;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Convoy convoy;
  private final Takers takers;
  private final Map<Long, Integer> cursors = new HashMap<>();
  private final TreeMap<Long, Prepared> prepared = new TreeMap<>();
  private @Nullable RingProducer ring;
  private @Nullable RingSlot spare;
  private boolean over;

  /** A batch in the ring: its pixels and labels, and which samples they are. */
  record Prepared(Place place, RingSlot slot, List<Long> ids) {}

  SharedRing(SharedPipelines.Order order, SharedPipelines.Limits limits) {
    this.shape =
        new RingShape(
            limits.slots(),
            RingShape.MAX_READERS,
            order.batchSize(),
            3,
            order.size().height(),
            order.size().width());
    this.convoy =
        new Convoy(limits.slots(), limits.patience().toNanos(), limits.muster().toNanos());
    this.takers = new Takers(convoy);
  }

  // ---- readers

  /** False when nothing is prepared any more. */
  boolean announce(long reader) {
    lock.lock();
    try {
      return !over && seat(reader);
    } finally {
      lock.unlock();
    }
  }

  private boolean seat(long reader) {
    var free = freeCursor();
    free.ifPresent(cursor -> {
      cursors.put(reader, cursor);
      convoy.announce(reader);
    });
    return free.isPresent();
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
      forget(reader);
      if (cursors.keySet().stream().noneMatch(Takers::isMember)) {
        // Where no member is left, others have another node prepare for them.
        takers.expect(List.of()).forEach(this::forget);
      }
    });
  }

  private void forget(long reader) {
    convoy.leave(reader);
    var cursor = cursors.remove(reader);
    if (ring != null && cursor != null) {
      ring.detach(cursor);
    }
  }

  boolean isFed(long reader) {
    lock.lock();
    try {
      return convoy.standing(reader, System.nanoTime()) instanceof Standing.Reading;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a batch; empty when it is not there before {@code cancelled} says so. */
  Optional<SharedReader.Found> await(long reader, Place wanted, BooleanSupplier cancelled)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      do {
        var found = find(reader, wanted);
        if (found.isPresent()) {
          return found;
        }
        var _ = changed.awaitNanos(LOOK_AGAIN_NANOS);
      } while (!cancelled.getAsBoolean());
      return Optional.empty();
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

  // ---- readers that are other nodes

  /** Is read by these nodes from now on, and by no others. */
  void expect(Collection<String> nodes) {
    change(() -> {
      takers.expect(nodes).forEach(this::forget);
      if (!over && cursors.keySet().stream().anyMatch(Takers::isMember)) {
        nodes.stream().filter(node -> !takers.has(node)).forEach(node -> seat(takers.add(node)));
      }
    });
  }

  /** A node wants a batch; empty where nobody waits for it, or it has asked already. */
  Optional<Takers.Taker> ask(String node, Place place) {
    lock.lock();
    try {
      return takers.ask(node, place, System.nanoTime());
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  /** What a node wanted is answered: with that batch, or not. */
  void answered(Takers.Taker taker, @Nullable Place given) {
    change(() -> takers.answered(taker, given));
  }

  // ---- who fills it

  /** Sets out with so many readers. */
  void least(int readers) {
    change(() -> convoy.least(readers));
  }

  /** How many read what is prepared now. */
  int reading() {
    lock.lock();
    try {
      return convoy.reading();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is to be prepared; empty when nobody is left. */
  Optional<Place> next() throws InterruptedException {
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

  /** The slot that has room, by the convoy; a claim that came to nothing is used again. */
  RingSlot claim(long timeoutNanos) throws IOException, InterruptedException {
    var slot = spare == null ? ring().claim(timeoutNanos) : spare;
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
        ring = new RingProducer(shape);
        stand();
      }
      return ring;
    } finally {
      lock.unlock();
    }
  }

  /** The slot that was claimed holds the batch of {@code place}; it may have come too late. */
  void publish(Place place, RingSlot slot, List<Long> ids) {
    changeAt(
        place,
        () -> {
          if (ring != null) {
            ring.publish(slot, ids.size(), place.epoch());
            spare = null;
            var number = convoy.prepared();
            prepared.put(number, new Prepared(place, slot, ids));
            prepared.headMap(number - shape.slots(), true).clear();
          }
        });
  }

  /** The epoch has no batch {@code place}. */
  void epochOver(Place place) {
    changeAt(place, convoy::epochOver);
  }

  /** The order has no batch {@code place}, nor any after it. */
  void ended(Place place) {
    changeAt(place, convoy::ended);
  }

  /** Nothing when another batch is to be prepared by now, as all have gone elsewhere. */
  private void changeAt(Place place, Runnable action) {
    change(() -> {
      if (convoy.toPrepare(System.nanoTime()).equals(Optional.of(place))) {
        action.run();
      }
    });
  }

  /** All go on by themselves. */
  void disband() {
    change(convoy::disband);
  }

  void awaitNobody() {
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
  void close() {
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
}
