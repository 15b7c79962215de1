package dev.sheaf.node.comparison;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: each job takes its first step at its start, and another one every so often, in
 * a time that only this schedule knows. Jobs whose steps fall together go by number.
 */
final class Schedule {
  private final List<Pace> paces;
  private final PriorityQueue<Turn> turns =
      new PriorityQueue<>(Comparator.comparingDouble(Turn::at).thenComparingInt(Turn::job));

  /**
   * When a job steps.
   *
   * @param start of its first step
   * @param step from one step to the next
   */
  record Pace(double start, double step) {}

  /** Job number {@code job} steps at {@code at}. */
  record Turn(int job, double at) {}

  Schedule(List<Pace> paces) {
    this.paces = List.copyOf(paces);
    for (int job = 0; job < paces.size(); job++) {
      turns.add(new Turn(job, paces.get(job).start()));
    }
  }

  /**
   * The paces of jobs that begin one after another.
   *
   * @param speeds steps in a unit of time
   * @param stagger share of the first job's epoch over which the starts are spread
   */
  static List<Pace> paces(List<Double> speeds, double stagger, long stepsAnEpoch) {
    var epoch = stepsAnEpoch / speeds.getFirst();
    return IntStream.range(0, speeds.size())
        .mapToObj(job -> new Pace(epoch * stagger * job / speeds.size(), 1 / speeds.get(job)))
        .toList();
  }

  /** The next turn; its job has another one later, unless {@link #leave} is called for it. */
  @Nullable Turn next() {
    var turn = turns.poll();
    if (turn != null) {
      turns.add(new Turn(turn.job(), turn.at() + paces.get(turn.job()).step()));
    }
    return turn;
  }

  /** A job has ended. */
  void leave(int job) {
    turns.removeIf(turn -> turn.job() == job);
  }
}
