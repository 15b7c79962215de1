package dev.sheaf.node.torture;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings a cluster back to what it was: starts what has ended, as a supervisor of services does.
 */
final class Healing {
  private static final int SECONDS = 150;

  /** Nobody tells the suite of members and answers: it looks this often. */
  private static final long LOOK_MILLIS = 100;

  private static final int ANSWER_SECONDS = 6;

  private final Cluster cluster;
  private final Load load;

  Healing(Cluster cluster, Load load) {
    this.cluster = cluster;
    this.load = load;
  }

  /**
   * Returns when all nodes are up, each sees all, and all entities answer; gives the time when the
   * last node was up.
   *
   * @throws TimeoutException when that takes too long, from when the nodes are up; the message says
   *     what is missing
   */
  long heal() throws TimeoutException, IOException, InterruptedException {
    var up = System.nanoTime();
    while (true) {
      if (!cluster.down().isEmpty()) {
        cluster.start(cluster.down());
        up = System.nanoTime();
      }
      var missing = missing();
      if (missing.isEmpty()) {
        return up;
      }
      if (System.nanoTime() - up > TimeUnit.SECONDS.toNanos(SECONDS)) {
        throw new TimeoutException(missing + " after " + SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private String missing() throws InterruptedException {
    var now = System.nanoTime();
    for (var gateway : cluster.now()) {
      var members = load.admin().members(gateway);
      if (members != cluster.count()) {
        return "node %d sees %d members".formatted(gateway.node(), members);
      }
    }
    cluster.acquit();
    try {
      Patience.until(() -> load.probes().allAnswerSince(now), ANSWER_SECONDS);
    } catch (TimeoutException silent) {
      return load.probes().silent() + " do not answer";
    }
    return "";
  }
}
