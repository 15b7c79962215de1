package dev.sheaf.policies.books;

/**
 * Where one job stands in a dataset: what it has opened and finished in its epoch, by place in the
 * seeded order.
 */
final class DatasetProgress {
  final String name;
  private final int places;
  final Packages opened;
  final Packages finished;

  /** What the job has still open of the epoch before. */
  final Packages before;

  /** The order in which it would open packages, if it were for the job alone. */
  OwnOrder order;

  int epoch;
  long sequence;
  long heardNanos;

  /** How many packages it has opened in its epoch, with those that it passes by. */
  int openings;

  /** How many it passes by. */
  private int passed;

  /** What was loaded before this load is old: it was at hand when the epoch began. */
  long firstLoad;

  /** How far the scan had moved when the epoch began. */
  long firstMove;

  /** How far the scan moved for each of its openings in the epoch before. */
  double movesAnOpening;

  DatasetProgress(String name, int places, double movesAnOpening, OwnOrder order) {
    this.name = name;
    this.places = places;
    this.order = order;
    this.movesAnOpening = movesAnOpening;
    opened = new Packages(places);
    finished = new Packages(places);
    before = new Packages(places);
  }

  /** True once it has opened something. */
  boolean hasBegun() {
    return openings > 0 || epoch > 0;
  }

  /** True when the job draws from the package now. */
  boolean isOpen(int place) {
    return (opened.has(place) && !finished.has(place)) || before.has(place);
  }

  /** True when the job has opened the package in that epoch, this or the last, and goes on. */
  boolean has(int inEpoch, int place) {
    return inEpoch == epoch
        ? opened.has(place) && !finished.has(place)
        : inEpoch == epoch - 1 && before.has(place);
  }

  void finish(int inEpoch, int place) {
    if (inEpoch == epoch) {
      finished.add(place);
    } else {
      before.remove(place);
    }
  }

  int left() {
    return places - openings;
  }

  /** How far the scan will have moved when the job has opened what is left, as far as one knows. */
  double movesLeft(long moves) {
    var known = places / 16.0;
    var rate = (moves - firstMove + known * movesAnOpening) / (openings - passed + known);
    return left() * rate;
  }

  /** Begins another epoch; what is open of the last one stays so until it is finished. */
  void enter(int next, OwnOrder itsOrder, long load, long moves) {
    order = itsOrder;
    before.clear();
    opened.forEach(place -> {
      if (!finished.has(place)) {
        before.add(place);
      }
    });
    if (openings > passed) {
      movesAnOpening = (double) (moves - firstMove) / (openings - passed);
    }
    begin(next, load, moves);
  }

  /** Stands at the beginning of {@code next}, with nothing opened. */
  void begin(int next, long load, long moves) {
    epoch = next;
    opened.clear();
    finished.clear();
    openings = 0;
    passed = 0;
    firstLoad = load;
    firstMove = moves;
  }

  /** Takes a package for opened and finished, unless it was opened. */
  void pass(int place) {
    if (!opened.has(place)) {
      open(place);
      finished.add(place);
      passed++;
    }
  }

  void open(int place) {
    if (!opened.has(place)) {
      opened.add(place);
      openings++;
    }
  }
}
