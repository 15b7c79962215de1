package dev.sheaf.simulation.report;

import dev.sheaf.simulation.experiment.Experiments.Prepared;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A case under every seed.
 *
 * @param trials one a seed, at least one
 */
public record Study(Prepared prepared, List<Trial> trials) {
  /**
   * A figure over the seeds.
   *
   * @param error its standard error: what the run said of one seed, else the spread among seeds
   */
  public record Mean(double value, double error) {
    /** Such as {@code 0.02153 ± 0.00014}. */
    public String text() {
      return Digits.uncertain(value, error);
    }
  }

  /** The scenario's name. */
  public String scenario() {
    return prepared.scenario().name();
  }

  /** What the case sets; empty when nothing. */
  public String label() {
    return prepared.of().label();
  }

  /** The same with keys as short as they are clear. */
  public String brief() {
    return Words.brief(label());
  }

  /** The policy that was in force. */
  public String policy() {
    return trials.getFirst().measured().policy();
  }

  /** Whether nothing binding was missed under any seed. */
  public boolean pass() {
    return trials.stream().allMatch(Trial::pass);
  }

  /** The names of all figures, sorted. */
  public List<String> metrics() {
    var names = new TreeSet<String>();
    trials.forEach(trial -> names.addAll(trial.measured().figures().keySet()));
    return List.copyOf(names);
  }

  /** A figure over the seeds; null when no seed measured it. */
  public @Nullable Mean mean(String metric) {
    var measured =
        trials.stream().filter(each -> each.measured().figures().containsKey(metric)).toList();
    if (measured.isEmpty()) {
      return null;
    }
    return mean(
        measured,
        each -> each.measured().figures().getOrDefault(metric, Double.NaN),
        measured.getFirst().measured().standardError(metric));
  }

  /** What came of each thing expected; empty when nothing is. */
  public List<Judgement> judgements() {
    var expected = prepared.of().expectations();
    var judged = new ArrayList<Judgement>();
    for (int i = 0; i < expected.size(); i++) {
      var at = i;
      var rows = trials.stream().map(trial -> trial.rows().get(at)).toList();
      var mean =
          mean(
              trials,
              trial -> trial.rows().get(at).value(),
              trials.getFirst().measured().standardError(expected.get(i).metric()));
      judged.add(new Judgement(this, expected.get(i), mean, rows));
    }
    return judged;
  }

  private static Mean mean(List<Trial> trials, ToDoubleFunction<Trial> of, double errorOfOne) {
    var values = trials.stream().mapToDouble(of).toArray();
    if (values.length == 1) {
      return new Mean(values[0], errorOfOne);
    }
    var sum = 0.0;
    for (var value : values) {
      sum += value;
    }
    var mean = sum / values.length;
    var squares = 0.0;
    for (var value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Mean(mean, StrictMath.sqrt(squares / (values.length - 1) / values.length));
  }
}
