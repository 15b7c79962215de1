package dev.sheaf.policies.packaging;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Forms packages of single samples: a seeded order of them, cut where a package would exceed its
 * target.
 *
 * <p>A package is one object of 4 to 16 MB, so a GET brings as many samples as a package holds. The
 * released code of the source reads single files in random order: a GET a sample.
 *
 * <p><i>Cost:</i> O(n log n).
 *
 * <p><i>Source:</i> after dynamic packaging of iCACHE (Chen et al., HPCA 2023); size and form are
 * ours.
 *
 * @param targetBytes a package holds at most this, or a single sample that is larger
 */
public record PackageForming(long targetBytes) {
  private static final long LEAST_BYTES = 4_000_000;
  private static final long MOST_BYTES = 16L << 20;

  /** Checks the range. */
  public PackageForming {
    if (targetBytes < LEAST_BYTES || targetBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "targetBytes must be %d..%d but was %d".formatted(LEAST_BYTES, MOST_BYTES, targetBytes));
    }
  }

  /** The packages of these samples, sealed for {@code epoch}. */
  public List<DerivedPackage> form(int epoch, int[] ids, IntToLongFunction sizeBytes, long seed) {
    var order = shuffled(ids, Draw.draw(seed, epoch));
    var formed = new ArrayList<DerivedPackage>();
    var from = 0;
    var bytes = 0L;
    for (int place = 0; place < order.length; place++) {
      var its = sizeBytes.applyAsLong(order[place]);
      if (place > from && bytes + its > targetBytes) {
        formed.add(sealed(epoch, formed.size(), Arrays.copyOfRange(order, from, place), bytes));
        from = place;
        bytes = 0;
      }
      bytes += its;
    }
    if (from < order.length) {
      formed.add(
          sealed(epoch, formed.size(), Arrays.copyOfRange(order, from, order.length), bytes));
    }
    return formed;
  }

  private static DerivedPackage sealed(int epoch, int index, int[] ids, long bytes) {
    return new DerivedPackage(epoch, index, ids, bytes);
  }

  private static int[] shuffled(int[] ids, long seed) {
    var items = ids.clone();
    for (int last = items.length - 1; last > 0; last--) {
      var other = (int) Draw.below(Draw.draw(seed, last), last + 1);
      var kept = items[last];
      items[last] = items[other];
      items[other] = kept;
    }
    return items;
  }
}
