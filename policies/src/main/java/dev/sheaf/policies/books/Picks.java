package dev.sheaf.policies.books;

import java.util.ArrayList;
import java.util.List;

/** Chooses packages for one job, one at a time, against a book that does not change meanwhile. */
final class Picks {
  private static final int WHOLE = 1_000;

  private final DatasetBook book;
  private final DatasetProgress job;
  private final boolean fresh;
  private final List<Integer> chosen = new ArrayList<>();
  private int paceOwed;
  private int pinnedLeft;
  private int otherLeft;

  Picks(DatasetBook book, DatasetProgress job, int epoch) {
    this.book = book;
    this.job = job;
    this.fresh = epoch > job.epoch;
    this.paceOwed = fresh ? 0 : job.paceOwed;
    for (int p = 0; p < book.packages(); p++) {
      if (isLeft(p)) {
        pinnedLeft += book.isPinned(p) ? 1 : 0;
        otherLeft += book.isPinned(p) ? 0 : 1;
      }
    }
  }

  List<Integer> chosen() {
    return List.copyOf(chosen);
  }

  int paceOwed() {
    return paceOwed;
  }

  /** Chooses one more; false when nothing is left. */
  boolean next() {
    if (pinnedLeft + otherLeft == 0) {
      return false;
    }
    paceOwed += WHOLE * pinnedLeft / (pinnedLeft + otherLeft);
    if (pinnedLeft > 0 && (otherLeft == 0 || paceOwed >= WHOLE)) {
      return takePinned();
    }
    var atHand = book.prefersAtHand() ? atHand() : -1;
    if (atHand >= 0) {
      return take(atHand);
    }
    if (pinnedLeft > 0 && book.prefersAtHand() && book.wouldEvictNeeded(chosen)) {
      return takePinned();
    }
    return take(nextInScan());
  }

  private boolean takePinned() {
    paceOwed -= WHOLE;
    for (int place = 0; place < book.pinnedCount(); place++) {
      if (isLeft(book.inPinOrder(place))) {
        chosen.add(book.inPinOrder(place));
        pinnedLeft--;
        return true;
      }
    }
    throw new IllegalStateException("a pinned package must be left");
  }

  private boolean take(int index) {
    chosen.add(index);
    otherLeft--;
    return true;
  }

  /** Of what is held in the window already, what was opened longest ago: it would leave first. */
  private int atHand() {
    var eldest = -1;
    for (int step = 0; step < book.packages(); step++) {
      var p = book.inScan(step);
      if (!book.isPinned(p)
          && book.isHeld(p)
          && isLeft(p)
          && (eldest < 0 || book.lastUse(p) < book.lastUse(eldest))) {
        eldest = p;
      }
    }
    return eldest;
  }

  private int nextInScan() {
    for (int step = 0; step < book.packages(); step++) {
      var p = book.inScan(step);
      if (!book.isPinned(p) && isLeft(p) && !chosen.contains(p)) {
        return p;
      }
    }
    throw new IllegalStateException("a package that is not pinned must be left");
  }

  private boolean isLeft(int index) {
    return (fresh || !job.opened.has(index)) && !chosen.contains(index);
  }
}
