package dev.sheaf.lambda.function;

import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.ChunkHead.Status;
import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.Hello;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run that serves: a connection to the bridge from HELLO to BYE.
 *
 * <p>One thread reads, so that a CANCEL overtakes what waits before it; the other answers in the
 * order of asking and ends the run.
 */
final class Run implements AutoCloseable {
  private static final int DIAL_MILLIS = 2_000;
  private static final int MOST_WAITING = 4_096;

  private final ChunkStore store;
  private final RunEnd end;
  private final long instance;
  private final Socket socket;
  private final FrameIn in;
  private final FrameOut out;
  private final LinkedBlockingQueue<ChunkHead> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();
  private volatile String ending = "done";

  private Run(Socket socket, ChunkStore store, long instance, RunEnd end) throws IOException {
    this.socket = socket;
    this.store = store;
    this.instance = instance;
    this.end = end;
    this.in = new FrameIn(socket.getInputStream());
    this.out = new FrameOut(socket.getOutputStream());
  }

  /** Dials home and says who calls. */
  static Run dial(FunctionCall call, ChunkStore store, long instance, RunEnd end)
      throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      // A name that a proxy is to resolve is left to it.
      socket.connect(new InetSocketAddress(call.host(), call.port()), DIAL_MILLIS);
      var run = new Run(socket, store, instance, end);
      run.greet(call);
      return run;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private void greet(FunctionCall call) throws IOException {
    var inventory = store.inventory();
    var hello =
        new Hello(
            call.token(),
            call.node(),
            call.question(),
            inventory.chunks().size(),
            store.usedBytes(),
            inventory.digest());
    var body = ByteBuffer.wrap(hello.bytes());
    var head = ChunkHead.plain(Kind.HELLO, instance, call.question(), end.elapsedNanos());
    out.write(withLength(head, body.remaining()), body);
  }

  private static ChunkHead withLength(ChunkHead head, int length) {
    return new ChunkHead(
        head.kind(),
        head.status(),
        head.instance(),
        head.request(),
        head.key(),
        head.sum(),
        length,
        head.argument());
  }

  /** Answers until the run ends; says why it did. */
  String serve() throws IOException {
    Thread.ofVirtual().start(this::read);
    while (true) {
      var asked = await();
      if (asked == null || asked.kind() == Kind.END) {
        if (end.decide()) {
          out.write(ChunkHead.plain(Kind.BYE, instance, 0, end.elapsedNanos()), null);
          return ending;
        }
      } else if (!cancelled.remove(asked.request())) {
        answer(asked);
      }
    }
  }

  private @Nullable ChunkHead await() {
    try {
      return waiting.poll(end.leftNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopped) {
      end.now();
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void answer(ChunkHead asked) throws IOException {
    switch (asked.kind()) {
      case GET -> send(asked);
      case PING ->
          out.write(
              ChunkHead.plain(Kind.PONG, instance, asked.request(), end.elapsedNanos()), null);
      case LIST -> {
        var body = store.inventory().bytes();
        var head = ChunkHead.plain(Kind.INVENTORY, instance, asked.request(), end.elapsedNanos());
        out.write(withLength(head, body.remaining()), body);
      }
      // The reader has done what they ask for; what is left is the answer that it made.
      case STORED -> out.write(asked, null);
      case PUT, DROP, CANCEL, END, HELLO, CHUNK, PONG, BYE, INVENTORY ->
          throw new WireFormatException("a function must not be sent " + asked.kind());
    }
  }

  private void send(ChunkHead asked) throws IOException {
    try (var held = store.borrow(asked.key())) {
      if (held == null) {
        out.write(asked.answer(Kind.CHUNK, Status.ABSENT), null);
        return;
      }
      var head =
          new ChunkHead(
              Kind.CHUNK,
              Status.OK,
              asked.instance(),
              asked.request(),
              asked.key(),
              held.sum(),
              (int) held.bytes().byteSize(),
              end.elapsedNanos());
      out.write(head, held.bytes().asByteBuffer());
    }
  }

  /** Takes what the bridge says until it hangs up; whatever ends it ends the run. */
  private void read() {
    try {
      while (!end.decided()) {
        var head = in.head();
        if (head == null) {
          ending = "the bridge hung up";
          break;
        }
        end.heard(head.argument());
        take(head);
      }
    } catch (IOException e) {
      ending = "the connection broke: " + e.getMessage();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      end.now();
      // Wakes the thread that answers; when the queue is full it is awake.
      var woken = waiting.offer(ChunkHead.plain(Kind.END, instance, 0, 0));
      assert woken || !waiting.isEmpty();
    }
  }

  private void take(ChunkHead head) throws IOException, InterruptedException {
    if (head.instance() != instance) {
      throw new WireFormatException(
          "a request for instance %x came to %x".formatted(head.instance(), instance));
    }
    switch (head.kind()) {
      case GET, PING, LIST -> waiting.put(head);
      case PUT -> waiting.put(keep(head));
      case DROP -> store.drop(head.key());
      case CANCEL -> cancelled.add(head.request());
      case END -> {
        ending = "the bridge wants no more";
        end.now();
        waiting.put(head);
      }
      case HELLO, CHUNK, STORED, PONG, BYE, INVENTORY ->
          throw new WireFormatException("a function must not be sent " + head.kind());
    }
  }

  private ChunkHead keep(ChunkHead head) throws IOException {
    var chunk = in.body(head);
    if (chunk.sum() != head.sum()) {
      chunk.close();
      return head.answer(Kind.STORED, Status.CORRUPT);
    }
    return head.answer(Kind.STORED, store.put(head.key(), chunk) ? Status.OK : Status.FULL);
  }

  @Override
  public void close() throws IOException {
    end.now();
    socket.close();
  }
}
