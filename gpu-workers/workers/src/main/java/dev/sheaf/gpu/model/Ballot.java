package dev.sheaf.gpu.model;

import dev.sheaf.gpu.model.NotOpenedException.Why;
import dev.sheaf.policies.ensemble.Combination;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Has members vote on batches. Each is opened, asked and closed on its own, so that an ensemble
 * whose members do not all fit at once predicts too, one after the other.
 *
 * @param combination how their votes count; null for one member, whose vote is the answer
 */
record Ballot(
    ModelStore store, Members members, int most, int classes, @Nullable Combination combination)
    implements PredictionQueue.Voting {
  private static final long LEASE_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final AtomicLong LEASES = new AtomicLong();

  /** Members in the order of their votes; each with weights to fall back on, the best first. */
  @FunctionalInterface
  interface Members {
    /** Looked up anew for each batch, as weights may have changed. */
    List<List<ModelStore.Unit>> units() throws IOException;
  }

  @Override
  public List<float[]> vote(List<MemorySegment> images)
      throws NotOpenedException, IOException, InterruptedException {
    var tasks = new ArrayList<FutureTask<float[]>>();
    for (var member : members.units()) {
      var task = new FutureTask<>(() -> ask(member, images));
      tasks.add(task);
      Thread.ofVirtual().name("vote").start(task);
    }
    var votes = new ArrayList<float[]>();
    for (var task : tasks) {
      votes.add(result(task));
    }
    return rows(combination == null ? votes.getFirst() : combination.vote(votes, classes));
  }

  private static float[] result(FutureTask<float[]> task)
      throws NotOpenedException, IOException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case NotOpenedException not -> throw not;
        case IOException broken -> throw broken;
        case null, default -> throw new IllegalStateException("a vote broke", failed.getCause());
      }
    }
  }

  /** Asks the first that is not damaged; once more where a process died under the question. */
  private float[] ask(List<ModelStore.Unit> member, List<MemorySegment> images)
      throws NotOpenedException, IOException, InterruptedException {
    var next = 0;
    while (true) {
      try {
        return askOnce(member.get(next), images);
      } catch (NotOpenedException not) {
        if (not.why() != Why.DAMAGED || next == member.size() - 1) {
          throw not;
        }
        next++;
      }
    }
  }

  private float[] askOnce(ModelStore.Unit unit, List<MemorySegment> images)
      throws NotOpenedException, IOException, InterruptedException {
    var lease = "batch-" + LEASES.incrementAndGet();
    var until = System.nanoTime() + PATIENCE_NANOS;
    try {
      return store.open(lease, unit, LEASE_NANOS, until).predict(images);
    } catch (IOException died) {
      store.close(lease);
      var again = "batch-" + LEASES.incrementAndGet();
      try {
        return store.open(again, unit, LEASE_NANOS, until).predict(images);
      } finally {
        store.close(again);
      }
    } finally {
      store.close(lease);
    }
  }

  private List<float[]> rows(float[] all) {
    var rows = new ArrayList<float[]>();
    for (int at = 0; at < all.length; at += classes) {
      rows.add(Arrays.copyOfRange(all, at, at + classes));
    }
    return rows;
  }
}
