package dev.sheaf.simulation.importance;

import dev.sheaf.policies.importance.HighFlags;
import dev.sheaf.policies.importance.LossPercentileSampler;
import dev.sheaf.policies.importance.LossPercentileSampler.Settings;
import dev.sheaf.policies.importance.RankOrder;
import dev.sheaf.policies.importance.RankSampler;
import dev.sheaf.policies.importance.Selection;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of a dataset with uniform losses an importance sampler reads in one selective epoch, and
 * how many of its flags are right.
 *
 * <p>{@code flagsRight} is the share of the truly high samples that are flagged, {@code
 * hardestRead} the share of the hardest hundredth that is read.
 */
public final class SelectionShares implements Experiment {
  @Override
  public String name() {
    return "importance-selection";
  }

  @Override
  public Run prepare(Parameters in) {
    var samples = in.number("dataset.samples", 50_000, 100, 5_000_000);
    var runs = in.number("runs", 8, 1, 1_000);
    var settings = settings(in);
    var sampler = in.choice("policy.sampler", "percentile", List.of("percentile", "rank"));
    if (sampler.equals("rank")) {
      var rank =
          new RankSampler(
              in.ratio("policy.pressure", 100, 1.001, 1e9),
              in.ratio("policy.selectionRatio", 0.8, 0.001, 10),
              settings.highShare());
      return seed -> Runs.mean(runs, seed, each -> ranked(rank, losses(samples, each), each));
    }
    return seed -> Runs.mean(runs, seed, each -> measure(settings, losses(samples, each), each));
  }

  /** The sampler's settings as a scenario says them. */
  static Settings settings(Parameters in) {
    var published = Settings.published();
    return new Settings(
        in.number("policy.warmUpEpochs", published.warmUpEpochs(), 0, 10_000),
        in.number("policy.reuseFactor", published.reuseFactor(), 1, 10_000),
        in.ratio("policy.beta", published.beta(), 0, 100),
        in.number("policy.history", published.historyLosses(), 2, 1_000_000),
        in.number("jobs.batch", published.batchSamples(), 1, 1_000_000),
        in.ratio("policy.highShare", published.highShare(), 0, 1),
        in.flag("policy.asReleased", false));
  }

  private static double[] losses(int samples, long seed) {
    return IntStream.range(0, samples)
        .mapToDouble(id -> (Draw.draw(seed, 17, id) >>> 11) * 0x1.0p-53)
        .toArray();
  }

  private static Measured measure(Settings settings, double[] losses, long seed) {
    var sampler = new LossPercentileSampler(settings);
    var selective = firstSelective(settings);
    var cold = sampler.select(selective, losses, seed);
    var warm = sampler.select(selective, losses, Draw.draw(seed, 1));
    var ids = warm.ids().toArray();
    var truth = HighFlags.byId(ids, losses, settings.highShare());
    return new Measured(settings.asReleased() ? "percentileAsReleased" : "percentile")
        .with("selectedShareCold", cold.size() / (double) losses.length)
        .with("selectedShare", warm.size() / (double) losses.length)
        .with("expectedShare", LossPercentileSampler.expectedShare(settings.beta()))
        .with("hardestRead", hardestRead(warm, losses))
        .with("flagsRight", HighFlags.right(warm.highPlaces(), truth))
        .with("flagsRightByChance", settings.highShare());
  }

  private static Measured ranked(RankSampler sampler, double[] losses, long seed) {
    var selection = sampler.select(losses, seed);
    var draws = (double) selection.size();
    return new Measured("rank")
        .with("selectedShare", draws / losses.length)
        .with("distinctShare", selection.ids().distinct().count() / (double) losses.length)
        .with("expectedDistinctShare", sampler.expectedDistinctShare())
        .with("highShare", selection.highIds().count() / draws)
        .with(
            "expectedHighShare",
            sampler.probabilityOfFirst(sampler.highShare() * sampler.selectionRatio()))
        .with("hardestRead", hardestRead(selection, losses));
  }

  private static int firstSelective(Settings settings) {
    var epoch = settings.warmUpEpochs();
    while (settings.fullAccess(epoch) && epoch < settings.warmUpEpochs() + 2) {
      epoch++;
    }
    return epoch;
  }

  private static double hardestRead(Selection selection, double[] losses) {
    var ascending = RankOrder.ascending(losses);
    var hardest = new BitSet();
    var count = losses.length / 100;
    IntStream.range(losses.length - count, losses.length)
        .forEach(place -> hardest.set(ascending[place]));
    return selection.ids().filter(hardest::get).distinct().count() / (double) count;
  }
}
