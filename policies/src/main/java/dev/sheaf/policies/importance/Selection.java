package dev.sheaf.policies.importance;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The samples that a job reads in one epoch, in order, each of high or low importance.
 *
 * <p>A sample that was drawn with replacement may be in it more than once.
 */
public final class Selection {
  private final int[] ids;
  private final BitSet high;
  private final boolean fullAccess;

  Selection(int[] ids, BitSet high, boolean fullAccess) {
    this.ids = ids;
    this.high = high;
    this.fullAccess = fullAccess;
  }

  /** A full permutation: every sample once, all of high importance. */
  static Selection everything(int[] ids) {
    var high = new BitSet(ids.length);
    high.set(0, ids.length);
    return new Selection(ids, high, true);
  }

  /** How many samples are read. */
  public int size() {
    return ids.length;
  }

  /** The sample at a place of the order. */
  public int id(int place) {
    return ids[place];
  }

  /** Whether the sample at a place is of high importance. */
  public boolean high(int place) {
    return high.get(place);
  }

  /** True in an epoch that reads everything: caches replace nothing then. */
  public boolean fullAccess() {
    return fullAccess;
  }

  /** All ids in their order. */
  public IntStream ids() {
    return IntStream.of(ids);
  }

  /** The ids of high importance, in their order. */
  public IntStream highIds() {
    return high.stream().map(place -> ids[place]);
  }

  /** The places of high importance. */
  public BitSet highPlaces() {
    return (BitSet) high.clone();
  }
}
