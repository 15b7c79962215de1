package dev.sheaf.policies.substitution;

import java.util.Arrays;

/**
 * A set of sample ids from which any member can be drawn at once: a dense array of members and the
 * place of each.
 *
 * <p><i>Cost:</i> O(1) for every operation but {@link #clear}; 8 bytes an id of the dataset.
 */
public final class SampleSet {
  private static final int ABSENT = -1;

  private final int[] members;
  private final int[] places;
  private int size;

  /** Empty, for ids {@code 0..samples-1}. */
  public SampleSet(int samples) {
    this.members = new int[samples];
    this.places = new int[samples];
    Arrays.fill(places, ABSENT);
  }

  /** How many members there are. */
  public int size() {
    return size;
  }

  /** True for a member. */
  public boolean contains(int id) {
    return places[id] != ABSENT;
  }

  /** The member at a place in {@code 0..size-1}; which one that is changes with every removal. */
  public int at(int place) {
    if (place < 0 || place >= size) {
      throw new IllegalArgumentException("place must be below " + size + " but was " + place);
    }
    return members[place];
  }

  /** Adds an id; nothing happens when it is a member. */
  public void add(int id) {
    if (places[id] == ABSENT) {
      places[id] = size;
      members[size++] = id;
    }
  }

  /** Removes an id, and moves the last member to its place; nothing happens when it is none. */
  public void remove(int id) {
    var place = places[id];
    if (place != ABSENT) {
      var last = members[--size];
      members[place] = last;
      places[last] = place;
      places[id] = ABSENT;
    }
  }

  /** Removes all. */
  public void clear() {
    Arrays.fill(places, ABSENT);
    size = 0;
  }
}
