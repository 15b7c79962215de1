package dev.sheaf.wire.ring;

import java.lang.foreign.MemorySegment;

/** A slot of a {@link BodyRing} while it is being filled. Used by one thread; close it once. */
public final class BodySlot implements AutoCloseable {
  private static final long TICKET = 0;
  private static final long BODY_BYTES = 8;

  private final MemorySegment memory;
  private final long ticket;
  private final Runnable end;

  BodySlot(MemorySegment memory, long ticket, Runnable end) {
    this.memory = memory;
    this.ticket = ticket;
    this.end = end;
    // What was there is no body any more.
    RingWords.SHARED_LONG.setVolatile(memory, TICKET, 0L);
  }

  /** Where the body goes. */
  public MemorySegment body() {
    return memory.asSlice(BodyRingShape.HEAD_BYTES);
  }

  /** Says that the first {@code bodyBytes} of {@link #body()} are the body of this ticket. */
  public void publish(long bodyBytes) {
    memory.set(RingWords.U64, BODY_BYTES, bodyBytes);
    RingWords.SHARED_LONG.setRelease(memory, TICKET, ticket);
  }

  @Override
  public void close() {
    end.run();
  }
}
