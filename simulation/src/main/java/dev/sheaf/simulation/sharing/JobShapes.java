package dev.sheaf.simulation.sharing;

import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The jobs of a run.
 *
 * @param discardedFirst how many epochs at the beginning are not counted
 * @param counted what is counted
 */
record JobShapes(List<JobShape> all, int discardedFirst, Counted counted) {

  /**
   * One job.
   *
   * @param firstTurn the turn in which it starts
   * @param speed how many batches it reads in a turn
   */
  record JobShape(int batch, int epochs, int firstTurn, int speed) {}

  /** Which reads are counted. */
  enum Counted {
    /** Of each job all epochs but its own first ones, until it ends. */
    EPOCHS_OF_EACH("epochs-of-each"),
    /** All reads from the turn when the first job is past its first epochs, until a job ends. */
    UNTIL_ONE_ENDS("until-one-ends");

    private final String label;

    Counted(String label) {
      this.label = label;
    }
  }

  /** Reads the group {@code jobs}. */
  static JobShapes read(Parameters in, int samples) {
    var count = in.number("jobs.count", 1, 1, 256);
    var batch = in.number("jobs.batch", 30, 1, samples);
    var epochs = in.number("jobs.epochs", 5, 2, 1_000);
    var first = in.number("jobs.discardedFirst", 1, 0, epochs - 1);
    var stagger = in.ratio("jobs.staggerEpochs", 0, 0, epochs);
    var speeds = in.list("jobs.speeds", List.of("1")).stream().map(JobShapes::speed).toList();
    var labels = Arrays.stream(Counted.values()).map(each -> each.label).toList();
    var label = in.choice("counted", Counted.EPOCHS_OF_EACH.label, labels);
    var counted =
        Counted.UNTIL_ONE_ENDS.label.equals(label)
            ? Counted.UNTIL_ONE_ENDS
            : Counted.EPOCHS_OF_EACH;
    var turns = stagger * samples / batch / count;
    var jobs =
        IntStream.range(0, count)
            .mapToObj(job ->
                new JobShape(batch, epochs, (int) (job * turns), speeds.get(job % speeds.size())))
            .toList();
    return new JobShapes(jobs, first, counted);
  }

  private static int speed(String text) {
    try {
      var speed = Integer.parseInt(text);
      if (speed >= 1 && speed <= 64) {
        return speed;
      }
    } catch (NumberFormatException e) {
      // Told below, with the rule.
    }
    throw new BadScenario(
        "jobs.speeds must be whole numbers 1..64 but one was \"%s\"".formatted(text));
  }

  int[] speeds() {
    return all.stream().mapToInt(JobShape::speed).toArray();
  }
}
