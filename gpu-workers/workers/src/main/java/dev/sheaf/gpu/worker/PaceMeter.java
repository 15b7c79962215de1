package dev.sheaf.gpu.worker;

import java.util.ArrayDeque;

/** How fast a member trains, and how long it waits, over its last steps. */
final class PaceMeter {
  private static final int STEPS = 64;

  /** The first steps of a process compile and allocate. */
  private static final int WARM_UP = 4;

  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private int seen;

  private record Step(int images, double loss, double waitMillis, double computeMillis) {}

  void add(int images, double loss, GpuEvent.StepTimes times) {
    if (seen++ < WARM_UP) {
      return;
    }
    steps.addLast(new Step(images, loss, times.waitMillis(), times.computeMillis()));
    if (steps.size() > STEPS) {
      steps.removeFirst();
    }
  }

  /** Images a second while it computes; 0 before that is known. */
  double imagesPerSecond() {
    var millis = steps.stream().mapToDouble(Step::computeMillis).sum();
    return millis > 0 ? steps.stream().mapToInt(Step::images).sum() * 1e3 / millis : 0;
  }

  /** The share of its time in which it waits. */
  double waitShare() {
    var waited = steps.stream().mapToDouble(Step::waitMillis).sum();
    var computed = steps.stream().mapToDouble(Step::computeMillis).sum();
    return waited + computed > 0 ? waited / (waited + computed) : 0;
  }

  /** The mean loss; NaN before a step. */
  double loss() {
    return steps.stream().mapToDouble(Step::loss).average().orElse(Double.NaN);
  }
}
