package dev.sheaf.http.dataport;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** Connections that wait for their next request, by address; the youngest goes first. */
final class PeerConnections implements AutoCloseable {
  private static final int MAX_IDLE_PER_PEER = 16;

  /** Shorter than the 60 s after which a data port closes a silent connection. */
  private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<String, ConcurrentLinkedDeque<Idle>> idle = new ConcurrentHashMap<>();

  private record Idle(PeerConnection connection, long sinceNanos) {}

  /** A connection that waits, if there is one. */
  Optional<PeerConnection> take(String address) {
    var queue = queue(address);
    for (var found = queue.pollFirst(); found != null; found = queue.pollFirst()) {
      if (System.nanoTime() - found.sinceNanos() < MAX_IDLE_NANOS) {
        return Optional.of(found.connection());
      }
      found.connection().close();
    }
    return Optional.empty();
  }

  /** Keeps a connection for the next request. */
  void giveBack(String address, PeerConnection connection) {
    var queue = queue(address);
    queue.addFirst(new Idle(connection, System.nanoTime()));
    if (queue.size() > MAX_IDLE_PER_PEER) {
      var oldest = queue.pollLast();
      if (oldest != null) {
        oldest.connection().close();
      }
    }
  }

  private ConcurrentLinkedDeque<Idle> queue(String address) {
    return idle.computeIfAbsent(address, a -> new ConcurrentLinkedDeque<>());
  }

  @Override
  public void close() {
    idle.values().forEach(queue -> queue.forEach(one -> one.connection().close()));
    idle.clear();
  }
}
