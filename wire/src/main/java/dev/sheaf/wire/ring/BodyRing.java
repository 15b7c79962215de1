package dev.sheaf.wire.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The owner's end of a ring of batch bodies, and the owner of its memory.
 *
 * <p>The one reader says which slot a body is to lie in, by a ticket that grows: it alone knows
 * what it still looks at. A ticket that is not newer than the slot's last one is of a request that
 * the reader has given up, and so is refused, as is any while the slot is being filled.
 *
 * <p>Safe for use by many threads. The memory is unmapped when the ring is closed and nobody fills
 * a slot; the reader keeps what it has mapped.
 */
public final class BodyRing implements AutoCloseable {
  private final AnonymousFile file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final BodyRingShape shape;
  private final RingKey key = RingKey.draw();
  private final long[] lastTicket;
  private final boolean[] filling;
  private int fillings;
  private boolean closed;

  /** Makes a ring of empty slots. */
  public BodyRing(BodyRingShape shape) throws IOException {
    this.shape = shape;
    lastTicket = new long[shape.slots()];
    filling = new boolean[shape.slots()];
    file = AnonymousFile.create("sheaf-bodies", shape.totalBytes());
    try {
      memory = file.map(arena);
    } catch (IOException | RuntimeException refused) {
      arena.close();
      file.close();
      throw refused;
    }
    shape.writeTo(memory, key);
  }

  /** Where another process of the same user opens the ring, until {@link #close()}. */
  public Path path() {
    return file.path();
  }

  /** The ring's name. */
  public RingKey key() {
    return key;
  }

  /** The ring's shape. */
  public BodyRingShape shape() {
    return shape;
  }

  /**
   * A slot to fill; null when the ring is closed, has no such slot, is filling it, or has seen this
   * ticket or a newer one there.
   */
  public synchronized @Nullable BodySlot claim(int slot, long ticket) {
    if (closed
        || slot < 0
        || slot >= shape.slots()
        || filling[slot]
        || ticket <= lastTicket[slot]) {
      return null;
    }
    lastTicket[slot] = ticket;
    filling[slot] = true;
    fillings++;
    return new BodySlot(shape.slot(memory, slot), ticket, () -> filled(slot));
  }

  private synchronized void filled(int slot) {
    filling[slot] = false;
    fillings--;
    unmapIfUnused();
  }

  @Override
  public synchronized void close() {
    closed = true;
    file.close();
    unmapIfUnused();
  }

  private void unmapIfUnused() {
    if (closed && fillings == 0 && arena.scope().isAlive()) {
      arena.close();
    }
  }
}
