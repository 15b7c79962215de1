package dev.sheaf.policies.eviction;

import java.util.ArrayDeque;
import java.util.function.IntToDoubleFunction;

/**
 * The heap of the next epoch while it is built: values, then order, then what has changed since.
 */
final class ShadowHeap {
  private record Change(int id, boolean inserted) {}

  private final IntToDoubleFunction importance;
  private final ImportanceHeap heap;
  private final ArrayDeque<Change> changes = new ArrayDeque<>();
  private int toValue;
  private int toOrder;

  ShadowHeap(int samples, int[] held, IntToDoubleFunction importance) {
    this.importance = importance;
    this.heap = ImportanceHeap.unordered(samples, held);
    this.toValue = held.length;
    this.toOrder = held.length / 2;
  }

  void inserted(int id) {
    changes.add(new Change(id, true));
  }

  void removed(int id) {
    changes.add(new Change(id, false));
  }

  /** Looks at up to {@code budget} samples; true when it is complete. */
  boolean step(int budget) {
    for (int done = 0; done < budget && !complete(); done++) {
      if (toValue > 0) {
        toValue--;
        heap.place(toValue, importance.applyAsDouble(heap.idAt(toValue)));
      } else if (toOrder > 0) {
        heap.siftDown(--toOrder);
      } else {
        replay(changes.remove());
      }
    }
    return complete();
  }

  /** The heap; in order once it is complete. */
  ImportanceHeap heap() {
    return heap;
  }

  private boolean complete() {
    return toValue == 0 && toOrder == 0 && changes.isEmpty();
  }

  private void replay(Change change) {
    if (change.inserted()) {
      heap.insert(change.id(), importance.applyAsDouble(change.id()), 0);
    } else {
      heap.remove(change.id());
    }
  }
}
