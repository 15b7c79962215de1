package dev.sheaf.policies.scheduling;

import java.util.Comparator;

/**
 * Who of equals has what cannot be divided among all of them, until the turn is over.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link #EARLIEST_DUE}</td><td>who would be a whole turn behind first</td></tr>
 *   <tr><td>{@link #LEAST_SERVED}</td><td>who has had least, for his weight, since he came</td></tr>
 *   <tr><td>{@link #ROUND_ROBIN}</td><td>who has been without for longest</td></tr>
 * </table>
 *
 * <p>Least served first lets one who comes late have everything until he has caught up, and round
 * robin knows no weights; the first keeps everybody within a turn of what is due to him.
 *
 * <p><i>Source:</i> the last two are EffiSha's (Chen et al., PPoPP 2017), whose daemon chooses
 * whose kernel has the device for a quota of time; only the choice is taken over, not its way into
 * a running kernel. The first is the earliest pseudo-deadline (Baruah et al., "Proportionate
 * progress", Algorithmica 1996).
 */
public enum Turns {
  /** Who would be a whole turn behind first; whoever is ahead waits. */
  EARLIEST_DUE {
    @Override
    Comparator<Waiting> order() {
      return Comparator.<Waiting, Boolean>comparing(each -> each.behind() + each.share() <= 0)
          .thenComparingDouble(each -> (1 - each.behind()) / each.share());
    }
  },
  /** Who has had least for his weight. */
  LEAST_SERVED {
    @Override
    Comparator<Waiting> order() {
      return Comparator.comparingDouble(Waiting::served);
    }
  },
  /** Who has been without for longest. */
  ROUND_ROBIN {
    @Override
    Comparator<Waiting> order() {
      return Comparator.comparingLong(Waiting::lastServed);
    }
  };

  /**
   * One who is due a part of a gang.
   *
   * @param share the part, above 0 and below 1
   * @param behind turns of a gang that are due to it and it has not had; below 0 when it is ahead
   * @param served turns of a gang that it has had, by weight
   * @param lastServed the turn in which it had a part last; 0 = never
   * @param arrived when it came, as a count
   */
  record Waiting(
      String id, double share, double behind, double served, long lastServed, long arrived) {}

  abstract Comparator<Waiting> order();

  /** The order, in which nobody is equal to anybody. */
  Comparator<Waiting> total() {
    return order().thenComparingLong(Waiting::arrived).thenComparing(Waiting::id);
  }
}
