package dev.sheaf.http.dataport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was given to a connection's socket and is not yet written: bounded for the one who gives,
 * and watched for a reader that stopped reading.
 *
 * <p>Whoever gives blocks while {@link #MOST_BYTES} are under way. What is given is let go of
 * exactly once: when it is written, or when the connection is gone.
 */
// Netty closes and writes in the background: whoever must know how it ended listens.
@SuppressWarnings("FutureReturnValueIgnored")
final class Outlet {
  /** Bytes under way from which on the giver waits. */
  static final long MOST_BYTES = 4 << 20;

  /** A reader must take at least so much a second, beside its patience. */
  private static final long LEAST_BYTES_PER_SECOND = 1 << 20;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Given> given = new ArrayDeque<>();
  private long underWayBytes;
  private long headSinceNanos;
  private boolean gone;

  private record Given(long bytes, Runnable letGo) {}

  /** Nobody reads any more. */
  static final class ReaderGone extends Exception {
    private static final long serialVersionUID = 1L;
  }

  Outlet(Channel channel) {
    this.channel = channel;
  }

  /** Where buffers for this connection come from. */
  ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /** Waits until there is room for more. */
  void awaitRoom() throws InterruptedException, ReaderGone {
    lock.lockInterruptibly();
    try {
      while (!gone && underWayBytes >= MOST_BYTES) {
        room.await();
      }
      if (gone) {
        throw new ReaderGone();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes messages, the last of them with a flush; does not wait.
   *
   * @param letGo run once, when they are written or never will be
   */
  void give(List<Object> messages, long bytes, Runnable letGo) {
    lock.lock();
    try {
      if (given.isEmpty()) {
        headSinceNanos = System.nanoTime();
      }
      given.add(new Given(bytes, letGo));
      underWayBytes += bytes;
    } finally {
      lock.unlock();
    }
    try {
      if (channel.eventLoop().inEventLoop()) {
        write(messages);
      } else {
        channel.eventLoop().execute(() -> write(messages));
      }
    } catch (RejectedExecutionException stopped) {
      messages.forEach(ReferenceCountUtil::release);
      written();
    }
  }

  private void write(List<Object> messages) {
    for (var message : messages.subList(0, messages.size() - 1)) {
      channel.write(message, channel.voidPromise());
    }
    channel.writeAndFlush(messages.getLast()).addListener(done -> written());
  }

  /** The eldest is written, or never will be. */
  private void written() {
    Given eldest;
    lock.lock();
    try {
      eldest = given.remove();
      underWayBytes -= eldest.bytes();
      headSinceNanos = System.nanoTime();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    eldest.letGo().run();
  }

  /** The connection is gone: whoever waits is told. */
  void gone() {
    lock.lock();
    try {
      gone = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** True when the reader has not taken the eldest in {@code patienceNanos}. */
  boolean stalled(long patienceNanos) {
    lock.lock();
    try {
      if (given.isEmpty()) {
        return false;
      }
      var needed =
          TimeUnit.SECONDS.toNanos(1) * (given.getFirst().bytes() / LEAST_BYTES_PER_SECOND);
      return System.nanoTime() - headSinceNanos > patienceNanos + needed;
    } finally {
      lock.unlock();
    }
  }
}
