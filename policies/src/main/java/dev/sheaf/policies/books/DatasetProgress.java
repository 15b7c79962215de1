package dev.sheaf.policies.books;

/** Where one job stands in a dataset: what it has opened and finished in its epoch. */
final class DatasetProgress {
  final Packages opened;
  final Packages finished;
  int epoch;
  long sequence;
  long heardNanos;

  /** How much of a pinned package is owed to the even pace, in thousandths. */
  int paceOwed;

  DatasetProgress(int packages) {
    opened = new Packages(packages);
    finished = new Packages(packages);
  }

  /** True when the job draws from the package now. */
  boolean isOpen(int index) {
    return opened.has(index) && !finished.has(index);
  }

  void enter(int next) {
    if (next > epoch) {
      epoch = next;
      opened.clear();
      finished.clear();
      paceOwed = 0;
    }
  }
}
