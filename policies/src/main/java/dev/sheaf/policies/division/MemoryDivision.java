package dev.sheaf.policies.division;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Divides one memory among the datasets that report what their jobs gain by it; who is silent for a
 * while is not counted any more.
 *
 * <p>A job that is not measured yet is taken to gain as much as those that are do on average, so
 * that it has a chance to be measured with some of the memory.
 */
public final class MemoryDivision {
  private static final double HALF = 0.5;
  private static final long UNKNOWN_NANOS = 1 << 20;

  private final SteadyShares steady;
  private final long patienceNanos;
  private final TreeMap<String, Reported> reports = new TreeMap<>();

  /**
   * A division of memory.
   *
   * @param restNanos so long shares stay where they are, while the same jobs run
   * @param patienceNanos who is silent for longer is not counted
   */
  public MemoryDivision(SpaceDivision division, long restNanos, long patienceNanos) {
    this.steady = new SteadyShares(division, restNanos);
    this.patienceNanos = patienceNanos;
  }

  /** A job that reads a dataset. */
  public record Reader(String job, double weight, JobProfile profile) {}

  /**
   * A dataset that wants a part of the memory.
   *
   * @param blockBytes what is loaded and dropped as a whole
   */
  public record Wish(String dataset, long bytes, long blockBytes, List<Reader> readers) {
    /** A wish that owns its list. */
    public Wish {
      readers = List.copyOf(readers);
    }
  }

  private record Reported(Wish wish, long atNanos) {}

  /** Takes a report. */
  public void note(Wish wish, long now) {
    reports.put(wish.dataset(), new Reported(wish, now));
  }

  /** The shares of all who reported lately. */
  public SortedMap<String, Long> shares(long capacityBytes, long now) {
    reports.values().removeIf(each -> now - each.atNanos() > patienceNanos);
    return steady.at(now, capacityBytes, demands());
  }

  private List<DatasetDemand> demands() {
    var usual = usualRate();
    var demands = new ArrayList<DatasetDemand>();
    for (var each : reports.values()) {
      var wish = each.wish();
      var jobs =
          wish.readers().stream()
              .map(reader ->
                  reader.profile().measured()
                      ? reader.profile().benefit(reader.job(), reader.weight())
                      : unknown(reader, usual))
              .toList();
      demands.add(new DatasetDemand(wish.dataset(), wish.bytes(), wish.blockBytes(), jobs));
    }
    return demands;
  }

  private static JobBenefit unknown(Reader reader, double bytesPerSecond) {
    return new JobBenefit(
        reader.job(),
        reader.weight(),
        UNKNOWN_NANOS,
        Math.round(UNKNOWN_NANOS * HALF),
        bytesPerSecond);
  }

  private double usualRate() {
    return reports.values().stream()
        .flatMap(each -> each.wish().readers().stream())
        .filter(reader -> reader.profile().measured())
        .mapToDouble(reader -> reader.profile().benefit(reader.job(), 1).bytesPerSecond())
        .average()
        .orElse(1);
  }
}
