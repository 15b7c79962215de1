package dev.sheaf.simulation.shell;

import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.simulation.workload.JobTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * What recorded jobs did to a cache, in one order: their windows, openings and what they were done
 * with, by the time at which windows were assigned; by how many epochs each job has done since its
 * trace began, when a trace does not say.
 *
 * <p>A package is finished with the window in which its last sample is drawn: it is not open when
 * the next begins. That is also when a trainer says so.
 */
final class RecordedOpenings {
  private static final Comparator<Step> ORDER =
      Comparator.comparingDouble(Step::at).thenComparingInt(Step::job);

  private RecordedOpenings() {}

  /** Something that a job did. */
  sealed interface Step {
    /** When: in milliseconds, or in epochs of the job. */
    double at();

    /** Its number. */
    int job();

    /** A window was assigned, in which these packages are to be opened. */
    record Claim(double at, int job, int epoch, List<Integer> packages) implements Step {}

    /** A package was read. */
    record Open(double at, int job, int index) implements Step {}

    /** The trainer is done with a window, and with these packages. */
    record Finish(double at, int job, int epoch, List<Integer> packages) implements Step {}
  }

  /**
   * The steps of all jobs.
   *
   * @param batches how many global batches an epoch of each job has
   */
  static List<Step> of(List<JobTrace> traces, List<Integer> batches) {
    var dated = traces.stream().allMatch(JobTrace::isDated);
    var steps = new ArrayList<Step>();
    for (int job = 0; job < traces.size(); job++) {
      var trace = traces.get(job);
      add(trace, job, dated ? byDate(trace) : byEpoch(trace, batches.get(job)), steps);
    }
    // A stable sort: what one job does at one point keeps its order.
    steps.sort(ORDER);
    return steps;
  }

  /** When a batch of a window is read. */
  private interface Clock {
    double at(int window, int batch);
  }

  private static Clock byEpoch(JobTrace trace, int batches) {
    return (number, batch) -> {
      var window = trace.windows().get(number);
      return window.epoch() - trace.firstEpoch() + batch / (double) batches;
    };
  }

  /** Batches are spread over the time until the next window is assigned. */
  private static Clock byDate(JobTrace trace) {
    return (number, batch) -> {
      var window = trace.windows().get(number);
      var share = (batch - window.firstBatch()) / (double) window.batches();
      return trace.atMillis().get(number) + share * durationMillis(trace, number);
    };
  }

  /** The last window is taken to last as long as the one before it. */
  private static double durationMillis(JobTrace trace, int number) {
    var at = trace.atMillis();
    var begin = Math.min(number, at.size() - 2);
    return begin < 0 ? 0 : at.get(begin + 1) - at.get(begin);
  }

  private static void add(JobTrace trace, int job, Clock clock, List<Step> steps) {
    var windows = trace.windows();
    for (int i = 0; i < windows.size(); i++) {
      var window = windows.get(i);
      var packages = window.openings().stream().map(AssignedWindow.Opening::index).toList();
      steps.add(new Step.Claim(clock.at(i, window.firstBatch()), job, window.epoch(), packages));
      for (var opening : window.openings()) {
        steps.add(new Step.Open(clock.at(i, opening.batch()), job, opening.index()));
      }
      var next = i + 1 < windows.size() ? windows.get(i + 1) : null;
      if (next != null || window.last()) {
        var left =
            next == null || window.last() ? List.<AssignedWindow.OpenPackage>of() : next.open();
        var done = finished(window, packages, left);
        steps.add(new Step.Finish(clock.at(i, window.endBatch()), job, window.epoch(), done));
      }
    }
  }

  private static List<Integer> finished(
      AssignedWindow window, List<Integer> opened, List<AssignedWindow.OpenPackage> left) {
    var still = new HashSet<Integer>();
    left.forEach(each -> still.add(each.index()));
    var finished = new ArrayList<Integer>();
    window.open().forEach(each -> finished.add(each.index()));
    finished.addAll(opened);
    finished.removeIf(still::contains);
    return finished;
  }
}
