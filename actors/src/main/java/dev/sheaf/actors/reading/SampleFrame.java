package dev.sheaf.actors.reading;

import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One sample of a batch: its head, and its bytes as leased pieces of memory.
 *
 * <p>The pieces stay valid until {@link #close()}, which must be called exactly once and soon.
 *
 * @param position its place in the request
 * @param head id, label, checksum, length, tier, status
 * @param pieces the bytes in order; empty when the status is not 0
 * @param lease ends the lease on the pieces
 */
public record SampleFrame(int position, FrameHead head, List<MemorySegment> pieces, Runnable lease)
    implements AutoCloseable {
  @Override
  public void close() {
    lease.run();
  }
}
