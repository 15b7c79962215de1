package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.FunctionCall;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fake network between functions and their bridge: it bends what chosen functions say after their
 * greeting, keeps a greeting back, or stands still.
 */
final class BendingRelay implements FunctionInvoker, AutoCloseable {
  private static final int PIECE_BYTES = 64 << 10;

  /** What becomes of a chunk on its way to the bridge. */
  enum Bend {
    /** A bit is another. */
    FLIPPED,
    /** The head is noise. */
    GARBAGE,
    /** The connection ends inside the body. */
    HALF,
    /** It names another environment. */
    OTHER_EPOCH,
    /** Nothing comes any more, and the connection stays open. */
    NOTHING
  }

  final Map<String, Bend> bends = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> greetings = new ConcurrentHashMap<>();
  private final Set<Socket> late = ConcurrentHashMap.newKeySet();

  /** What the bridge said to functions whose greeting was kept back. */
  final AtomicLong bytesToLate = new AtomicLong();

  private final FunctionInvoker functions;
  private boolean frozen;

  BendingRelay(FunctionInvoker functions) {
    this.functions = functions;
  }

  /** The next greeting of this function is kept back until the latch is open. */
  void keepBack(String function, CountDownLatch until) {
    greetings.put(function, until);
  }

  /** From now on nothing moves, and every connection stays open. */
  synchronized void freeze() {
    frozen = true;
  }

  private synchronized void awaitMotion() throws InterruptedException {
    while (frozen) {
      wait();
    }
  }

  @Override
  public CompletionStage<Outcome> invoke(String function, FunctionCall call) {
    try {
      var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> relay(function, server, call.port()));
      return functions
          .invoke(function, through(call, server.getLocalPort()))
          .whenComplete((outcome, failure) -> close(server));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FunctionCall through(FunctionCall call, int port) {
    return new FunctionCall(
        call.purpose(),
        call.host(),
        port,
        call.token(),
        call.node(),
        call.question(),
        call.stayMillis(),
        call.tickMillis(),
        call.memoryBytes(),
        call.diskBytes());
  }

  /** A function that was refused never dials. */
  private static void close(ServerSocket server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void relay(String function, ServerSocket server, int port) {
    try (server;
        var near = server.accept();
        var far = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Thread.ofVirtual().start(() -> copy(far, near));
      bend(function, near, far.getOutputStream());
    } catch (IOException over) {
      // The run is over for both sides.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy(Socket from, Socket to) {
    var piece = new byte[PIECE_BYTES];
    try {
      var in = from.getInputStream();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        awaitMotion();
        bytesToLate.addAndGet(late.contains(to) ? read : 0);
        to.getOutputStream().write(piece, 0, read);
      }
      to.shutdownOutput();
    } catch (IOException over) {
      // As above.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void bend(String function, Socket near, OutputStream out)
      throws IOException, InterruptedException {
    var in = new DataInputStream(near.getInputStream());
    var bytes = new byte[ChunkHead.BYTES];
    while (true) {
      in.readFully(bytes);
      var head = ChunkHead.read(ByteBuffer.wrap(bytes));
      var body = new byte[head.length()];
      in.readFully(body);
      var latch = head.kind() == Kind.HELLO ? greetings.remove(function) : null;
      if (latch != null) {
        late.add(near);
        latch.await();
      }
      awaitMotion();
      var bend = head.kind() == Kind.CHUNK ? bends.get(function) : null;
      if (bend == null) {
        out.write(bytes);
        out.write(body);
      } else if (!pass(bend, new Frame(bytes, body), out)) {
        in.transferTo(OutputStream.nullOutputStream());
        return;
      }
    }
  }

  private record Frame(byte[] head, byte[] body) {}

  /** Writes what becomes of a chunk; false when nothing comes after it. */
  private static boolean pass(Bend bend, Frame frame, OutputStream out) throws IOException {
    var head = frame.head();
    var body = frame.body();
    var sent = body.length;
    switch (bend) {
      case FLIPPED -> body[body.length / 2] ^= 16;
      case GARBAGE -> new Random(1).nextBytes(head);
      case OTHER_EPOCH -> head[8] ^= 1;
      case HALF -> sent = body.length / 2;
      case NOTHING -> {
        return false;
      }
    }
    out.write(head);
    out.write(body, 0, sent);
    if (bend == Bend.HALF) {
      throw new EOFException("the connection ends here");
    }
    return true;
  }

  @Override
  public void close() {
    bends.clear();
    greetings.values().forEach(CountDownLatch::countDown);
    synchronized (this) {
      frozen = false;
      notifyAll();
    }
  }
}
