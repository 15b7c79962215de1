package dev.sheaf.policies.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;

/**
 * The packages of an epoch that a job reads without the packages themselves: nothing is selected of
 * them but what derived packages hold.
 *
 * <p>The dataset's conductor is not asked for them and holds nothing for them. The job opens them
 * in seeded order, as large a part of what it opens as they are of what it has left, so that what
 * it asks of the origin stays even over the epoch.
 */
public final class NearPackages {
  /** Where every package is read as a whole. */
  public static final NearPackages NONE = new NearPackages(new BitSet(), new BitSet(), new int[0]);

  private final BitSet none;
  private final BitSet near;
  private final int[] order;

  private NearPackages(BitSet none, BitSet near, int[] order) {
    this.none = none;
    this.near = near;
    this.order = order;
  }

  /**
   * Of an epoch that reads {@code selection}.
   *
   * @param nothingToLoad packages of which nothing is selected but what is at hand, if anything
   * @param seed of their order
   */
  public static NearPackages of(SampleSelection selection, BitSet nothingToLoad, long seed) {
    var none = new BitSet();
    var near = new BitSet();
    for (int index = 0; index < selection.packages(); index++) {
      none.set(index, selection.count(index) == 0);
      near.set(index, selection.count(index) > 0 && nothingToLoad.get(index));
    }
    var bijection = new KeyedBijection(selection.packages(), seed);
    var order = new int[near.cardinality()];
    var found = 0;
    for (int place = 0; place < selection.packages(); place++) {
      var index = (int) bijection.at(place);
      if (near.get(index)) {
        order[found++] = index;
      }
    }
    return new NearPackages(none, near, order);
  }

  /** True when nothing has to be loaded for this package. */
  public boolean has(int index) {
    return near.get(index);
  }

  /** How many there are. */
  public int size() {
    return order.length;
  }

  /** The packages that the conductor need not offer, as the words of bits: these, and the empty. */
  public List<Long> passed() {
    var all = (BitSet) none.clone();
    all.or(near);
    var words = new ArrayList<Long>();
    for (var word : all.toLongArray()) {
      words.add(word);
    }
    return words;
  }

  /**
   * Those to be opened next, where {@code wanted} packages are to be opened in all.
   *
   * @param packages how many the dataset has
   * @param opened those that the job has opened, as bits
   * @param onOffer those that it is about to
   */
  public List<Integer> next(int wanted, int packages, BitSet opened, List<Integer> onOffer) {
    var taken = new HashSet<>(onOffer);
    var left = new ArrayList<Integer>();
    for (var index : order) {
      if (!opened.get(index) && !taken.contains(index)) {
        left.add(index);
      }
    }
    var gone = (BitSet) opened.clone();
    gone.or(none);
    gone.or(near);
    onOffer.forEach(gone::set);
    var others = packages - gone.cardinality();
    var share = Math.ceilDiv((long) wanted * left.size(), Math.max(1, left.size() + others));
    return List.copyOf(left.subList(0, (int) Math.min(share, left.size())));
  }
}
