package dev.sheaf.gpu.pipeline;

import dev.sheaf.policies.ensemble.Convoy.Place;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A member's end of a shared ring. Used by one thread; closed by any. */
public final class SharedReader implements AutoCloseable {
  private final SharedRing ring;
  private final long reader;

  SharedReader(SharedRing ring, long reader) {
    this.ring = ring;
    this.reader = reader;
  }

  /** What there is of a batch. */
  public sealed interface Found {
    /** It is prepared: {@link SharedReader#read} has it, if it does not take too long. */
    record Ready(List<Long> ids) implements Found {
      /** An answer that owns its list. */
      public Ready {
        ids = List.copyOf(ids);
      }
    }

    /** The epoch has no such batch. */
    record Over() implements Found {}

    /** This member goes on by itself until its next epoch. */
    record Alone() implements Found {}
  }

  /** Wants to read on from batch {@code n} of {@code epoch}. */
  public void begin(int epoch, int n) {
    ring.begin(reader, epoch, n);
  }

  /** Waits for batch {@code n} of {@code epoch}, the one after that which was read last. */
  Found await(int epoch, int n, BooleanSupplier cancelled) throws InterruptedException {
    return ring.await(reader, new Place(epoch, n), cancelled)
        .orElseThrow(InterruptedException::new);
  }

  /**
   * Gives {@code look} the batch that is ready, and the next one's turn after that; false when this
   * member took too long, and goes on by itself now.
   */
  boolean read(Consumer<SharedRing.Prepared> look) {
    return ring.read(reader, look);
  }

  /** Goes on by itself until the next {@link #begin}. */
  void part() {
    ring.part(reader);
  }

  /** True when batches come from the pipeline now. */
  public boolean isFed() {
    return ring.isFed(reader);
  }

  @Override
  public void close() {
    ring.leave(reader);
  }
}
