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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * One run that serves: a connection to the bridge from HELLO to BYE.
 *
 * <p>What has come is read before the next answer is written, so that a CANCEL overtakes the
 * requests that wait before it.
 */
final class Run implements AutoCloseable {
  private static final int DIAL_MILLIS = 2_000;

  /** A frame that has begun goes on within this time. */
  private static final int FRAME_MILLIS = (int) TimeUnit.NANOSECONDS.toMillis(RunEnd.SILENCE_NANOS);

  private static final int MOST_WAITING = 4_096;

  private final ChunkStore store;
  private final RunEnd end;
  private final long instance;
  private final Socket socket;
  private final FrameIn in;
  private final FrameOut out;
  private final ArrayDeque<ChunkHead> waiting = new ArrayDeque<>();
  private String ending = "done";

  private Run(Socket socket, ChunkStore store, long instance, RunEnd end) throws IOException {
    this.socket = socket;
    this.store = store;
    this.instance = instance;
    this.end = end;
    this.in = new FrameIn(socket.getInputStream(), store.fresh());
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
    while (true) {
      while (waiting.isEmpty() ? comes() : waiting.size() < MOST_WAITING && in.hasHead()) {
        var head = in.head();
        if (head == null) {
          return "the bridge hung up";
        }
        if (head.kind() == Kind.GET || head.kind() == Kind.PUT) {
          end.asked(head.argument());
        } else {
          end.heard(head.argument());
        }
        take(head);
      }
      var asked = waiting.poll();
      if (asked != null) {
        answer(asked);
      } else if (end.decide()) {
        out.write(ChunkHead.plain(Kind.BYE, instance, 0, end.elapsedNanos()), null);
        return ending;
      }
    }
  }

  /** Waits for a frame; false when the run should end before one comes. */
  private boolean comes() throws IOException {
    var millis = end.leftMillis();
    if (millis == 0) {
      return false;
    }
    socket.setSoTimeout(millis);
    try {
      return in.begins();
    } catch (SocketTimeoutException none) {
      return false;
    } finally {
      socket.setSoTimeout(FRAME_MILLIS);
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
      // It was kept when it came; what is left is to say so.
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

  private void take(ChunkHead head) throws IOException {
    if (head.instance() != instance) {
      throw new WireFormatException(
          "a request for instance %x came to %x".formatted(head.instance(), instance));
    }
    switch (head.kind()) {
      case GET, PING, LIST -> waiting.add(head);
      case PUT -> waiting.add(keep(head));
      case DROP -> store.drop(head.key());
      case CANCEL -> waiting.removeIf(asked -> asked.request() == head.request());
      case END -> {
        ending = "the bridge wants no more";
        end.now();
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
