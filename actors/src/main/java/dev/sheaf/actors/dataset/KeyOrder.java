package dev.sheaf.actors.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a dataset version in order of their keys, as unsigned bytes of UTF-8: the order in
 * which object stores list.
 *
 * <p><i>Cost:</i> nothing where the origin listed in that order, as all but a few do; else 4 bytes
 * an object. A key is found by a binary search; made by going through all keys once.
 */
public final class KeyOrder {
  private final Manifest manifest;
  private final int @Nullable [] objects;

  private KeyOrder(Manifest manifest, int @Nullable [] objects) {
    this.manifest = manifest;
    this.objects = objects;
  }

  /** The order of the keys of {@code manifest}. */
  public static KeyOrder of(Manifest manifest) {
    return new KeyOrder(manifest, manifest.keysAscend() ? null : sorted(manifest));
  }

  private static int[] sorted(Manifest manifest) {
    var byKey =
        Comparator.comparing(
            (Integer object) -> bytes(manifest.key(object)), Arrays::compareUnsigned);
    return IntStream.range(0, manifest.objects())
        .boxed()
        .sorted(byKey)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** How many keys there are. */
  public int count() {
    return manifest.objects();
  }

  /** The number of the object whose key is at {@code rank}. */
  public int object(int rank) {
    return objects == null ? rank : objects[rank];
  }

  /** The key at {@code rank}. */
  public String key(int rank) {
    return manifest.key(object(rank));
  }

  /** The rank of the first key that is not less than {@code key}; the count when all are less. */
  public int ceiling(byte[] key) {
    var from = 0;
    var to = count();
    while (from < to) {
      var middle = (from + to) >>> 1;
      if (Arrays.compareUnsigned(bytes(key(middle)), key) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** The rank of this very key; less than 0 when there is none. */
  public int find(String key) {
    var rank = ceiling(bytes(key));
    return rank < count() && key(rank).equals(key) ? rank : -1;
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
