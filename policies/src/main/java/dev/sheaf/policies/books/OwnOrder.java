package dev.sheaf.policies.books;

import dev.sheaf.policies.ledger.KeyedBijection;
import java.util.function.IntPredicate;

/**
 * The order in which one job would open packages in one epoch: a permutation of places that is
 * computed, with a cursor before which all are opened.
 */
final class OwnOrder {
  private final KeyedBijection order;
  private int cursor;

  OwnOrder(int places, long key) {
    order = new KeyedBijection(places, key);
  }

  /** The first place for which that is so; -1 when there is none. */
  int first(IntPredicate isLeft) {
    for (int at = cursor; at < order.size(); at++) {
      var place = (int) order.at(at);
      if (isLeft.test(place)) {
        return place;
      }
    }
    return Packages.NONE;
  }

  /** Passes over what is opened. */
  void pass(Packages opened) {
    while (cursor < order.size() && opened.has((int) order.at(cursor))) {
      cursor++;
    }
  }
}
