package dev.sheaf.policies.packaging;

import java.util.BitSet;

/**
 * Which samples of a package its derived package holds next.
 *
 * <p>A derived package holds the samples of high importance of one package, in order of id, and
 * never changes once it is made; another takes its place. It is made from what is at hand: from the
 * package itself while that is in memory, else from the derived package there is. So nothing is
 * read for it, and what it lacks comes by when a job reads the package.
 *
 * <pre>
 *   may hold = what the latest ranking names, and what the one before it named: jobs count on both
 *   grows    when the package is at hand and something named is not held
 *   shrinks  when a fifth of it is named no longer
 *   goes     when nothing of it is named
 * </pre>
 *
 * <p>Where the room does not allow all of that, what the latest ranking names comes first.
 *
 * <p><i>Cost:</i> O(samples of the package) bits.
 */
public final class DerivedContents {
  private static final int STALE_PARTS = 5;

  private DerivedContents() {}

  /**
   * A package's samples, by their place in it.
   *
   * @param now those that the latest ranking names
   * @param before those that the one before it named
   * @param held those that its derived package holds
   * @param atHand those that can be copied without a read
   */
  public record Of(BitSet now, BitSet before, BitSet held, BitSet atHand) {}

  /** What is to be done. */
  public sealed interface Verdict {
    /** What there is stays. */
    record Stay() implements Verdict {}

    /** What there is goes. */
    record Go() implements Verdict {}

    /** A derived package of these takes its place. */
    record Make(BitSet places) implements Verdict {}
  }

  /** Bytes of a set of samples. */
  @FunctionalInterface
  public interface Sizes {
    /** What these samples take together. */
    long sizeBytes(BitSet places);
  }

  /**
   * Decides for one package.
   *
   * @param roomBytes what its derived package may take
   */
  public static Verdict next(Of of, Sizes sizes, long roomBytes) {
    var named = union(of.now(), of.before());
    named.and(of.atHand());
    if (named.isEmpty()) {
      return of.held().isEmpty() ? new Verdict.Stay() : new Verdict.Go();
    }
    if (sizes.sizeBytes(named) > roomBytes) {
      named = (BitSet) of.now().clone();
      named.and(of.atHand());
      if (named.isEmpty() || sizes.sizeBytes(named) > roomBytes) {
        return new Verdict.Stay();
      }
    }
    var grows = count(named, of.held());
    var stale = count(of.held(), named);
    return grows > 0 || stale * STALE_PARTS >= Math.max(1, of.held().cardinality())
        ? new Verdict.Make(named)
        : new Verdict.Stay();
  }

  private static BitSet union(BitSet a, BitSet b) {
    var both = (BitSet) a.clone();
    both.or(b);
    return both;
  }

  /** How many of these are not among those. */
  private static int count(BitSet these, BitSet those) {
    var rest = (BitSet) these.clone();
    rest.andNot(those);
    return rest.cardinality();
  }
}
