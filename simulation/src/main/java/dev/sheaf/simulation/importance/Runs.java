package dev.sheaf.simulation.importance;

import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Spread;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Repeats an experiment with seeds of its own, and takes means with their standard errors. */
final class Runs {
  private Runs() {}

  /** The mean of every figure over {@code count} runs; curves are those of the first run. */
  static Measured mean(int count, long seed, LongFunction<Measured> run) {
    var all = IntStream.range(0, count).mapToObj(i -> run.apply(Draw.draw(seed, i))).toList();
    var first = all.getFirst();
    var means = new Measured(first.policy());
    for (var name : first.figures().keySet()) {
      var values = all.stream().mapToDouble(each -> each.figures().get(name)).toArray();
      var spread = Spread.of(values);
      means.with(name, spread.mean(), spread.standardError());
    }
    first.curves().forEach(means::curve);
    return means;
  }
}
