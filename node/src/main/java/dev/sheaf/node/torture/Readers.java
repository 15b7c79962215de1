package dev.sheaf.node.torture;

import dev.sheaf.node.torture.Gateways.Gateway;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients that read the same few batches all the time, so that it is known of each read whether it
 * failed: one for each gateway that knows no other, and one that goes on to the next gateway when
 * one does not answer.
 *
 * <p>A read fails that has no whole batch by its deadline; of a client with one gateway, also one
 * that is told to come again. Failures count only while they are held against the nodes, and only
 * against a node to which nothing is done.
 */
final class Readers {
  static final String JOB = "reads";

  private static final int BATCHES = 4;
  private static final long DEADLINE_MILLIS = 5_000;
  private static final long BETWEEN_MILLIS = 200;

  /** The next gateway is not asked sooner. */
  private static final long PAUSE_MILLIS = 50;

  private final Caller caller;
  private final long deadlineMillis;
  private final Repeating repeating = new Repeating(BETWEEN_MILLIS);
  private volatile boolean held;

  Readers(Caller caller) {
    this(caller, DEADLINE_MILLIS);
  }

  /** Readers that give a batch so long. */
  Readers(Caller caller, long deadlineMillis) {
    this.caller = caller;
    this.deadlineMillis = deadlineMillis;
  }

  /** From now on failures count, or no longer. */
  void hold(boolean now) {
    held = now;
  }

  void end() {
    repeating.end();
  }

  List<Runnable> threads(int gateways) {
    var threads = new ArrayList<Runnable>();
    for (int i = 0; i < gateways; i++) {
      var node = i;
      threads.add(() -> repeating.run(number -> readAt(node, batch(number))));
    }
    threads.add(() -> repeating.run(number -> readAnywhere(batch(number))));
    return threads;
  }

  private static int batch(long number) {
    return (int) (number % BATCHES);
  }

  private void readAt(int node, int n) throws InterruptedException {
    var to = caller.gateways().now().stream().filter(each -> each.node() == node).findFirst();
    if (to.isPresent() && !caller.gateways().isExcused(to.get())) {
      var counts = held;
      var fails = !isRead(to.get(), n, deadlineMillis);
      if (counts && !caller.gateways().isExcused(to.get())) {
        tell(fails, "a client that knows only node " + node);
      }
    }
  }

  private void readAnywhere(int n) throws InterruptedException {
    var counts = held;
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
    var read = false;
    for (int i = 0; !read && System.nanoTime() - end < 0; i++) {
      if (i > 0) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      var all = caller.gateways().now();
      if (!all.isEmpty()) {
        var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        read = left > 0 && isRead(all.get((n + i) % all.size()), n, left);
      }
    }
    if (counts) {
      tell(!read, "a client that knows all nodes");
    }
  }

  private void tell(boolean fails, String who) {
    caller.tally().heldRead();
    if (fails) {
      caller.checker().breaks(Promise.FAILED_READS, who + " had no batch by its deadline");
    }
  }

  private boolean isRead(Gateway to, int n, long withinMillis) throws InterruptedException {
    var path = "/v1/jobs/%s/epochs/0/ranks/0/batches/%d?generation=1".formatted(JOB, n);
    var request = HttpRequest.newBuilder(to.api().resolve(path)).GET();
    var reply = caller.ask(to, request, withinMillis);
    if (reply.isEmpty() || reply.get().statusCode() != 200) {
      return false;
    }
    try {
      var by = to.api().getAuthority();
      var batch = new BatchSeen(JOB, 0, 0, n, by, BatchSeen.read(reply.get().body()));
      caller.checker().given(batch);
      return batch.whole();
    } catch (IOException cutShort) {
      return false;
    }
  }
}
