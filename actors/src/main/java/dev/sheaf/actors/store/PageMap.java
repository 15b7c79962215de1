package dev.sheaf.actors.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which pages of the arena are taken. Pages are given lowest first, in one run where there is one
 * that is long enough, else in as few runs as come. Guarded by its owner.
 */
final class PageMap {
  private final BitSet taken = new BitSet();
  private final int pages;
  private int free;

  /** A run of neighbouring pages. */
  record Run(int first, int count) {}

  PageMap(int pages) {
    this.pages = pages;
    this.free = pages;
  }

  int free() {
    return free;
  }

  int pages() {
    return pages;
  }

  /** Takes {@code count} pages; there must be so many. */
  List<Run> take(int count) {
    if (count > free) {
      throw new IllegalStateException("taking " + count + " pages but only " + free + " are free");
    }
    var whole = firstFit(count);
    var runs = whole == null ? scattered(count) : List.of(whole);
    runs.forEach(run -> taken.set(run.first(), run.first() + run.count()));
    free -= count;
    return runs;
  }

  private @org.jspecify.annotations.Nullable Run firstFit(int count) {
    var from = taken.nextClearBit(0);
    while (from + count <= pages) {
      var end = taken.nextSetBit(from);
      if (end < 0 || end - from >= count) {
        return new Run(from, count);
      }
      from = taken.nextClearBit(end);
    }
    return null;
  }

  private List<Run> scattered(int count) {
    var runs = new ArrayList<Run>();
    var left = count;
    var from = taken.nextClearBit(0);
    while (left > 0) {
      var end = taken.nextSetBit(from);
      var length = Math.min(left, (end < 0 ? pages : end) - from);
      runs.add(new Run(from, length));
      left -= length;
      from = taken.nextClearBit(from + length);
    }
    return runs;
  }

  void give(List<Run> runs) {
    for (var run : runs) {
      taken.clear(run.first(), run.first() + run.count());
      free += run.count();
    }
  }
}
