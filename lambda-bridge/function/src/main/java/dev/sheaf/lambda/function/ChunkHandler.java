package dev.sheaf.lambda.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.RunReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The function: what it holds outlives its runs, for as long as the provider keeps the environment.
 *
 * <p>A handler is made once for each environment. The environment's number is drawn in its first
 * run and not before: a snapshot that is taken ahead of it would give all its copies one number.
 */
public final class ChunkHandler implements RequestStreamHandler {
  private final ChunkStore store;
  private long instance;

  /** A function whose scratch disk is the environment's. */
  public ChunkHandler() {
    this(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
  }

  /** A function with this scratch folder. */
  public ChunkHandler(Path scratch) {
    this.store = new ChunkStore(new DiskShelf(scratch.resolve("sheaf-chunks")));
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    var began = System.nanoTime();
    var cold = instance == 0;
    if (cold) {
      instance = new SecureRandom().nextLong(Long.MAX_VALUE) + 1;
    }
    var call = FunctionCall.read(in.readAllBytes());
    store.limit(call.memoryBytes(), call.diskBytes());
    var ending = "warm";
    if (call.purpose().equals(FunctionCall.SERVE)) {
      var end = new RunEnd(began, call, context.getRemainingTimeInMillis());
      ending = serve(call, end);
    }
    var elapsed = System.nanoTime() - began;
    out.write(
        new RunReport(instance, call.question(), elapsed, cold, store.chunks(), ending).bytes());
  }

  private String serve(FunctionCall call, RunEnd end) {
    try (var run = Run.dial(call, store, instance, end)) {
      return run.serve();
    } catch (WireFormatException garbage) {
      return "the bridge broke the protocol: " + garbage.getMessage();
    } catch (IOException gone) {
      return "no connection to %s:%d: %s".formatted(call.host(), call.port(), gone.getMessage());
    }
  }
}
