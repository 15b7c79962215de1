package dev.sheaf.policies.importance;

/**
 * Orders places by a key, and equal keys by id: a merge sort without boxes.
 *
 * <p><i>Cost:</i> O(n log n), two arrays of places.
 */
public final class RankOrder {
  private final double[] keys;
  private final int[] ids;
  private int[] from;
  private int[] into;

  private RankOrder(double[] keys, int[] ids) {
    this.keys = keys;
    this.ids = ids;
    this.from = places(keys.length);
    this.into = new int[keys.length];
  }

  /** The places 0..keys.length-1, the smallest key first; {@code ids} parts equal keys. */
  public static int[] ascending(double[] keys, int[] ids) {
    if (keys.length != ids.length) {
      throw new IllegalArgumentException(
          "keys and ids must be as many but were %d and %d".formatted(keys.length, ids.length));
    }
    return new RankOrder(keys, ids).sorted();
  }

  /** The places 0..keys.length-1, the smallest key first; the place parts equal keys. */
  public static int[] ascending(double[] keys) {
    return ascending(keys, places(keys.length));
  }

  /** The numbers 0..count-1. */
  static int[] places(int count) {
    var places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = i;
    }
    return places;
  }

  private int[] sorted() {
    for (int width = 1; width < from.length; width *= 2) {
      for (int start = 0; start < from.length; start += 2 * width) {
        merge(start, width);
      }
      var merged = into;
      into = from;
      from = merged;
    }
    return from;
  }

  private void merge(int start, int width) {
    var middle = Math.min(start + width, from.length);
    var end = Math.min(start + 2 * width, from.length);
    var left = start;
    var right = middle;
    for (int at = start; at < end; at++) {
      var takeRight = left == middle || (right < end && before(from[right], from[left]));
      into[at] = takeRight ? from[right++] : from[left++];
    }
  }

  private boolean before(int a, int b) {
    var order = Double.compare(keys[a], keys[b]);
    return order < 0 || (order == 0 && ids[a] < ids[b]);
  }
}
