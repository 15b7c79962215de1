package dev.sheaf.policies.ledger;

import java.util.BitSet;

/**
 * The packages of an epoch that were not opened yet and have a sample selected, in seeded order.
 *
 * <p>A working copy: what is taken here is gone here only.
 */
final class UntouchedPackages {
  private final SampleSelection selection;
  private final KeyedBijection order;
  private final BitSet opened;
  private int cursor;

  /**
   * @param opened the packages opened so far; copied
   * @param cursor a place in the seeded order before which every package was opened
   */
  UntouchedPackages(SampleSelection selection, EpochKeys keys, BitSet opened, int cursor) {
    this.selection = selection;
    this.order = new KeyedBijection(selection.packages(), keys.packageOrder());
    this.opened = (BitSet) opened.clone();
    this.cursor = cursor;
  }

  /** Takes the next package in seeded order; -1 when there is none. */
  int next() {
    while (cursor < selection.packages()) {
      var index = (int) order.at(cursor++);
      if (take(index)) {
        return index;
      }
    }
    return -1;
  }

  /** Takes package {@code index}; false when it is no package, was opened, or has no sample. */
  boolean take(int index) {
    if (index < 0 || index >= selection.packages() || opened.get(index)) {
      return false;
    }
    opened.set(index);
    return selection.count(index) > 0;
  }
}
