package dev.sheaf.lambda.bridge;

import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.FunctionCall;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A fake network between functions and their bridge that bends what chosen functions say after
 * their greeting.
 */
final class BendingRelay implements FunctionInvoker, AutoCloseable {
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
  private final FunctionInvoker functions;

  BendingRelay(FunctionInvoker functions) {
    this.functions = functions;
  }

  @Override
  public CompletionStage<Outcome> invoke(String function, FunctionCall call) {
    try {
      var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(() -> relay(function, server, call.port()));
      return functions.invoke(
          function,
          new FunctionCall(
              call.purpose(),
              call.host(),
              server.getLocalPort(),
              call.token(),
              call.node(),
              call.question(),
              call.stayMillis(),
              call.tickMillis(),
              call.memoryBytes(),
              call.diskBytes()));
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
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException over) {
      // As above.
    }
  }

  private void bend(String function, Socket near, OutputStream out) throws IOException {
    var in = new DataInputStream(near.getInputStream());
    var bytes = new byte[ChunkHead.BYTES];
    while (true) {
      in.readFully(bytes);
      var head = ChunkHead.read(ByteBuffer.wrap(bytes));
      var body = new byte[head.length()];
      in.readFully(body);
      var bend = head.kind() == Kind.CHUNK ? bends.get(function) : null;
      if (bend == null) {
        out.write(bytes);
        out.write(body);
        continue;
      }
      switch (bend) {
        case FLIPPED -> {
          body[body.length / 2] ^= 16;
          out.write(bytes);
          out.write(body);
        }
        case GARBAGE -> {
          new Random(1).nextBytes(bytes);
          out.write(bytes);
          out.write(body);
        }
        case HALF -> {
          out.write(bytes);
          out.write(body, 0, body.length / 2);
          return;
        }
        case OTHER_EPOCH -> {
          bytes[8] ^= 1;
          out.write(bytes);
          out.write(body);
        }
        case NOTHING -> in.readAllBytes();
      }
    }
  }

  @Override
  public void close() {
    bends.clear();
  }
}
