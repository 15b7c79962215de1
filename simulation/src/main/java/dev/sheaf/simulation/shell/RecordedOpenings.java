package dev.sheaf.simulation.shell;

import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.simulation.workload.JobTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * What recorded jobs did to a cache, in one order: their windows, openings and what they were done
 * with, interleaved by how many epochs each job has done since its trace began.
 *
 * <p>A package is finished with the window in which its last sample is drawn: it is not open when
 * the next begins. That is also when a trainer says so.
 */
final class RecordedOpenings {
  private static final Comparator<Step> ORDER =
      Comparator.comparingDouble(Step::epochs).thenComparingInt(Step::job);

  private RecordedOpenings() {}

  /** Something that a job did. */
  sealed interface Step {
    /** How many epochs the job has done. */
    double epochs();

    /** Its number. */
    int job();

    /** A window was assigned, in which these packages are to be opened. */
    record Claim(double epochs, int job, int epoch, List<Integer> packages) implements Step {}

    /** A package was read. */
    record Open(double epochs, int job, int index) implements Step {}

    /** The trainer is done with a window, and with these packages. */
    record Finish(double epochs, int job, int epoch, List<Integer> packages) implements Step {}
  }

  /**
   * The steps of all jobs.
   *
   * @param batches how many global batches an epoch of each job has
   */
  static List<Step> of(List<JobTrace> traces, List<Integer> batches) {
    var steps = new ArrayList<Step>();
    for (int job = 0; job < traces.size(); job++) {
      add(traces.get(job), job, batches.get(job), steps);
    }
    // A stable sort: what one job does at one point keeps its order.
    steps.sort(ORDER);
    return steps;
  }

  private static void add(JobTrace trace, int job, int batches, List<Step> steps) {
    var windows = trace.windows();
    for (int i = 0; i < windows.size(); i++) {
      var window = windows.get(i);
      var before = (double) window.epoch() - trace.firstEpoch();
      var packages = window.openings().stream().map(AssignedWindow.Opening::index).toList();
      var begins = before + window.firstBatch() / (double) batches;
      steps.add(new Step.Claim(begins, job, window.epoch(), packages));
      for (var opening : window.openings()) {
        steps.add(new Step.Open(before + opening.batch() / (double) batches, job, opening.index()));
      }
      var next = i + 1 < windows.size() ? windows.get(i + 1) : null;
      if (next != null || window.last()) {
        var left =
            next == null || window.last() ? List.<AssignedWindow.OpenPackage>of() : next.open();
        steps.add(
            new Step.Finish(
                before + window.endBatch() / (double) batches,
                job,
                window.epoch(),
                finished(window, packages, left)));
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
