package dev.sheaf.policies.eviction;

import java.util.Arrays;

/**
 * The samples of a cache, the least important on top; a smaller frequency, then a smaller id, parts
 * equal ones.
 *
 * <p><i>Cost:</i> O(log n) a change, O(1) for the least, 4 bytes for each sample of the dataset and
 * 16 for each one held.
 */
final class ImportanceHeap {
  private static final int NOWHERE = -1;

  private final int[] placeOf;
  private int[] ids = new int[64];
  private double[] importance = new double[64];
  private int[] frequency = new int[64];
  private int size;

  ImportanceHeap(int samples) {
    placeOf = new int[samples];
    Arrays.fill(placeOf, NOWHERE);
  }

  /** An unordered heap of these samples: heapify before it is used. */
  static ImportanceHeap unordered(int samples, int[] ids) {
    var heap = new ImportanceHeap(samples);
    heap.ids = ids.clone();
    heap.importance = new double[ids.length];
    heap.frequency = new int[ids.length];
    heap.size = ids.length;
    return heap;
  }

  int size() {
    return size;
  }

  boolean holds(int id) {
    return placeOf[id] != NOWHERE;
  }

  int least() {
    return ids[0];
  }

  double importanceOf(int id) {
    return importance[placeOf[id]];
  }

  /** The ids that are held, in no order that matters. */
  int[] snapshot() {
    return Arrays.copyOf(ids, size);
  }

  /** Whether the least of all is below a sample with these values. */
  boolean leastIsBelow(double otherImportance, int otherFrequency) {
    var order = Double.compare(importance[0], otherImportance);
    return order < 0 || (order == 0 && frequency[0] < otherFrequency);
  }

  void insert(int id, double itsImportance, int itsFrequency) {
    if (size == ids.length) {
      var larger = Math.max(64, 2 * size);
      ids = Arrays.copyOf(ids, larger);
      importance = Arrays.copyOf(importance, larger);
      frequency = Arrays.copyOf(frequency, larger);
    }
    put(size++, id, itsImportance, itsFrequency);
    siftUp(size - 1);
  }

  void remove(int id) {
    var place = placeOf[id];
    if (place == NOWHERE) {
      return;
    }
    placeOf[id] = NOWHERE;
    size--;
    if (place < size) {
      move(size, place);
      siftDown(place);
      siftUp(place);
    }
  }

  /** Sets the values at a place of an unordered heap. */
  void place(int place, double itsImportance) {
    put(place, ids[place], itsImportance, 0);
  }

  /** The sample at a place. */
  int idAt(int place) {
    return ids[place];
  }

  /** Restores the order below a place, when the order is right below its children. */
  void siftDown(int from) {
    var place = from;
    for (var child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && before(child + 1, child)) {
        child++;
      }
      if (!before(child, place)) {
        return;
      }
      swap(place, child);
      place = child;
    }
  }

  private void siftUp(int from) {
    var place = from;
    while (place > 0 && before(place, (place - 1) / 2)) {
      swap(place, (place - 1) / 2);
      place = (place - 1) / 2;
    }
  }

  private boolean before(int a, int b) {
    var order = Double.compare(importance[a], importance[b]);
    if (order == 0) {
      order = Integer.compare(frequency[a], frequency[b]);
    }
    return order < 0 || (order == 0 && ids[a] < ids[b]);
  }

  private void swap(int a, int b) {
    var id = ids[a];
    var itsImportance = importance[a];
    var itsFrequency = frequency[a];
    move(b, a);
    put(b, id, itsImportance, itsFrequency);
  }

  private void move(int from, int to) {
    put(to, ids[from], importance[from], frequency[from]);
  }

  private void put(int place, int id, double itsImportance, int itsFrequency) {
    ids[place] = id;
    importance[place] = itsImportance;
    frequency[place] = itsFrequency;
    placeOf[id] = place;
  }
}
