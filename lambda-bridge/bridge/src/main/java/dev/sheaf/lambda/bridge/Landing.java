package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Status;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.ChunkSum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a chunk that was asked for comes down, until nobody wants it any more.
 *
 * <p>Bytes are copied in small pieces under a lock, so that {@link #abandon} returns only when
 * nothing will ever be written there again: the memory may be used for something else at once.
 *
 * <pre>
 *   open ─ bytes come ─► open ─ all came, sum right ─► ended(ARRIVED)
 *     │ └─ absent, wrong sum, run over, connection gone ─► ended(what)
 *     └─ abandon ─► ended, and nobody hears of it
 * </pre>
 */
final class Landing {
  /** How it ended. */
  enum Outcome {
    /** The bytes are there and right. */
    ARRIVED,
    /** The function does not hold the chunk. */
    ABSENT,
    /** The bytes were not those of the chunk. */
    CORRUPT,
    /** The run was over, or the connection broke, before all was there. */
    RUN_OVER
  }

  private final ChunkKey key;
  private final MemorySegment into;
  private final long expectedBytes;
  private final Consumer<Outcome> whenEnded;
  private @Nullable ChunkSum sum;
  private long came;
  private boolean ended;

  /**
   * A landing that ends by telling {@code whenEnded}, once.
   *
   * @param into as long as the chunk, or shorter: the rest is padding, which is dropped
   * @param expectedBytes how long the chunk must be
   */
  Landing(ChunkKey key, MemorySegment into, long expectedBytes, Consumer<Outcome> whenEnded) {
    this.key = key;
    this.into = into;
    this.expectedBytes = expectedBytes;
    this.whenEnded = whenEnded;
  }

  ChunkKey key() {
    return key;
  }

  /** The answer's head is here; the body follows in pieces. */
  void begin(ChunkHead head) {
    if (head.status() == Status.ABSENT) {
      end(Outcome.ABSENT);
    } else if (head.status() != Status.OK
        || !head.key().equals(key)
        || head.length() != expectedBytes) {
      end(Outcome.CORRUPT);
    } else {
      synchronized (this) {
        sum = new ChunkSum(key);
      }
    }
  }

  /** The next piece of the body. */
  void piece(ByteBuffer bytes) {
    synchronized (this) {
      if (ended || sum == null) {
        return;
      }
      sum.add(bytes);
      var fits = Math.clamp(into.byteSize() - came, 0, bytes.remaining());
      MemorySegment.copy(MemorySegment.ofBuffer(bytes), 0, into, came, fits);
      came += bytes.remaining();
    }
  }

  /** The whole body has come. */
  void complete(ChunkHead head) {
    var right = false;
    synchronized (this) {
      right = sum != null && came == expectedBytes && sum.value() == head.sum();
    }
    end(right ? Outcome.ARRIVED : Outcome.CORRUPT);
  }

  /** Ends it, unless it has ended. */
  void end(Outcome outcome) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    whenEnded.accept(outcome);
  }

  /** From now on nothing is written and nobody hears of it. */
  synchronized void abandon() {
    ended = true;
  }
}
