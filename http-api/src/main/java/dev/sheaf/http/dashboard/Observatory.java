package dev.sheaf.http.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One look at everything, shared by all who watch.
 *
 * <p>A look is taken when somebody asks and the last one is old enough: a second, and up to five
 * where looking takes long, so that a busy cluster is not looked at all the time. A part that does
 * not answer in time is shown as it was, and named in {@code late}.
 */
final class Observatory {
  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MOST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final int SHARE = 4;

  private final InstantSource clock;
  private final List<Part> parts = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("look-", 0).factory());
  private CompletableFuture<ObjectNode> latest = CompletableFuture.completedFuture(Json.object());
  private long nextNanos = System.nanoTime();

  Observatory(Map<String, Look> looks, InstantSource clock) {
    this.clock = clock;
    looks.forEach((name, look) -> parts.add(new Part(name, look)));
  }

  /** How everything is, or was a moment ago. */
  synchronized CompletionStage<ObjectNode> latest() {
    if (latest.isDone() && System.nanoTime() - nextNanos >= 0) {
      latest = CompletableFuture.supplyAsync(this::look, threads);
    }
    return latest;
  }

  private ObjectNode look() {
    var began = System.nanoTime();
    parts.forEach(part -> part.begin(threads));
    var all = Json.object().put("at", clock.millis());
    var late = Json.array();
    for (var part : parts) {
      if (!part.isThereBy(began + PATIENCE_NANOS)) {
        late.add(part.name);
      }
      all.set(part.name, part.last);
    }
    all.set("late", late);
    rest(System.nanoTime() - began);
    return all;
  }

  private synchronized void rest(long tookNanos) {
    var pause = Math.clamp(SHARE * tookNanos, EVERY_NANOS, MOST_NANOS);
    nextNanos = System.nanoTime() + pause - EVERY_NANOS / 10;
  }

  /** A part, as it was seen last; at most one look at it is under way. */
  private static final class Part {
    private final String name;
    private final Look look;
    private ObjectNode last = Json.object();
    private CompletableFuture<ObjectNode> looking = CompletableFuture.completedFuture(last);

    Part(String name, Look look) {
      this.name = name;
      this.look = look;
    }

    void begin(ExecutorService threads) {
      if (looking.isDone()) {
        looking = new CompletableFuture<>();
        var mine = looking;
        threads.execute(() -> {
          try {
            mine.complete(look.now());
          } catch (Exception failed) {
            mine.completeExceptionally(failed);
          }
        });
      }
    }

    /** Waits, and keeps what was seen; whether that is new. */
    boolean isThereBy(long deadlineNanos) {
      try {
        var left = Math.max(0, deadlineNanos - System.nanoTime());
        last = looking.get(left, TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException | java.util.concurrent.ExecutionException late) {
        return false;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
