package dev.sheaf.policies.division;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives each byte of the cache to the dataset whose jobs gain most by it, until nobody gains.
 *
 * <p>A byte is worth to a dataset what the jobs gain that still wait: a job waits no more once
 * {@code 1 - t_hit / t_miss} of its dataset is kept, so the worth falls as the dataset fills.
 *
 * <pre>
 *   1  a least part for each dataset that is read: what is in flight must fit
 *   2  where most is gained by a byte, until no job waits
 *   3  the same datasets whole, as their jobs may wait more than was foreseen
 *   4  datasets whose jobs wait for nothing, in proportion to what they lack: it spares the origin
 *   5  what is over, in the same proportion as all that was given
 * </pre>
 *
 * <p>Who is not read gets nothing, unless nobody is. All of the capacity is given.
 *
 * <p><i>Source:</i> the measures are those of Quiver (Kumar and Sivathanu, FAST 2020), the point
 * where a job waits no more that of SiloD (EuroSys 2023); filling by marginal gain is ours.
 * <i>Cost:</i> O(jobs · log jobs).
 */
public final class WaterFilling implements SpaceDivision {
  /** The part of the capacity that all least parts together take at most. */
  private static final int PART_AT_LEAST = 8;

  /** A least part holds so many pairs of blocks. */
  private static final int PAIRS_AT_LEAST = 2;

  @Override
  public String name() {
    return "waterFilling";
  }

  /** A stretch of a dataset each of whose bytes is worth as much. */
  private record Stretch(DatasetDemand of, long toBytes, int turn, double gainPerByte) {}

  @Override
  public SortedMap<String, Long> divide(long capacityBytes, List<DatasetDemand> datasets) {
    var read = datasets.stream().filter(each -> !each.jobs().isEmpty()).toList();
    var among = read.isEmpty() ? datasets : read;
    var shares = new TreeMap<String, Long>();
    datasets.forEach(each -> shares.put(each.dataset(), 0L));
    var most = capacityBytes / PART_AT_LEAST / Math.max(1, among.size());
    var left = capacityBytes;
    for (var each : among) {
      left -= grow(shares, each, Math.min(most, PAIRS_AT_LEAST * each.pairBytes()), left);
    }
    for (var each : stretches(among)) {
      left -= grow(shares, each.of(), each.toBytes(), left);
    }
    left -= fillAlike(shares, among, left);
    spread(shares, among, left);
    return shares;
  }

  /** Lets a share grow up to so many bytes; gives what that took. */
  private static long grow(
      Map<String, Long> shares, DatasetDemand of, long toBytes, long leftBytes) {
    var share = shares.getOrDefault(of.dataset(), 0L);
    var more = Math.clamp(Math.min(toBytes, of.bytes()) - share, 0, leftBytes);
    shares.put(of.dataset(), share + more);
    return more;
  }

  /** Where something is gained, first the stretches of most gain for each byte. */
  private static List<Stretch> stretches(List<DatasetDemand> datasets) {
    var stretches = new ArrayList<Stretch>();
    for (var each : datasets) {
      var waiting = new ArrayList<>(each.jobs());
      waiting.removeIf(job -> job.benefit() <= 0);
      waiting.sort(Comparator.comparingLong(job -> enoughBytes(each, job)));
      for (int done = 0; done < waiting.size(); done++) {
        var still = waiting.subList(done, waiting.size());
        var gain = still.stream().mapToDouble(JobBenefit::benefit).sum() / each.bytes();
        stretches.add(new Stretch(each, enoughBytes(each, still.getFirst()), 0, gain));
      }
      if (!waiting.isEmpty()) {
        stretches.add(new Stretch(each, each.bytes(), 1, each.density()));
      }
    }
    stretches.sort(
        Comparator.comparingInt(Stretch::turn)
            .thenComparing(Comparator.comparingDouble(Stretch::gainPerByte).reversed())
            .thenComparing(each -> each.of().dataset()));
    return stretches;
  }

  /** With so much of its dataset kept, the job reads from the origin no more than it gives. */
  private static long enoughBytes(DatasetDemand of, JobBenefit job) {
    return (long) Math.ceil(job.timeSpared() * of.bytes());
  }

  private static long fillAlike(
      Map<String, Long> shares, List<DatasetDemand> datasets, long leftBytes) {
    var lacking = 0L;
    for (var each : datasets) {
      lacking += each.bytes() - shares.getOrDefault(each.dataset(), 0L);
    }
    var part = lacking == 0 ? 0 : Math.min(1, (double) leftBytes / lacking);
    var given = 0L;
    for (var each : datasets) {
      var share = shares.getOrDefault(each.dataset(), 0L);
      var more = (long) (part * (each.bytes() - share));
      given += grow(shares, each, share + more, leftBytes - given);
    }
    return given;
  }

  /** All fits: what is over is given too, so that one dataset alone has the whole cache. */
  private static void spread(
      Map<String, Long> shares, List<DatasetDemand> datasets, long leftBytes) {
    var all = datasets.stream().mapToDouble(DatasetDemand::bytes).sum();
    var left = leftBytes;
    for (int i = 0; i < datasets.size(); i++) {
      var of = datasets.get(i);
      var last = i == datasets.size() - 1;
      var more = last ? left : Math.min(left, (long) (leftBytes * (of.bytes() / all)));
      shares.merge(of.dataset(), more, Long::sum);
      left -= more;
    }
  }

  /** The bytes a second, weighted, that jobs gain by these shares. */
  public static double gain(SortedMap<String, Long> shares, List<DatasetDemand> datasets) {
    var gain = 0.0;
    for (var each : datasets) {
      var share = shares.getOrDefault(each.dataset(), 0L);
      for (var job : each.jobs()) {
        gain += job.benefit() * Math.min(share, enoughBytes(each, job)) / each.bytes();
      }
    }
    return gain;
  }
}
