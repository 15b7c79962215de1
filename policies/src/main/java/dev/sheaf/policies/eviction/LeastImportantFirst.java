package dev.sheaf.policies.eviction;

import dev.sheaf.policies.eviction.ImportanceVerdict.Admitted;
import dev.sheaf.policies.eviction.ImportanceVerdict.Refused;
import dev.sheaf.policies.eviction.ImportanceVerdict.Replaced;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the most important samples: while there is room everything stays, then only what is more
 * important than the least important one held, which leaves for it.
 *
 * <p>In an epoch that reads everything nothing is replaced. Once an epoch all importances are
 * replaced at once by a <i>shadow heap</i>:
 *
 * <pre>
 *   rebuild(importance) ─► copy of the held ids ─► values ─► heapify ─► replay the log ─► swap
 *                                     └── rebuildStep(budget), as often as it takes ──┘
 *   offer, remove ─► the heap in use, at once ─► log, while a rebuild runs
 * </pre>
 *
 * <p>The heap in use answers until the swap, so nobody waits for a rebuild: a step does no more
 * than its budget, and every change since the copy is in the log.
 *
 * <p><i>Cost:</i> O(log C) to admit, O(1) for the least; a rebuild is one copy of C ids and O(C)
 * work in steps; 16 bytes a held sample and 4 bytes a sample of the dataset, twice while it runs.
 *
 * <p><i>Source:</i> iCACHE (Chen et al., HPCA 2023), H-cache with shadow heap. The released code
 * holds its lock across the rebuild; this one holds none.
 */
public final class LeastImportantFirst {
  private final int samples;
  private final int capacity;
  private ImportanceHeap heap;
  private boolean fullAccess;
  private @Nullable ShadowHeap shadow;

  /** Nothing yet, of {@code samples} with ids from 0, and room for {@code capacity} of them. */
  public LeastImportantFirst(int samples, int capacity) {
    if (capacity < 0 || samples < 1) {
      throw new IllegalArgumentException(
          "samples must be at least 1 and capacity at least 0 but were %d and %d"
              .formatted(samples, capacity));
    }
    this.samples = samples;
    this.capacity = capacity;
    this.heap = new ImportanceHeap(samples);
  }

  /** Whether a sample is held. */
  public boolean holds(int id) {
    return heap.holds(id);
  }

  /** How many samples are held. */
  public int size() {
    return heap.size();
  }

  /** The importance by which a held sample is kept. */
  public double importanceOf(int id) {
    if (!heap.holds(id)) {
      throw new IllegalArgumentException("a sample must be held but was not: " + id);
    }
    return heap.importanceOf(id);
  }

  /** The ids that are held, in no order that matters. */
  public int[] held() {
    return heap.snapshot();
  }

  /** Says whether the epoch reads everything: nothing is replaced then. */
  public void fullAccess(boolean readsEverything) {
    fullAccess = readsEverything;
  }

  /** Offers a sample that was read and is not held. */
  public ImportanceVerdict offer(int id, double importance) {
    if (heap.holds(id)) {
      throw new IllegalArgumentException("a sample must not be held when offered but was: " + id);
    }
    if (heap.size() < capacity) {
      insert(id, importance);
      return new Admitted();
    }
    if (fullAccess || capacity == 0 || !heap.leastIsBelow(importance, 0)) {
      return new Refused();
    }
    var victim = heap.least();
    remove(victim);
    insert(id, importance);
    return new Replaced(victim);
  }

  /** Forgets a sample whose bytes are gone. */
  public void remove(int id) {
    heap.remove(id);
    if (shadow != null) {
      shadow.removed(id);
    }
  }

  /** Begins to rebuild with the importances of a new epoch; one that runs is given up. */
  public void rebuild(IntToDoubleFunction importance) {
    shadow = new ShadowHeap(samples, heap.snapshot(), importance);
  }

  /** True while a rebuild has steps left. */
  public boolean rebuilding() {
    return shadow != null;
  }

  /**
   * Does the next part of a rebuild.
   *
   * @param budget how many samples are looked at, at most
   * @return true when nothing is left: the new heap is in use
   */
  public boolean rebuildStep(int budget) {
    if (budget < 1) {
      throw new IllegalArgumentException("budget must be at least 1 but was " + budget);
    }
    if (shadow != null && shadow.step(budget)) {
      heap = shadow.heap();
      shadow = null;
    }
    return shadow == null;
  }

  private void insert(int id, double importance) {
    heap.insert(id, importance, 0);
    if (shadow != null) {
      shadow.inserted(id);
    }
  }
}
