package dev.sheaf.lambda.local.fleet;

import dev.sheaf.lambda.local.environment.Invocation;
import dev.sheaf.lambda.local.function.FunctionConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that nobody waits for: tried again when the function fails, and until there is room when
 * they are throttled.
 *
 * <p><i>Source:</i> AWS Lambda developer guide, "How Lambda handles errors and retries with
 * asynchronous invocation" (2026-11): two more tries after failures, throttled events for up to six
 * hours at growing intervals.
 */
public final class Events implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final int MOST_WAITING = 10_000;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration OLDEST = Duration.ofHours(6);

  private final Fleet fleet;
  private final List<Duration> retries;
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lambda-event-", 0).factory());

  /** No events yet. */
  public Events(Fleet fleet, List<Duration> retries) {
    this.fleet = fleet;
    this.retries = List.copyOf(retries);
  }

  /** Takes an event; false when too many wait already. */
  public boolean offer(FunctionConfig function, Invocation call) {
    if (!places.tryAcquire()) {
      return false;
    }
    threads.execute(() -> {
      try {
        deliver(function, call);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        places.release();
      }
    });
    return true;
  }

  private void deliver(FunctionConfig function, Invocation call) throws InterruptedException {
    var from = System.nanoTime();
    var pause = Duration.ofSeconds(1);
    for (int failures = 0; System.nanoTime() - from < OLDEST.toNanos(); ) {
      switch (fleet.call(function, call)) {
        case Reply.Throttled _ -> {
          Thread.sleep(pause);
          var longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
        case Reply.Ran ran when !ran.answer().failed() -> {
          return;
        }
        case Reply.Ran _ -> {
          if (failures == retries.size()) {
            LOG.warn(
                "an event of {} failed {} times and is dropped", function.name(), failures + 1);
            return;
          }
          Thread.sleep(retries.get(failures++));
        }
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
