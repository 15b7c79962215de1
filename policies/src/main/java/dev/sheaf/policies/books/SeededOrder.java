package dev.sheaf.policies.books;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Comparator;
import java.util.stream.IntStream;

/** All packages in an order that follows from a seed: pins are its beginning, the scan goes on. */
final class SeededOrder {
  private final int[] order;
  private final int[] place;

  SeededOrder(int packages, long seed) {
    order =
        IntStream.range(0, packages)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> Draw.draw(seed, 1, i)).thenComparing(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    place = new int[packages];
    for (int at = 0; at < packages; at++) {
      place[order[at]] = at;
    }
  }

  int size() {
    return order.length;
  }

  /** The package at a place. */
  int at(int placeInOrder) {
    return order[placeInOrder];
  }

  /** The place of a package. */
  int placeOf(int index) {
    return place[index];
  }
}
