package dev.sheaf.policies.substitution;

/**
 * Asks the cache for several times as many samples as the batch has, delivers the first that it
 * holds, and fills up with misses; what was asked for in vain is asked for again.
 *
 * <p>It delivers what {@link WithinUnread} could, but finds only what is among the samples it asks
 * for, and costs that many questions.
 *
 * <p><i>Cost:</i> O(factor) a sample, and as many questions to the cache.
 *
 * <p><i>Source:</i> Quiver (FAST 2020), with the factor 10 of Seneca's port of it.
 */
public final class Probing implements Substitution {
  /** The published factor. */
  public static final int PUBLISHED_FACTOR = 10;

  private final int factor;

  /** Asks for {@code factor} times the batch. */
  public Probing(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("factor must be at least 1 but was " + factor);
    }
    this.factor = factor;
  }

  @Override
  public String name() {
    return "probing-" + factor;
  }

  @Override
  public int mostLookups(int size) {
    return Math.multiplyExact(size, factor);
  }

  @Override
  public int[] batch(UnreadSamples unread, int size) {
    var probed = unread.next(mostLookups(size));
    var ids = new int[Math.min(size, probed.length)];
    var found = 0;
    for (int i = 0; i < probed.length && found < ids.length; i++) {
      if (unread.isAtHand(probed[i])) {
        ids[found++] = probed[i];
      }
    }
    for (int i = 0; found < ids.length; i++) {
      if (!unread.isAtHand(probed[i])) {
        ids[found++] = probed[i];
      }
    }
    for (var id : ids) {
      unread.read(id);
    }
    return ids;
  }
}
