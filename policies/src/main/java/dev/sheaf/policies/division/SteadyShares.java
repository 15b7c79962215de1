package dev.sheaf.policies.division;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Shares that move only when it is worth it: at once when a job comes or goes or the cache changes
 * its size; else when the measured gain is a good deal larger, and not soon after they moved.
 *
 * <p>What is measured scatters, and what moves is read again: shares that followed every measure
 * would cost more than they gain.
 */
public final class SteadyShares {
  /** So much more must be gained, as a part of what is gained now. */
  private static final double LEAST_GAIN = 0.1;

  private final SpaceDivision division;
  private final long restNanos;
  private SortedMap<String, Long> shares = new TreeMap<>();
  private TreeSet<String> readers = new TreeSet<>();
  private long capacityBytes = -1;
  private long movedNanos;

  /**
   * Shares as {@code division} gives them.
   *
   * @param restNanos so long they stay where they are, while the same jobs run
   */
  public SteadyShares(SpaceDivision division, long restNanos) {
    this.division = division;
    this.restNanos = restNanos;
  }

  /** The shares at a time, by what is demanded now. */
  public SortedMap<String, Long> at(long now, long capacity, List<DatasetDemand> datasets) {
    var readersNow = new TreeSet<String>();
    for (var each : datasets) {
      readersNow.add(each.dataset());
      each.jobs().forEach(job -> readersNow.add(each.dataset() + " " + job.job()));
    }
    var others = capacity != capacityBytes || !readersNow.equals(readers);
    if (others || now - movedNanos >= restNanos) {
      var wanted = division.divide(capacity, datasets);
      if (others || isWorthIt(wanted, datasets)) {
        shares = wanted;
        readers = readersNow;
        capacityBytes = capacity;
        movedNanos = now;
      }
    }
    return shares;
  }

  private boolean isWorthIt(SortedMap<String, Long> wanted, List<DatasetDemand> datasets) {
    var gain = WaterFilling.gain(wanted, datasets);
    return gain > WaterFilling.gain(shares, datasets) * (1 + LEAST_GAIN);
  }
}
