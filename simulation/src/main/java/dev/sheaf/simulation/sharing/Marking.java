package dev.sheaf.simulation.sharing;

import dev.sheaf.policies.substitution.Substitution;
import dev.sheaf.policies.substitution.UnreadMarkedAsAsked;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.policies.substitution.WithinUnread;
import dev.sheaf.policies.substitution.WithinUnread.Pinned;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One epoch of one job over a cache that does not change: which samples are never delivered, and
 * which more than once, when substitution marks what was delivered, or, as released, what was asked
 * for.
 */
public final class Marking implements Experiment {
  @Override
  public String name() {
    return "substitution-marking";
  }

  @Override
  public Run prepare(Parameters in) {
    var samples = in.number("dataset.samples", 20_000, 1, 10_000_000);
    var held = (int) Math.round(samples * in.ratio("cache.fraction", 0.2, 0, 1));
    var batch = in.number("jobs.batch", 256, 1, samples);
    var asReleased = in.flag("policy.asReleased", false);
    var runs = in.number("runs", 16, 2, 10_000);
    return seed -> {
      var substitution =
          asReleased ? new UnreadMarkedAsAsked() : new WithinUnread(Pinned.AFTER_WINDOW);
      var epochs =
          IntStream.range(0, runs)
              .mapToObj(run -> epoch(samples, held, batch, substitution, Draw.draw(seed, run)))
              .toList();
      var measured = new Measured(substitution.name());
      with(measured, "missingRatio", epochs, each -> each.missing() / (double) samples);
      with(measured, "repeatedRatio", epochs, each -> each.repeated() / (double) samples);
      with(measured, "mostTimesOne", epochs, Deliveries::most);
      return measured;
    };
  }

  private static Deliveries epoch(
      int samples, int held, int batch, Substitution substitution, long seed) {
    var unread = new UnreadSamples(samples, seed);
    unread.beginEpoch();
    var cached = new RandomStream(seed, "cache").permutation(samples);
    for (int i = 0; i < held; i++) {
      unread.arrived(cached[i], false);
    }
    var deliveries = new Deliveries(samples);
    while (unread.left() > 0) {
      for (var id : substitution.batch(unread, batch)) {
        deliveries.add(id);
      }
    }
    return deliveries;
  }

  private static void with(
      Measured measured, String name, List<Deliveries> epochs, ToDoubleFunction<Deliveries> of) {
    var mean = epochs.stream().mapToDouble(of).average().orElseThrow();
    var squares = epochs.stream().mapToDouble(of).map(x -> (x - mean) * (x - mean)).sum();
    var error = StrictMath.sqrt(squares / (epochs.size() - 1) / epochs.size());
    measured.with(name, mean, error);
  }
}
