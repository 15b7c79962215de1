package dev.sheaf.simulation.prefetch;

import dev.sheaf.policies.prefetch.ReadAhead;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayDeque;

/**
 * Readers that read ahead from an origin: each reads one sample at a time, in the order in which
 * room is given; the origin may refuse a reader when too many read at once.
 */
final class Readers {
  /**
   * What the origin is like.
   *
   * @param latencyNanos mean time to the first byte
   * @param jitter share of the latency that is exponentially distributed, 0..1
   * @param readerBytesPerSecond what one reader gets
   * @param mostAtOnce how many may read at once before it asks one to slow down
   */
  record Origin(long latencyNanos, double jitter, long readerBytesPerSecond, int mostAtOnce) {}

  private final Timeline time;
  private final Origin origin;
  private final Buffer buffer;
  private final RandomStream chance;
  private final Runnable onArrival;
  private final ArrayDeque<Long> refused = new ArrayDeque<>();
  private int wanted;
  private int busy;
  private int errors;
  private boolean blocked;
  private long blockedSince;
  private long blockedNanos;

  Readers(Timeline time, Origin origin, Buffer buffer, RandomStream chance, Runnable onArrival) {
    this.time = time;
    this.origin = origin;
    this.buffer = buffer;
    this.chance = chance;
    this.onArrival = onArrival;
  }

  /** From now on, this many; readers above that finish what they read. */
  void want(int readers) {
    wanted = readers;
    wake();
  }

  /** Gives work to idle readers, while there is room. */
  void wake() {
    unblock();
    while (busy < wanted) {
      var id = refused.isEmpty() ? buffer.next() : refused.poll();
      if (id == ReadAhead.NONE) {
        block();
        return;
      }
      busy++;
      read(id);
    }
  }

  /** Errors since it was last asked. */
  int takeErrors() {
    var taken = errors;
    errors = 0;
    return taken;
  }

  /** How long some reader was idle for want of room, in all. */
  long blockedNanos() {
    return blockedNanos + (blocked ? time.now() - blockedSince : 0);
  }

  private void block() {
    blocked = true;
    blockedSince = time.now();
  }

  private void unblock() {
    blockedNanos = blockedNanos();
    blocked = false;
  }

  private void read(long id) {
    var steady = origin.latencyNanos() * (1 - origin.jitter());
    var late =
        origin.jitter() == 0 ? 0 : chance.exponential(origin.latencyNanos() * origin.jitter());
    var latency = Math.round(steady + late);
    if (busy > origin.mostAtOnce()) {
      time.after(latency, () -> refuse(id));
      return;
    }
    var transfer = Math.round(1e9 * buffer.bytesOf(id) / origin.readerBytesPerSecond());
    time.after(latency + transfer, () -> arrive(id));
  }

  private void refuse(long id) {
    busy--;
    errors++;
    refused.add(id);
    wake();
  }

  private void arrive(long id) {
    busy--;
    buffer.arrived(id);
    wake();
    onArrival.run();
  }
}
