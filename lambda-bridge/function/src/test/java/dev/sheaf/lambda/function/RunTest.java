package dev.sheaf.lambda.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.chunk.ChunkHead;
import dev.sheaf.wire.chunk.ChunkHead.Kind;
import dev.sheaf.wire.chunk.ChunkHead.Status;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.ChunkSum;
import dev.sheaf.wire.chunk.FunctionCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a bridge that is this test, over a socket. */
@Timeout(20)
final class RunTest {
  private static final ChunkKey KEY = new ChunkKey(1, 2, 3, 0, 4, 2, 0);
  private static final byte[] BYTES = new byte[100_000];
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

  static {
    for (int i = 0; i < BYTES.length; i++) {
      BYTES[i] = (byte) (i * 31);
    }
  }

  /** What the bridge sees of one run, and how the run says that it ended. */
  private record Seen(Socket socket, long instance, CompletableFuture<String> ending) {
    void say(ChunkHead... heads) throws IOException {
      var all = new ByteArrayOutputStream();
      for (var head : heads) {
        all.write(head.bytes().array());
      }
      socket.getOutputStream().write(all.toByteArray());
    }

    void put(long request, int sum) throws IOException {
      say(
          new ChunkHead(
              Kind.PUT, Status.OK, instance, request, KEY, sum, BYTES.length, LONG_NANOS));
      socket.getOutputStream().write(BYTES);
    }

    ChunkHead get(long request) {
      return ChunkHead.bare(Kind.GET, instance, request, KEY, LONG_NANOS);
    }

    ChunkHead of(Kind kind, long request) {
      return ChunkHead.plain(kind, instance, request, LONG_NANOS);
    }

    ChunkHead next() throws IOException {
      return ChunkHead.read(ByteBuffer.wrap(socket.getInputStream().readNBytes(ChunkHead.BYTES)));
    }

    byte[] body(ChunkHead head) throws IOException {
      return socket.getInputStream().readNBytes(head.length());
    }
  }

  private interface Talk {
    void with(Seen run) throws Exception;
  }

  private static int sum() {
    return ChunkSum.of(KEY, MemorySegment.ofArray(BYTES));
  }

  private static void run(Path scratch, int stayMillis, Talk talk) throws Exception {
    try (var bridge = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var call =
          new FunctionCall(
              FunctionCall.SERVE,
              "127.0.0.1",
              bridge.getLocalPort(),
              "token",
              7,
              9,
              stayMillis,
              1,
              10 << 20,
              0);
      var store = new ChunkStore(new DiskShelf(scratch));
      store.limit(call.memoryBytes(), 0);
      var end = new RunEnd(System.nanoTime(), call, 60_000);
      var ending = new CompletableFuture<String>();
      Thread.startVirtualThread(() -> {
        try (var run = Run.dial(call, store, 5, end)) {
          ending.complete(run.serve());
        } catch (IOException broken) {
          ending.complete("broken: " + broken.getMessage());
        }
      });
      try (var socket = bridge.accept()) {
        var run = new Seen(socket, 5, ending);
        var hello = run.next();
        assertEquals(Kind.HELLO, hello.kind());
        run.body(hello);
        talk.with(run);
      }
    }
  }

  @Test
  void whatWasPutComesBack(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        1_000,
        run -> {
          run.put(1, sum());
          assertEquals(Status.OK, run.next().status());
          run.say(run.get(2));
          var chunk = run.next();
          assertEquals(2, chunk.request());
          assertEquals(sum(), chunk.sum());
          assertEquals(ByteBuffer.wrap(BYTES), ByteBuffer.wrap(run.body(chunk)));
        });
  }

  @Test
  void aChunkThatIsNotWhatItsSumSaysIsNotKept(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        1_000,
        run -> {
          run.put(1, sum() + 1);
          assertEquals(Status.CORRUPT, run.next().status());
          run.say(run.get(2));
          assertEquals(Status.ABSENT, run.next().status());
        });
  }

  @Test
  void whatIsCalledOffBeforeItsTurnIsNotSent(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        1_000,
        run -> {
          run.say(run.get(1), run.get(2), run.of(Kind.CANCEL, 2), run.of(Kind.PING, 3));
          assertEquals(1, run.next().request());
          assertEquals(Kind.PONG, run.next().kind());
        });
  }

  @Test
  void whatWasAskedBeforeTheEndIsAnswered(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        1_000,
        run -> {
          run.say(run.of(Kind.PING, 1), run.of(Kind.END, 0));
          assertEquals(Kind.PONG, run.next().kind());
          assertEquals(Kind.BYE, run.next().kind());
          assertEquals("the bridge wants no more", run.ending().get());
        });
  }

  @Test
  void aRunThatNobodyAsksSaysGoodbye(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        20,
        run -> {
          assertEquals(Kind.BYE, run.next().kind());
          assertEquals("done", run.ending().get());
        });
  }

  @Test
  void aFrameThatStopsHalfWayEndsTheRun(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        1_000,
        run -> {
          run.socket().getOutputStream().write(run.get(1).bytes().array(), 0, ChunkHead.BYTES / 2);
          assertTrue(run.ending().get().startsWith("broken: "), run.ending().get());
        });
  }

  @Test
  void aBridgeThatHangsUpEndsTheRun(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        1_000,
        run -> {
          run.socket().shutdownOutput();
          assertEquals("the bridge hung up", run.ending().get());
        });
  }

  @Test
  void aRequestForAnotherInstanceIsAgainstTheRules(@TempDir Path scratch) throws Exception {
    run(
        scratch,
        1_000,
        run -> {
          run.say(ChunkHead.bare(Kind.GET, 6, 1, KEY, LONG_NANOS));
          assertTrue(run.ending().get().contains("instance"), run.ending().get());
        });
  }
}
