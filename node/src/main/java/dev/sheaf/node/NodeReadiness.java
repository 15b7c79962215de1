package dev.sheaf.node;

import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.http.operate.Readiness;
import dev.sheaf.sharding.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A node is ready when it is a member, some node has a cache, and the journal answers. */
final class NodeReadiness implements Readiness {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ClusterView view;
  private final Journal journal;
  private final Supplier<List<String>> faults;
  private final AtomicLong lookedNanos = new AtomicLong(System.nanoTime() - LOOK_NANOS);
  private volatile String fault = "";

  NodeReadiness(ClusterView view, Journal journal, Supplier<List<String>> faults) {
    this.view = view;
    this.journal = journal;
    this.faults = faults;
  }

  @Override
  public List<String> waitingFor() {
    look();
    return missing();
  }

  @Override
  public List<String> waitingForNow() {
    ask();
    return missing();
  }

  @Override
  public List<String> degraded() {
    return faults.get();
  }

  private List<String> missing() {
    var missing = new ArrayList<String>();
    if (view.members().stream().noneMatch(m -> m.id().equals(view.self().id()))) {
      missing.add("membership: this node is not Up in the cluster yet");
    }
    if (view.owners(0, 1).isEmpty()) {
      missing.add("cache: no node with the role cache is Up");
    }
    if (!fault.isEmpty()) {
      missing.add(fault);
    }
    return missing;
  }

  /** Asks the journal now and then, aside: readiness must not wait for it. */
  private void look() {
    var last = lookedNanos.get();
    var now = System.nanoTime();
    if (now - last >= LOOK_NANOS && lookedNanos.compareAndSet(last, now)) {
      Thread.startVirtualThread(this::ask);
    }
  }

  private void ask() {
    fault = journal.fault().map(f -> String.valueOf(f.getMessage())).orElse("");
  }
}
