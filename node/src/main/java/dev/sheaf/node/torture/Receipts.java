package dev.sheaf.node.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that submits jobs all the time, and keeps what it was told: a job that was accepted must
 * be known ever after, whatever happened to the node that said so.
 */
final class Receipts {
  private static final long BETWEEN_MILLIS = 400;
  private static final int MOST_HELD = 100;

  private final Admin admin;
  private final Checker checker;
  private final List<String> accepted = new ArrayList<>();
  private final Repeating repeating = new Repeating(BETWEEN_MILLIS);

  Receipts(Admin admin, Checker checker) {
    this.admin = admin;
    this.checker = checker;
  }

  void end() {
    repeating.end();
  }

  /** Submits one after the other until it is told to end. */
  void run() {
    repeating.run(number -> submit("receipt-" + number));
  }

  private void submit(String job) throws InterruptedException {
    try {
      admin.submit(new JobOrder(job, "files", "strict", 1, 1));
      checker.accepted();
      synchronized (accepted) {
        accepted.add(job);
      }
    } catch (IOException refused) {
      checker.breaks(Promise.REFUSED, String.valueOf(refused.getMessage()));
    }
  }

  /** Asks for all jobs that were accepted since the last time, and stops them. */
  void check() throws InterruptedException {
    List<String> held;
    synchronized (accepted) {
      held = List.copyOf(accepted.subList(0, Math.min(MOST_HELD, accepted.size())));
      accepted.subList(0, held.size()).clear();
    }
    for (var job : held) {
      try {
        admin.stop(job);
      } catch (IOException lost) {
        checker.breaks(Promise.LOST_ACKS, job + " was accepted: " + lost.getMessage());
      }
    }
  }
}
