package dev.sheaf.policies.substitution;

/**
 * Delivers, in place of a sample that is not held, one that is held and that the job has not read;
 * what was asked for is asked for again later.
 *
 * <p>Substitutes come from the part of the cache that comes and goes while it has any, because it
 * will not have them for long, and then from the pinned part, before anything is read from the
 * origin. So pinned samples are read at an even pace while jobs keep up with one another, and ahead
 * of it by a leader that would otherwise make the others' samples leave.
 *
 * <p><i>Cost:</i> O(1) a sample: the draw is from an index of what is held and unread, and nothing
 * is asked for in vain.
 *
 * <p><i>Source:</i> opportunistic data sampling of Seneca (FAST 2026, §5) and substitutable hits of
 * Quiver (FAST 2020, §4), with delivered ids marked and replaced ids asked for again.
 */
public final class WithinUnread implements Substitution {
  /** When pinned samples are delivered that were not asked for. */
  public enum Pinned {
    /** A pinned sample that was not asked for is delivered when the window has nothing. */
    AFTER_WINDOW("within-unread"),
    /**
     * As {@link #AFTER_WINDOW}, and a sample that was replaced is asked for again at once, so that
     * all pinned ones are spent before the first read from the origin. Jobs that started apart are
     * at one after an epoch; the end of an epoch is all misses.
     */
    BEFORE_ORIGIN("within-unread-spending-pinned"),
    /** Pinned samples are delivered only when asked for. */
    WHEN_ASKED("within-unread-sparing-pinned");

    private final String label;

    Pinned(String label) {
      this.label = label;
    }
  }

  private final Pinned pinned;

  /** With this use of what is pinned. */
  public WithinUnread(Pinned pinned) {
    this.pinned = pinned;
  }

  @Override
  public String name() {
    return pinned.label;
  }

  @Override
  public int[] batch(UnreadSamples unread, int size) {
    var ids = new int[Math.min(size, unread.left())];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = one(unread);
      unread.read(ids[i]);
    }
    return ids;
  }

  private int one(UnreadSamples unread) {
    var asked = unread.first();
    if (unread.isAtHand(asked)) {
      return asked;
    }
    var substitutes = substitutes(unread);
    if (substitutes.size() == 0) {
      return asked;
    }
    if (pinned != Pinned.BEFORE_ORIGIN) {
      unread.postpone();
    }
    return unread.any(substitutes);
  }

  private SampleSet substitutes(UnreadSamples unread) {
    var window = unread.windowAtHand();
    return window.size() > 0 || pinned == Pinned.WHEN_ASKED ? window : unread.pinnedAtHand();
  }
}
