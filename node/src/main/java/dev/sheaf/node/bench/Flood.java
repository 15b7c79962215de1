package dev.sheaf.node.bench;

import dev.sheaf.node.bench.FloodConnection.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Clients of a node's API that ask for batches of its jobs, politely or not. */
final class Flood {
  /** A client that is polite asks again after a while. */
  private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final FloodConnection.Wanted wanted;
  private final List<String> jobs;
  private final int batches;
  private final AtomicInteger asked = new AtomicInteger();

  /** Of each job, the next batch that nobody has asked for. */
  private final AtomicIntegerArray begun;

  /** Batches that were refused: they are asked for again before others. */
  private final List<Queue<Integer>> owed;

  /** Clients that ask for so many batches of each job, again and again. */
  Flood(FloodConnection.Wanted wanted, List<String> jobs, int batches) {
    this.wanted = wanted;
    this.jobs = jobs;
    this.batches = batches;
    this.begun = new AtomicIntegerArray(jobs.size());
    this.owed = jobs.stream().<Queue<Integer>>map(job -> new ConcurrentLinkedQueue<>()).toList();
  }

  /** One request, and when it was answered. */
  record Answer(long atNanos, long tookNanos, Outcome outcome) {}

  /** What became of many. */
  record Tally(Map<Outcome, Long> counts, double seconds, List<Answer> answers) {
    long of(Outcome outcome) {
      return counts.getOrDefault(outcome, 0L);
    }

    long all() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    double goodPerSecond() {
      return of(Outcome.GOOD) / seconds;
    }
  }

  private static final class Counting {
    private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();

    Counting() {
      for (var outcome : Outcome.values()) {
        counts.put(outcome, new LongAdder());
      }
    }

    void count(long beganNanos, Outcome outcome) {
      var now = System.nanoTime();
      counts.getOrDefault(outcome, new LongAdder()).increment();
      answers.add(new Answer(now, now - beganNanos, outcome));
    }

    Tally tally(double seconds) {
      var sums = new EnumMap<Outcome, Long>(Outcome.class);
      counts.forEach((outcome, count) -> sums.put(outcome, count.sum()));
      return new Tally(sums, seconds, List.copyOf(answers));
    }
  }

  /** So many clients, each of which asks again when it was answered. */
  Tally closedLoop(int clients, double seconds) throws IOException, InterruptedException {
    var counting = new Counting();
    var began = System.nanoTime();
    var end = began + (long) (seconds * 1e9);
    var threads = new ArrayList<Thread>();
    for (int client = 0; client < clients; client++) {
      var connection = new FloodConnection(wanted);
      threads.add(
          Thread.startVirtualThread(() -> {
            try (connection) {
              while (System.nanoTime() < end) {
                var from = System.nanoTime();
                var outcome = outcome(connection, from);
                counting.count(from, outcome);
                if (outcome != Outcome.GOOD && outcome != Outcome.LATE) {
                  LockSupport.parkNanos(REFUSED_NANOS);
                }
              }
            } catch (IOException broken) {
              counting.count(System.nanoTime(), Outcome.BROKEN);
            }
          }));
    }
    for (var thread : threads) {
      thread.join();
    }
    return counting.tally((System.nanoTime() - began) / 1e9);
  }

  /** Late is what comes after its deadline, counted from when it should have been asked. */
  private Outcome outcome(FloodConnection connection, long fromNanos) throws IOException {
    var job = Math.floorMod(asked.getAndIncrement(), jobs.size());
    var again = owed.get(job).poll();
    var n = again == null ? Math.floorMod(begun.getAndIncrement(job), batches) : again;
    var outcome = connection.ask(jobs.get(job), n);
    if (outcome != Outcome.GOOD) {
      owed.get(job).add(n);
    }
    var took = System.nanoTime() - fromNanos;
    return outcome == Outcome.GOOD && took > TimeUnit.MILLISECONDS.toNanos(wanted.deadlineMillis())
        ? Outcome.LATE
        : outcome;
  }

  /** Requests that come at a pace of their own, by at most so many connections. */
  Tally openLoop(double perSecond, int connections, double seconds) throws InterruptedException {
    var counting = new Counting();
    var idle = new ConcurrentLinkedDeque<FloodConnection>();
    var busy = new AtomicInteger();
    var began = System.nanoTime();
    var spanNanos = (long) (seconds * 1e9);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long number = 0; number / perSecond < seconds; number++) {
        var due = began + (long) (number / perSecond * 1e9);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        if (System.nanoTime() - began > spanNanos) {
          // The generator itself is behind: what it did not ask was not offered.
          break;
        }
        if (busy.incrementAndGet() > connections) {
          busy.decrementAndGet();
          counting.count(due, Outcome.UNSENT);
          continue;
        }
        threads.execute(() -> {
          ask(counting, idle, due);
          busy.decrementAndGet();
        });
      }
    }
    idle.forEach(Flood::close);
    return counting.tally(seconds);
  }

  private void ask(Counting counting, ConcurrentLinkedDeque<FloodConnection> idle, long due) {
    var connection = idle.pollFirst();
    try {
      if (connection == null) {
        connection = new FloodConnection(wanted);
      }
      counting.count(due, outcome(connection, due));
      idle.addFirst(connection);
    } catch (IOException broken) {
      counting.count(due, Outcome.BROKEN);
      if (connection != null) {
        close(connection);
      }
    }
  }

  private static void close(FloodConnection connection) {
    try {
      connection.close();
    } catch (IOException gone) {
      // It is closed for whoever counts.
    }
  }
}
