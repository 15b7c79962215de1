package dev.sheaf.policies.books;

/**
 * Two blocks of the seeded order that follow one another, round and round.
 *
 * @param from the first place of the current block
 * @param current how many places it has
 * @param next how many the block after it has
 */
record LiveBlocks(int from, int current, int next) {
  /** None yet. */
  static final LiveBlocks NONE = new LiveBlocks(0, 0, 0);

  /** True when the blocks have places. */
  boolean isCut() {
    return current > 0;
  }

  /** True when both blocks together are all there is. */
  boolean isAll(int places) {
    return current + next >= places;
  }

  boolean has(int place, int places) {
    return Math.floorMod(place - from, places) < current + next;
  }

  /** The place number {@code index} of both blocks. */
  int at(int index, int places) {
    return (from + index) % places;
  }

  /**
   * The next block becomes the current one, and what comes after it the next: as much as fits into
   * half the cache, and beside the current one and what may be open of the last; one at least.
   */
  LiveBlocks turned(DatasetState state) {
    var places = state.places();
    var begin = (from + current) % places;
    var budget =
        Math.min(
            state.capacityBytes() / 2,
            state.capacityBytes() - bytes(state, begin, next) - state.peakBytes());
    var count = 0;
    var most = places - next;
    while (count < most) {
      budget -= state.sizeBytes((begin + next + count) % places);
      if (budget < 0 && count > 0) {
        break;
      }
      count++;
    }
    return new LiveBlocks(begin, next, count);
  }

  /** Two blocks from the same place on, for a cache of another size. */
  LiveBlocks cutAgain(DatasetState state) {
    return new LiveBlocks(from, 0, 0).turned(state).turned(state);
  }

  private static long bytes(DatasetState state, int begin, int count) {
    var bytes = 0L;
    for (int index = 0; index < count; index++) {
      bytes += state.sizeBytes((begin + index) % state.places());
    }
    return bytes;
  }
}
