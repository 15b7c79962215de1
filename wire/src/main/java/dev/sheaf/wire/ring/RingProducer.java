package dev.sheaf.wire.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The owner's end of a ring, and the owner of its memory.
 *
 * <pre>{@code
 * var slot = ring.claim(timeoutNanos);       // null: no reader gave one back in time
 * … fill slot.image(i), slot.label(i, …) …
 * ring.publish(slot, count, epoch);
 * channel.send(new ToTrainer.Batch(slot.index(), slot.seq(), epoch, n));
 * }</pre>
 *
 * <p>One thread claims and publishes; any thread may attach, detach, and say {@link #credited} when
 * a child's CREDIT frame came. Several slots may be claimed at the same time, and are published in
 * any order.
 */
public final class RingProducer implements AutoCloseable {
  private final AnonymousFile file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final RingShape shape;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long nextSeq;

  /** Makes a ring; no reader is attached. */
  public RingProducer(RingShape shape) throws IOException {
    this.shape = shape;
    file = AnonymousFile.create("sheaf-ring", shape.totalBytes());
    try {
      memory = file.map(arena);
    } catch (IOException | RuntimeException refused) {
      arena.close();
      file.close();
      throw refused;
    }
    shape.writeTo(memory);
    for (int reader = 0; reader < shape.readers(); reader++) {
      cursor(reader, RingWords.NOBODY);
    }
  }

  /** Where another process of the same user opens the ring. */
  public Path path() {
    return file.path();
  }

  /** The ring's shape. */
  public RingShape shape() {
    return shape;
  }

  /** Waits from now on for this reader, which needs what is claimed next and all after it. */
  public void attach(int reader) {
    lock.lock();
    try {
      cursor(reader, nextSeq);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a reader of this process, which needs {@code seq} and all after it. */
  public void stand(int reader, long seq) {
    cursor(reader, seq);
    credited();
  }

  /** Waits no longer for this reader: its process has ended, surely. */
  public void detach(int reader) {
    cursor(reader, RingWords.NOBODY);
    credited();
  }

  /** A reader says that it gave slots back: whoever waits in {@link #claim} looks again. */
  public void credited() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next slot to fill, once no reader needs what is in it; null after the timeout. */
  public @Nullable RingSlot claim(long timeoutNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var left = timeoutNanos;
      while (oldestNeeded() + shape.slots() <= nextSeq) {
        if (left <= 0) {
          return null;
        }
        left = moved.awaitNanos(left);
      }
      var slot = slot(nextSeq++);
      slot.empty();
      return slot;
    } finally {
      lock.unlock();
    }
  }

  /** Publishes what was put into a claimed slot. */
  public void publish(RingSlot slot, int count, int epoch) {
    if (count < 0 || count > shape.batch()) {
      throw new IllegalArgumentException("count must be 0.." + shape.batch() + " but was " + count);
    }
    slot.fill(count, epoch);
  }

  @Override
  public void close() {
    arena.close();
    file.close();
  }

  private RingSlot slot(long seq) {
    var index = (int) (seq % shape.slots());
    var from = shape.slotOffset(index);
    return new RingSlot(
        index, seq, memory.asSlice(from, shape.slotOffset(index + 1) - from), shape);
  }

  /** The lowest cursor; what is claimed next when nobody reads. */
  private long oldestNeeded() {
    var oldest = nextSeq;
    for (int reader = 0; reader < shape.readers(); reader++) {
      var cursor = (long) RingWords.SHARED_LONG.getAcquire(memory, RingShape.cursorOffset(reader));
      oldest = Math.min(oldest, cursor);
    }
    return oldest;
  }

  private void cursor(int reader, long seq) {
    RingWords.SHARED_LONG.setRelease(memory, RingShape.cursorOffset(reader), seq);
  }
}
