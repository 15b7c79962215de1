package dev.sheaf.lambda.bridge;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.sheaf.lambda.function.ChunkHandler;
import dev.sheaf.wire.chunk.FunctionCall;
import dev.sheaf.wire.chunk.RunReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fake of Lambda: the real handler, on threads of this JVM, one run of a function at a time; not
 * isolated, never frozen.
 */
final class InProcessFunctions implements FunctionInvoker {
  private static final int REMAINING_MILLIS = 900_000;

  private final Path scratch;
  private final Map<String, ChunkHandler> environments = new ConcurrentHashMap<>();
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger made = new AtomicInteger();
  final AtomicInteger calls = new AtomicInteger();
  final Set<String> refusing = ConcurrentHashMap.newKeySet();

  InProcessFunctions(Path scratch) {
    this.scratch = scratch;
  }

  /** The environment is gone, with what it held. */
  void reclaim(String function) {
    environments.remove(function);
  }

  @Override
  public CompletionStage<Outcome> invoke(String function, FunctionCall call) {
    calls.incrementAndGet();
    if (refusing.contains(function)) {
      return CompletableFuture.completedFuture(new Outcome.Refused("it refuses"));
    }
    if (!running.add(function)) {
      return CompletableFuture.completedFuture(new Outcome.Throttled("one at a time"));
    }
    var environment =
        environments.computeIfAbsent(
            function, absent -> new ChunkHandler(scratch.resolve("env" + made.incrementAndGet())));
    var answer = new CompletableFuture<Outcome>();
    Thread.ofVirtual()
        .start(() -> {
          var outcome = run(environment, call);
          running.remove(function);
          answer.complete(outcome);
        });
    return answer;
  }

  private static Outcome run(ChunkHandler environment, FunctionCall call) {
    var out = new ByteArrayOutputStream();
    try {
      environment.handleRequest(new ByteArrayInputStream(call.bytes()), out, new Ample());
      return new Outcome.Returned(RunReport.read(out.toByteArray()), -1);
    } catch (IOException | RuntimeException broken) {
      return new Outcome.Failed(String.valueOf(broken));
    }
  }

  /** A context of which only the time that is left is asked. */
  private static final class Ample implements Context {
    @Override
    public int getRemainingTimeInMillis() {
      return REMAINING_MILLIS;
    }

    @Override
    public String getAwsRequestId() {
      return "";
    }

    @Override
    public String getLogGroupName() {
      return "";
    }

    @Override
    public String getLogStreamName() {
      return "";
    }

    @Override
    public String getFunctionName() {
      return "";
    }

    @Override
    public String getFunctionVersion() {
      return "";
    }

    @Override
    public String getInvokedFunctionArn() {
      return "";
    }

    @Override
    public CognitoIdentity getIdentity() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public ClientContext getClientContext() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public int getMemoryLimitInMB() {
      return 0;
    }

    @Override
    public LambdaLogger getLogger() {
      throw new UnsupportedOperationException("nobody asks");
    }
  }
}
