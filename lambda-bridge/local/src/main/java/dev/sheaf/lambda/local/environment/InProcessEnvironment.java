package dev.sheaf.lambda.local.environment;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.lambda.local.network.NetworkFault;
import dev.sheaf.policies.economics.FunctionPrices;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An environment that is an object of this JVM: for hundreds of functions where processes are too
 * heavy.
 *
 * <p>It is not isolated: memory, disk and network have no bounds, static state is shared, nothing
 * is stopped between calls (its handler is simply not running), and a handler that ignores its
 * interrupt outlives its time limit.
 */
public final class InProcessEnvironment implements Environment {
  private final String id = UUID.randomUUID().toString().replace("-", "");
  private final FunctionConfig function;
  private final Supplier<? extends RequestStreamHandler> factory;
  private final FunctionPrices prices;
  private @Nullable RequestStreamHandler handler;
  private @Nullable Thread thread;
  private State state = State.RUNNING;
  private boolean vanished;

  private record Ended(Payload payload, boolean failed) {}

  /** An environment for this function; its first call makes the handler. */
  public InProcessEnvironment(
      FunctionConfig function,
      Supplier<? extends RequestStreamHandler> factory,
      FunctionPrices prices) {
    this.function = function;
    this.prices = prices;
    this.factory = factory;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public FunctionConfig function() {
    return function;
  }

  @Override
  public synchronized State state() {
    return state;
  }

  @Override
  public long pid() {
    return -1;
  }

  @Override
  public Answer run(Invocation call) throws InterruptedException {
    var initFrom = System.nanoTime();
    var cold = handler == null;
    var running = cold ? factory.get() : java.util.Objects.requireNonNull(handler);
    handler = running;
    var initNanos = cold ? Math.max(1, System.nanoTime() - initFrom) : 0;
    var limitNanos = TimeUnit.SECONDS.toNanos(function.resources().timeoutSeconds());
    var context = new InProcessContext(call, function, id, System.nanoTime() + limitNanos);
    var end = new CompletableFuture<Ended>();
    var from = System.nanoTime();
    if (!begin(
        Thread.ofVirtual()
            .name("lambda-" + function.name())
            .unstarted(() -> end.complete(handled(running, call, context))))) {
      return answer(
          call,
          new Ended(Failure.exited(call.requestId(), 128 + Signals.KILL), true),
          initNanos,
          from);
    }
    var ended = awaited(call, end, limitNanos);
    synchronized (this) {
      state = state == State.GONE ? State.GONE : State.FROZEN;
    }
    return answer(call, ended, initNanos, from);
  }

  private synchronized boolean begin(Thread call) {
    if (state == State.GONE) {
      return false;
    }
    state = State.RUNNING;
    thread = call;
    call.start();
    return true;
  }

  private Ended awaited(Invocation call, CompletableFuture<Ended> end, long limitNanos)
      throws InterruptedException {
    try {
      var ended = end.get(limitNanos, TimeUnit.NANOSECONDS);
      return state() == State.GONE && !isVanished()
          ? new Ended(Failure.exited(call.requestId(), 128 + Signals.KILL), true)
          : ended;
    } catch (TimeoutException e) {
      close();
      return new Ended(Failure.timedOut(call.requestId(), limitNanos / 1e9), true);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a call is a value", e);
    }
  }

  private synchronized boolean isVanished() {
    return vanished;
  }

  private Ended handled(RequestStreamHandler running, Invocation call, InProcessContext context) {
    var out = new ByteArrayOutputStream();
    try {
      running.handleRequest(new ByteArrayInputStream(call.payload().bytes()), out, context);
    } catch (Throwable e) {
      return new Ended(
          Failure.described(e.getClass().getName(), String.valueOf(e.getMessage())), true);
    }
    return out.size() > Failure.MOST_RESPONSE_BYTES
        ? new Ended(Failure.tooLarge(), true)
        : new Ended(new Payload(out.toByteArray()), false);
  }

  private Answer answer(Invocation call, Ended ended, long initNanos, long from) {
    var runNanos = System.nanoTime() - from;
    var report = Report.of(call, function, new Report.Run(initNanos, runNanos, 0), prices);
    return new Answer(ended.payload(), ended.failed(), initNanos, runNanos, report.around(""));
  }

  @Override
  public void vanish() {
    synchronized (this) {
      vanished = true;
    }
    close();
  }

  @Override
  public void suffer(NetworkFault fault) {
    throw new IllegalStateException(
        "a function in this process has no network of its own: faults need function processes");
  }

  @Override
  public synchronized void close() {
    state = State.GONE;
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
