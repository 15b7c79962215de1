package dev.sheaf.actors.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which pages of an arena or a file are taken. Pages are given lowest first, in one run where there
 * is one that is long enough, else in as few runs as come. Guarded by its owner.
 */
public final class PageMap {
  private final BitSet taken = new BitSet();
  private final int pages;
  private int free;

  /** A run of neighbouring pages. */
  public record Run(int first, int count) {}

  /** A map of so many pages, none of them taken. */
  public PageMap(int pages) {
    this.pages = pages;
    this.free = pages;
  }

  /** How many pages are not taken. */
  public int free() {
    return free;
  }

  /** How many pages there are. */
  public int pages() {
    return pages;
  }

  /** Takes {@code count} pages; there must be so many. */
  public List<Run> take(int count) {
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

  /** Takes just these runs; false, and nothing is taken, when that cannot be. */
  public boolean claim(List<Run> runs) {
    var claimed = new ArrayList<Run>();
    for (var run : runs) {
      if (!isFree(run)) {
        give(claimed);
        return false;
      }
      taken.set(run.first(), run.first() + run.count());
      free -= run.count();
      claimed.add(run);
    }
    return true;
  }

  private boolean isFree(Run run) {
    if (run.first() < 0 || run.count() < 1 || run.count() > pages - run.first()) {
      return false;
    }
    var next = taken.nextSetBit(run.first());
    return next < 0 || next >= run.first() + run.count();
  }

  /** Gives runs back. */
  public void give(List<Run> runs) {
    for (var run : runs) {
      taken.clear(run.first(), run.first() + run.count());
      free += run.count();
    }
  }
}
