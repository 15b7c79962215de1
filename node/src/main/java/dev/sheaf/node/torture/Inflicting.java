package dev.sheaf.node.torture;

import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Does what a plan says, and takes it back; what ended is started again by {@link Healing}. */
final class Inflicting {
  private static final int MOST_DOWN_SECONDS = 25;
  private static final int FLAP_MILLIS = 700;
  private static final int CUT_MILLIS = 150;
  private static final int FLIP_EVERY_BYTES = 20_000;
  private static final int SLOW_MILLIS = 120;
  private static final int SLOW_BYTES_PER_SECOND = 256 << 10;
  private static final int CLOCK_SECONDS = 3_600;

  private final Cluster cluster;
  private final StoreLink store;

  Inflicting(Cluster cluster, StoreLink store) {
    this.cluster = cluster;
    this.store = store;
  }

  /** The nodes that may be silent meanwhile; the others must serve. */
  static List<Integer> suspects(Fault fault) {
    return switch (fault.kind()) {
      case KILL, STOP, LEAVE, PARTITION, FLAPPING, SLOW, CUT, TORN, DISK, CLOCK ->
          List.of(fault.victim());
      case ONE_WAY, NON_TRANSITIVE -> List.of(fault.victim(), fault.other());
      case FLIP, RECLAIM, STORE -> List.of();
    };
  }

  /**
   * Does it for as long as it lasts.
   *
   * @param recovered whether the others answer for what the victim owned
   */
  void inflict(Fault fault, BooleanSupplier recovered) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case KILL -> {
        cluster.node(fault.victim()).kill();
        until(recovered);
      }
      case TORN -> {
        cluster.node(fault.victim()).kill();
        Torn.tear(cluster.state(fault.victim()), fault.seed());
        until(recovered);
      }
      case LEAVE -> leave(fault.victim());
      case STOP -> {
        cluster.node(fault.victim()).signal("STOP");
        hold(fault);
        cluster.node(fault.victim()).signal("CONT");
      }
      case DISK -> full(fault);
      case CLOCK -> {
        cluster.clock(fault.victim()).jump(fault.seed() < 0 ? -CLOCK_SECONDS : CLOCK_SECONDS);
        hold(fault);
        cluster.clock(fault.victim()).jump(0);
      }
      case RECLAIM -> {
        cluster
            .node(fault.victim())
            .process()
            .descendants()
            .forEach(ProcessHandle::destroyForcibly);
        hold(fault);
      }
      case STORE -> {
        store.misbehave(fault.seed());
        hold(fault);
        store.behave();
      }
      case FLIP -> {
        cluster.links().flip(FLIP_EVERY_BYTES);
        hold(fault);
        cluster.links().flip(0);
      }
      case PARTITION, ONE_WAY, NON_TRANSITIVE, FLAPPING, SLOW, CUT -> network(fault);
    }
  }

  private void network(Fault fault) throws InterruptedException {
    var links = cluster.links();
    switch (fault.kind()) {
      case ONE_WAY -> links.set(fault.victim(), fault.other(), Weather.DEAD);
      case NON_TRANSITIVE -> {
        links.set(fault.victim(), fault.other(), Weather.DEAD);
        links.set(fault.other(), fault.victim(), Weather.DEAD);
      }
      case SLOW -> links.around(fault.victim(), Weather.slow(SLOW_MILLIS, SLOW_BYTES_PER_SECOND));
      case CUT -> repeatedly(fault, CUT_MILLIS, _ -> cluster.cut(fault.victim()));
      case FLAPPING ->
          repeatedly(
              fault,
              FLAP_MILLIS,
              turn -> links.around(fault.victim(), turn % 2 == 0 ? Weather.DEAD : Weather.CLEAR));
      default -> links.around(fault.victim(), Weather.DEAD);
    }
    if (fault.kind() != FaultKind.CUT && fault.kind() != FaultKind.FLAPPING) {
      hold(fault);
    }
    links.clear();
  }

  /** One turn of something that is done again and again. */
  private interface Turn {
    void take(int number);
  }

  private static void repeatedly(Fault fault, int meanMillis, Turn turn)
      throws InterruptedException {
    var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(fault.holdMillis());
    for (int i = 0; System.nanoTime() - until < 0; i++) {
      turn.take(i);
      TimeUnit.MILLISECONDS.sleep(
          meanMillis / 2 + Draw.below(Draw.draw(fault.seed(), i), meanMillis));
    }
  }

  private void leave(int victim) throws IOException, InterruptedException {
    var status = cluster.node(victim).leave();
    if (status != 0) {
      throw new IOException("a node that left in order ended with status " + status);
    }
  }

  /**
   * Soft limits are the process's own: every write to a file fails, no matter what the disk has.
   */
  private void full(Fault fault) throws IOException, InterruptedException {
    cluster.fills(fault.victim());
    limit(fault.victim(), "0:");
    hold(fault);
    limit(fault.victim(), "unlimited:");
  }

  private void limit(int node, String bytes) throws IOException {
    var pid = Long.toString(cluster.node(node).process().pid());
    JournalServer.run(List.of("prlimit", "--pid", pid, "--fsize=" + bytes));
  }

  private static void hold(Fault fault) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(fault.holdMillis());
  }

  private static void until(BooleanSupplier recovered) throws InterruptedException {
    try {
      Patience.until(recovered, MOST_DOWN_SECONDS);
    } catch (TimeoutException tooLong) {
      // The run goes on; what does not answer by its end is told there.
    }
  }
}
