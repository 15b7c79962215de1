package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.ChunkHead.Status;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.Hello;
import dev.sheaf.wire.chunk.Inventory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one run of a function, from its HELLO to its end; whoever asks over it hears
 * exactly once how that ended.
 *
 * <p>An answer counts only if it names this session's instance and a request that is open. A
 * connection says nothing about life: a frozen function looks connected and is silent, so every
 * request has its deadline elsewhere, and {@link #close} frees whoever writes to it.
 */
final class Session implements AutoCloseable {
  private static final int PIECE_BYTES = 256 << 10;

  /** A run ends when it has heard nothing for longer, whatever it was asked. */
  private static final long LONGEST_LEASE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A request is on its way for no longer, and a run ends no more than that early. */
  private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Who is asked and says nothing for so long is asked whether it is there. */
  private static final long MOST_SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final SocketChannel channel;
  private final Hello hello;
  private final long instance;
  private final AtomicLong requests = new AtomicLong();
  private final Map<Long, Asked<Landing>> landings = new ConcurrentHashMap<>();
  private final Map<Long, Asked<Sending>> puts = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

  /** Until then the run goes on; 0 while nothing was answered. */
  private final AtomicLong leaseNanos = new AtomicLong();

  /** Since when something is asked and nothing is heard; 0 when nothing is asked. */
  private volatile long silentNanos;

  private volatile boolean over;

  /** A request, and until when the run goes on once it has come. */
  private record Asked<T>(T by, long leaseNanos) {
    static <T> Asked<T> now(T by, long stayNanos) {
      return new Asked<>(by, System.nanoTime() + Math.min(stayNanos, LONGEST_LEASE_NANOS));
    }
  }

  /** Who hears what is not an answer to a request for a chunk. */
  interface Listener {
    /** The function answers a question. */
    void answered(Session session, long question);

    /** The function says what it holds. */
    void holds(Session session, Inventory inventory);

    /** The session is over: it said so, hung up, or broke the protocol. */
    void over(Session session, String why);
  }

  Session(SocketChannel channel, long instance, Hello hello) {
    this.channel = channel;
    this.instance = instance;
    this.hello = hello;
  }

  Hello hello() {
    return hello;
  }

  long instance() {
    return instance;
  }

  /**
   * Whether the function is sure to take a request that is sent now: by what it answered to it will
   * not have ended its run, and it is not silent.
   */
  boolean isSure() {
    var now = System.nanoTime();
    var silent = silentNanos;
    return !over
        && now < leaseNanos.get() - MARGIN_NANOS
        && (silent == 0 || now - silent < MOST_SILENT_NANOS);
  }

  /** Whether somebody is sending something just now. */
  boolean isSending() {
    return writing.isLocked();
  }

  boolean isOver() {
    return over;
  }

  /** Asks for a chunk; {@code landing} hears of it. Returns the number of the request. */
  long get(Landing landing, long stayNanos) {
    var request = requests.incrementAndGet();
    landings.put(request, Asked.now(landing, stayNanos));
    asked();
    send(ChunkHead.bare(Kind.GET, instance, request, landing.key(), stayNanos), null);
    if (over && landings.remove(request) != null) {
      landing.end(Landing.Outcome.RUN_OVER);
    }
    return request;
  }

  private void asked() {
    if (silentNanos == 0) {
      silentNanos = System.nanoTime();
    }
  }

  private void heard() {
    silentNanos = landings.isEmpty() && puts.isEmpty() ? 0 : System.nanoTime();
  }

  /** What was asked, if it was; it holds the run for as long as it wished. */
  private <T> @Nullable T answered(Map<Long, Asked<T>> all, ChunkHead head) {
    var asked = all.remove(head.request());
    if (asked == null) {
      return null;
    }
    leaseNanos.accumulateAndGet(asked.leaseNanos(), Math::max);
    return asked.by();
  }

  /** The chunk is not wanted any more. */
  void cancel(long request) {
    if (landings.remove(request) != null && !over) {
      send(ChunkHead.plain(Kind.CANCEL, instance, request, 0), null);
    }
  }

  /** What came of sending a chunk to be kept. */
  enum PutOutcome {
    /** The function holds it. */
    KEPT,
    /** It has no room, or something else came than was sent. */
    REFUSED,
    /** The run was over before the function said. */
    RUN_OVER
  }

  /** Sends a chunk to be kept. */
  void put(ChunkKey key, MemorySegment bytes, int sum, PutWish wish) {
    var request = requests.incrementAndGet();
    var sending = new Sending(wish.whenEnded());
    puts.put(request, Asked.now(sending, wish.stayNanos()));
    asked();
    var length = (int) bytes.byteSize();
    send(
        new ChunkHead(Kind.PUT, Status.OK, instance, request, key, sum, length, wish.stayNanos()),
        bytes.asByteBuffer());
    sending.sent();
    if (over && puts.remove(request) != null) {
      sending.came(PutOutcome.RUN_OVER);
    }
  }

  /** What else a PUT says: how much longer the run should last, and who hears of it. */
  record PutWish(long stayNanos, Consumer<PutOutcome> whenEnded) {}

  /** The chunk is not needed there. */
  void drop(ChunkKey key) {
    send(ChunkHead.bare(Kind.DROP, instance, 0, key, 0), null);
  }

  /**
   * Asks whether the function is there; the listener hears the answer, which quotes the question.
   */
  void ping(long question, long stayNanos) {
    send(ChunkHead.plain(Kind.PING, instance, question, stayNanos), null);
  }

  /** Asks what the function holds. */
  void list() {
    send(ChunkHead.plain(Kind.LIST, instance, 0, 0), null);
  }

  /** The run may end. */
  void end() {
    send(ChunkHead.plain(Kind.END, instance, 0, 0), null);
  }

  private void send(ChunkHead head, @Nullable ByteBuffer body) {
    var bytes = head.bytes();
    writing.lock();
    try {
      if (body == null) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        return;
      }
      var both = new ByteBuffer[] {bytes, body};
      while (body.hasRemaining()) {
        channel.write(both);
      }
    } catch (IOException gone) {
      close();
    } finally {
      writing.unlock();
    }
  }

  /** Reads until the session is over; runs on a thread of its own. */
  void listen(Listener listener) {
    var why = "the function hung up";
    try {
      while (true) {
        var head = ChunkFrames.head(channel);
        if (head == null) {
          break;
        }
        if (head.instance() != instance) {
          throw new WireFormatException(
              "instance %x answers as %x".formatted(instance, head.instance()));
        }
        if (head.kind() == Kind.BYE) {
          why = "bye";
          break;
        }
        take(head, listener);
        heard();
      }
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    } finally {
      finish();
      listener.over(this, why);
    }
  }

  private void take(ChunkHead head, Listener listener) throws IOException {
    switch (head.kind()) {
      case CHUNK -> land(head);
      case STORED -> {
        var sending = answered(puts, head);
        if (sending != null) {
          sending.came(head.status() == Status.OK ? PutOutcome.KEPT : PutOutcome.REFUSED);
        }
      }
      case PONG -> listener.answered(this, head.request());
      case INVENTORY -> listener.holds(this, ChunkFrames.inventory(channel, head));
      case GET, PUT, DROP, CANCEL, PING, END, LIST, HELLO, BYE ->
          throw new WireFormatException("a bridge must not be sent " + head.kind());
    }
  }

  /** A body that nobody waits for is read all the same: the next frame comes after it. */
  private void land(ChunkHead head) throws IOException {
    var landing = answered(landings, head);
    if (landing != null) {
      landing.begin(head);
    }
    try {
      for (int left = head.length(); left > 0; ) {
        piece.clear().limit(Math.min(left, piece.capacity()));
        if (channel.read(piece) < 0) {
          throw new WireFormatException("a chunk ended %d bytes early".formatted(left));
        }
        heard();
        left -= piece.position();
        if (landing != null) {
          landing.piece(piece.flip());
        }
      }
    } catch (IOException broken) {
      if (landing != null) {
        landing.end(Landing.Outcome.RUN_OVER);
      }
      throw broken;
    }
    if (landing != null) {
      landing.complete(head);
    }
  }

  private void finish() {
    close();
    for (var request : List.copyOf(landings.keySet())) {
      var asked = landings.remove(request);
      if (asked != null) {
        asked.by().end(Landing.Outcome.RUN_OVER);
      }
    }
    for (var request : List.copyOf(puts.keySet())) {
      var asked = puts.remove(request);
      if (asked != null) {
        asked.by().came(PutOutcome.RUN_OVER);
      }
    }
  }

  /** Ends the connection now; whoever waits on it hears so from the thread that listens. */
  @Override
  public void close() {
    over = true;
    try {
      channel.close();
    } catch (IOException closedAnyway) {
      // There is nothing else to give back.
    }
  }
}
