package dev.sheaf.actors.preparation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/**
 * The batches that this node prepares for members of ensembles on other nodes.
 *
 * <p>A node that takes them is one reader of the ring in which they lie: it is waited for as far as
 * the ring goes, and then left behind until the next epoch.
 */
public interface SharedBatches {
  /**
   * Waits for a batch, and gives {@code look} its rows; what {@code look} throws, the caller gets.
   *
   * @param deadlineNanos of {@link System#nanoTime}; {@link Answer#NOT_YET} then
   */
  Answer take(Wanted wanted, long deadlineNanos, Consumer<Rows> look) throws InterruptedException;

  /** The batches that other nodes prepare. Blocks; call it on a virtual thread. */
  @FunctionalInterface
  interface Elsewhere {
    /**
     * Takes a batch from the data port at {@code address}.
     *
     * @throws IOException when the node is out of reach, refuses, or breaks off
     */
    Answer take(String address, Wanted wanted, long deadlineNanos, Consumer<Rows> look)
        throws IOException;
  }

  /**
   * Which batch is wanted.
   *
   * @param job in whose order members are fed together
   * @param taker the node that wants it
   */
  record Wanted(String job, String taker, int epoch, int n) {}

  /**
   * The rows of a batch: cut to size, nothing random done to them.
   *
   * <p><i>Shape:</i> {@code pixels} are ids × 3 × height × width, uint8, red plane first; good
   * until {@code look} returns.
   */
  record Rows(List<Long> ids, List<Integer> labels, MemorySegment pixels, int height, int width) {
    /** Rows that own their lists. */
    public Rows {
      ids = List.copyOf(ids);
      labels = List.copyOf(labels);
    }

    /** Bytes of one row. */
    public long rowBytes() {
      return 3L * height * width;
    }
  }

  /** What came of it. */
  enum Answer {
    /** The rows were given. */
    GIVEN,
    /** The epoch has no such batch. */
    EPOCH_OVER,
    /** It is not prepared yet: ask again. */
    NOT_YET,
    /** The taker prepares for itself until the next epoch. */
    ALONE
  }
}
