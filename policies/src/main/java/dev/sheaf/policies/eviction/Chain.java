package dev.sheaf.policies.eviction;

/** A doubly linked list of numbers in two arrays; a number is in it at most once. */
final class Chain {
  private final int[] next;
  private final int[] previous;
  private final int end;

  /** An empty chain of numbers below {@code bound}. */
  Chain(int bound) {
    next = new int[bound + 1];
    previous = new int[bound + 1];
    end = bound;
    next[end] = end;
    previous[end] = end;
  }

  void append(int number) {
    var last = previous[end];
    next[last] = number;
    previous[number] = last;
    next[number] = end;
    previous[end] = number;
  }

  void remove(int number) {
    next[previous[number]] = next[number];
    previous[next[number]] = previous[number];
  }

  void moveToEnd(int number) {
    if (next[number] != end) {
      remove(number);
      append(number);
    }
  }

  /** The number that was appended first; the chain is not empty. */
  int removeFirst() {
    var first = next[end];
    remove(first);
    return first;
  }
}
