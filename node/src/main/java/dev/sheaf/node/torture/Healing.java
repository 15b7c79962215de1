package dev.sheaf.node.torture;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Brings a cluster back to what it was: starts what has ended, as a supervisor of services does.
 */
final class Healing {
  private static final int SECONDS = 150;

  private final Cluster cluster;
  private final Load load;

  Healing(Cluster cluster, Load load) {
    this.cluster = cluster;
    this.load = load;
  }

  /**
   * Returns when all nodes are up, each sees all, and all entities answer.
   *
   * @throws TimeoutException when that takes too long; the message says what is missing
   */
  void heal() throws TimeoutException, IOException, InterruptedException {
    var end = System.nanoTime() + SECONDS * 1_000_000_000L;
    while (true) {
      startWhatEnded();
      var missing = missing();
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException(missing + " after " + SECONDS + " s");
      }
      Thread.sleep(100);
    }
  }

  private void startWhatEnded() throws IOException {
    for (int i = 0; i < cluster.count(); i++) {
      if (!cluster.isUp(i)) {
        cluster.start(i);
      }
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
      Patience.until(() -> load.probes().allAnswerSince(now), 6);
    } catch (TimeoutException silent) {
      return load.probes().silent() + " do not answer";
    }
    return "";
  }
}
