package dev.sheaf.policies.eviction;

/** A heap of items by their next use, the farthest first, in which a use can be changed. */
final class FarthestFirst {
  private final int[] heap;
  private final int[] place;
  private final int[] use;
  private int size;

  FarthestFirst(int items) {
    heap = new int[items];
    place = new int[items];
    use = new int[items];
  }

  /** The farthest next use; something is held. */
  int farthest() {
    return use[heap[0]];
  }

  void add(int item, int nextUse) {
    use[item] = nextUse;
    up(size++, item);
  }

  /** Changes the use of an item that is held. */
  void change(int item, int nextUse) {
    var farther = nextUse > use[item];
    use[item] = nextUse;
    if (farther) {
      up(place[item], item);
    } else {
      down(place[item], item);
    }
  }

  /** Removes the item with the farthest use. */
  int remove() {
    var removed = heap[0];
    size--;
    if (size > 0) {
      down(0, heap[size]);
    }
    return removed;
  }

  private void up(int from, int item) {
    var at = from;
    while (at > 0 && use[heap[(at - 1) / 2]] < use[item]) {
      put(at, heap[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, item);
  }

  private void down(int from, int item) {
    var at = from;
    for (var child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && farther(heap[child + 1], heap[child])) {
        child++;
      }
      if (use[heap[child]] <= use[item]) {
        break;
      }
      put(at, heap[child]);
      at = child;
    }
    put(at, item);
  }

  private boolean farther(int one, int other) {
    return use[one] > use[other];
  }

  private void put(int at, int item) {
    heap[at] = item;
    place[item] = at;
  }
}
