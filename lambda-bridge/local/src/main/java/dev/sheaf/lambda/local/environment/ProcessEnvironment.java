package dev.sheaf.lambda.local.environment;

import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.lambda.local.network.NetworkFault;
import dev.sheaf.lambda.local.network.Relay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An environment that is a process of its own, under AWS's runtime interface client.
 *
 * <pre>
 *   RUNNING ── answered, asks for the next call ──► IDLE ── a moment later ──► FROZEN
 *      ▲                                              │ call                      │ call
 *      └──────────────────────────────────────────────┴───────────────────────────┘
 *   any ── exit, time limit, memory limit, full disk, reclaim ──► GONE
 * </pre>
 *
 * <p>To freeze is to stop the process and its children by a signal, to thaw is to let them go on:
 * the kernel keeps their connections and nobody answers on them.
 */
public final class ProcessEnvironment implements Environment, RuntimeApi.Host {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnvironment.class);
  private static final int LOG_TAIL_BYTES = 4096;
  private static final long MEMORY_WATCH_MILLIS = 250;
  private static final long DEATH_SECONDS = 10;
  private static final int KILLED = 128 + Signals.KILL;

  private final String id = UUID.randomUUID().toString().replace("-", "");
  private final String secret = UUID.randomUUID().toString();
  private final FunctionConfig function;
  private final Workshop workshop;
  private final Path folder;
  private final ProcessLog log;
  private final @Nullable Relay relay;
  private final LinkedBlockingQueue<RuntimeApi.Delivery> due = new LinkedBlockingQueue<>();
  private final CompletableFuture<End> ready = new CompletableFuture<>();
  private volatile @Nullable Process process;
  private volatile @Nullable Open open;
  private volatile @Nullable String refusedAnswerOf;
  private volatile long memoryPeakBytes;
  private boolean begun;
  private boolean vanished;
  private State state = State.RUNNING;
  private long idleTicket;

  /** How a start or a call ended. */
  private record End(Kind kind, Payload payload) {
    private enum Kind {
      READY,
      ANSWERED,
      FAILED,
      DEAD
    }
  }

  private record Open(String requestId, CompletableFuture<End> end) {}

  /** An environment for this function; its first call starts it. */
  public ProcessEnvironment(FunctionConfig function, Workshop workshop) {
    this.function = function;
    this.workshop = workshop;
    this.folder = workshop.home().resolve("environments").resolve(id);
    this.log = new ProcessLog(folder.resolve("log"));
    var terms = workshop.terms();
    this.relay =
        terms.relayed() ? Relay.open(terms.bytesPerSecond(), workshop.runtimeApi().port()) : null;
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
    var started = process;
    return started == null ? -1 : started.pid();
  }

  @Override
  public Answer run(Invocation call) throws InterruptedException {
    var initNanos = 0L;
    if (!begun) {
      begun = true;
      var from = System.nanoTime();
      var started = begin(call);
      initNanos = Math.max(1, System.nanoTime() - from);
      if (started.kind() != End.Kind.READY) {
        return answer(call, started, new Took(initNanos, 0, 0));
      }
    }
    var mark = log.mark();
    var from = System.nanoTime();
    var end = handedOver(call);
    var took = new Took(initNanos, System.nanoTime() - from, mark);
    return answer(call, withinDisk(end), took);
  }

  private record Took(long initNanos, long runNanos, long mark) {}

  private End begin(Invocation call) throws InterruptedException {
    var java = new JavaCommand(function, folder, workshop);
    try {
      Files.createDirectories(java.temporary());
      log.mark();
      var runtimeApi = workshop.runtimeApi().register(secret, this);
      var builder = new ProcessBuilder(java.command(relay == null ? null : relay.port()));
      builder.environment().clear();
      builder.environment().putAll(java.environment(runtimeApi, "[$LATEST]" + id));
      builder.directory(function.code().folder().toFile());
      builder.redirectErrorStream(true);
      builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
      var started = workshop.start(builder);
      process = started;
      if (state() == State.GONE) {
        kill();
      }
      var _ = started.onExit().thenAccept(ended -> exited(ended.exitValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the process of %s cannot be started".formatted(function.name()), e);
    }
    var limit = workshop.terms().initLimit();
    var end = awaited(ready, limit.toNanos());
    return end == null
        ? new End(End.Kind.DEAD, Failure.timedOut(call.requestId(), limit.toNanos() / 1e9))
        : end;
  }

  private static @Nullable End awaited(CompletableFuture<End> future, long nanos)
      throws InterruptedException {
    try {
      return future.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a call is a value", e);
    }
  }

  private End handedOver(Invocation call) throws InterruptedException {
    var current = new Open(call.requestId(), new CompletableFuture<>());
    var limitNanos = TimeUnit.SECONDS.toNanos(function.resources().timeoutSeconds());
    var deadlineMillis = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(limitNanos);
    open = current;
    if (!thaw()) {
      return new End(End.Kind.DEAD, Failure.exited(call.requestId(), KILLED));
    }
    due.add(new RuntimeApi.Delivery(call, deadlineMillis, function.arn()));
    var watch =
        workshop
            .timer()
            .scheduleWithFixedDelay(
                this::watchMemory, MEMORY_WATCH_MILLIS, MEMORY_WATCH_MILLIS, TimeUnit.MILLISECONDS);
    try {
      var end = awaited(current.end(), limitNanos);
      watchMemory();
      if (end == null) {
        kill();
        return new End(End.Kind.DEAD, Failure.timedOut(call.requestId(), limitNanos / 1e9));
      }
      return end;
    } finally {
      watch.cancel(false);
      open = null;
    }
  }

  private void watchMemory() {
    var used = ProcessUse.memoryBytes(pid());
    memoryPeakBytes = Math.max(memoryPeakBytes, used);
    if (used > (long) function.resources().memoryMb() << 20) {
      LOG.warn(
          "{} uses {} bytes of {} MB and is killed",
          function.name(),
          used,
          function.resources().memoryMb());
      kill();
    }
  }

  private End withinDisk(End end) {
    var used = end.kind() == End.Kind.DEAD ? 0 : ProcessUse.diskBytes(folder.resolve("tmp"));
    if (used <= (long) function.resources().ephemeralMb() << 20) {
      return end;
    }
    return new End(End.Kind.DEAD, Failure.diskFull(used, function.resources().ephemeralMb()));
  }

  private Answer answer(Invocation call, End end, Took took) {
    var text = log.since(took.mark(), LOG_TAIL_BYTES);
    if (end.kind() == End.Kind.DEAD) {
      LOG.info("an environment of {} ended: {}", function.name(), text.strip());
      close();
    }
    var run = new Report.Run(took.initNanos(), took.runNanos(), memoryPeakBytes);
    var report = Report.of(call, function, run, workshop.terms().prices());
    return new Answer(
        end.payload(),
        end.kind() != End.Kind.ANSWERED,
        took.initNanos(),
        took.runNanos(),
        report.around(text));
  }

  private synchronized boolean thaw() {
    if (state == State.GONE) {
      return false;
    }
    idleTicket++;
    if (state == State.FROZEN) {
      Signals.sendToGroup(pid(), Signals.CONTINUE);
    }
    state = State.RUNNING;
    return true;
  }

  private synchronized void rest() {
    var current = open;
    var busy = current != null && !current.end().isDone();
    if (state == State.RUNNING && due.isEmpty() && !busy) {
      state = State.IDLE;
      var ticket = ++idleTicket;
      var _ =
          workshop
              .timer()
              .schedule(
                  () -> freeze(ticket),
                  workshop.terms().freezeAfter().toNanos(),
                  TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void freeze(long ticket) {
    if (state == State.IDLE && ticket == idleTicket) {
      Signals.sendToGroup(pid(), Signals.STOP);
      state = State.FROZEN;
    }
  }

  @Override
  public RuntimeApi.@Nullable Delivery next() throws InterruptedException {
    ready.complete(new End(End.Kind.READY, Payload.of("")));
    rest();
    var delivery = due.take();
    return delivery.deadlineMillis() < 0 ? null : delivery;
  }

  @Override
  public boolean answered(String requestId, Payload payload) {
    return finish(requestId, new End(End.Kind.ANSWERED, payload));
  }

  @Override
  public boolean failed(String requestId, Payload description) {
    return finish(requestId, new End(End.Kind.FAILED, description))
        || requestId.equals(refusedAnswerOf);
  }

  @Override
  public void tooLarge(String requestId) {
    refusedAnswerOf = requestId;
    finish(requestId, new End(End.Kind.FAILED, Failure.tooLarge()));
  }

  private boolean finish(String requestId, End end) {
    var current = open;
    return current != null && current.requestId().equals(requestId) && current.end().complete(end);
  }

  @Override
  public void initFailed(Payload description) {
    ready.complete(new End(End.Kind.DEAD, description));
  }

  private void exited(int status) {
    synchronized (this) {
      state = State.GONE;
    }
    workshop.runtimeApi().unregister(secret);
    due.add(new RuntimeApi.Delivery(Invocation.of(Payload.of(""), null), -1, ""));
    var current = open;
    if (current != null) {
      current.end().complete(new End(End.Kind.DEAD, Failure.exited(current.requestId(), status)));
    }
    ready.complete(new End(End.Kind.DEAD, Failure.exited("init", status)));
  }

  /** Thaws before it kills: what is stopped could not tell its children. */
  private void kill() {
    synchronized (this) {
      state = State.GONE;
    }
    var started = process;
    if (started != null && started.isAlive()) {
      Signals.sendToGroup(started.pid(), Signals.CONTINUE);
      Signals.sendToGroup(started.pid(), Signals.KILL);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Behind a relay the process is killed and the relay keeps the other ends open. Without one,
   * or in the middle of a call, the process is stopped for good: its connections stay open as long
   * as it is there.
   */
  @Override
  public void vanish() {
    var idle = false;
    synchronized (this) {
      idle = state != State.RUNNING;
      state = State.GONE;
      vanished = true;
      if (relay != null) {
        relay.abandon();
        workshop.keep(relay);
      }
      if (process != null) {
        Signals.sendToGroup(pid(), Signals.STOP);
      }
    }
    if (idle && relay != null) {
      close();
    }
  }

  @Override
  public void suffer(NetworkFault fault) {
    if (relay == null) {
      throw new IllegalStateException(
          "faults need a relay: set the network of the settings before the Lambda starts");
    }
    relay.suffer(fault);
  }

  @Override
  public void close() {
    kill();
    var started = process;
    if (started != null) {
      try {
        started.onExit().get(DEATH_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("process {} of {} outlives its signal", started.pid(), function.name());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    workshop.runtimeApi().unregister(secret);
    if (relay != null && !vanished) {
      relay.close();
    }
    FileTree.delete(folder);
  }
}
