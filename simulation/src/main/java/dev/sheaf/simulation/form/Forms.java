package dev.sheaf.simulation.form;

import dev.sheaf.policies.economics.OriginBound;
import dev.sheaf.policies.form.FormModel;
import dev.sheaf.policies.form.FormSplits;
import dev.sheaf.policies.form.FormSplits.Judge;
import dev.sheaf.policies.form.Platform;
import dev.sheaf.policies.form.Samples;
import dev.sheaf.policies.form.Split;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Foretells how fast a run trains when its cache is split among encoded, decoded and augmented
 * samples; nothing is drawn, so every seed measures the same.
 *
 * <p>{@code policy.split} is a split such as 58-42-0, or best: the best by {@code policy.judge};
 * {@code policy.published} is one to compare the best with.
 */
public final class Forms implements Experiment {
  private static final Pattern SPLIT = Pattern.compile("(\\d{1,3})-(\\d{1,3})-(\\d{1,3})");
  private static final String BEST = "best";

  @Override
  public String name() {
    return "forms";
  }

  @Override
  public Run prepare(Parameters in) {
    var platform = platform(in);
    var samples = samples(in);
    var released = in.flag("policy.asReleased", false);
    var model = new FormModel(platform, samples, in.bytes("cache.bytes", "64 GB"), released);
    var judge = judge(in.choice("policy.judge", "meanOfRates", judges()));
    var split = split(in, "policy.split");
    var published = split(in, "policy.published");
    var jobs = in.number("jobs", 1, 1, 1000);
    return seed -> {
      var measured = measure(model, judge, split, jobs);
      published.forEach(each -> compare(measured, model, judge, each));
      return measured;
    };
  }

  private static Measured measure(FormModel model, Judge judge, List<Split> given, int jobs) {
    var best = FormSplits.best(model, judge);
    var split = given.isEmpty() ? best.split() : given.getFirst();
    var residents = model.residents(split);
    return new Measured(given.isEmpty() ? "split-" + judge.name() : "split-" + split)
        .with("augmentedSamplesPerSecond", model.augmentedRate())
        .with("decodedSamplesPerSecond", model.decodedRate())
        .with("encodedSamplesPerSecond", model.encodedRate())
        .with("storedSamplesPerSecond", model.storedRate())
        .with("meanOfRatesSamplesPerSecond", model.meanOfRates(split))
        .with("resourceBoundSamplesPerSecond", model.resourceBound(split))
        .with("bestSamplesPerSecond", best.samplesPerSecond())
        .with("splitsExamined", best.examined())
        .with("splitsAsGood", best.asGood())
        .with("encodedPercent", split.encodedPercent())
        .with("decodedPercent", split.decodedPercent())
        .with("augmentedPercent", split.augmentedPercent())
        .with("samples", model.samples().count())
        .with("encodedResidents", residents.encoded())
        .with("hitRatio", residents.hitRatio())
        .with("makespanChangePercent", 100 * (model.storedRate() / model.meanOfRates(split) - 1))
        .with("sharedHitRatioBound", 1 - OriginBound.steady(residents.hitRatio(), jobs));
  }

  /** How far the best split is from the one that was published. */
  private static void compare(Measured measured, FormModel model, Judge judge, Split published) {
    var best = FormSplits.best(model, judge);
    var encoded = Math.abs(best.split().encodedPercent() - published.encodedPercent());
    var decoded = Math.abs(best.split().decodedPercent() - published.decodedPercent());
    var augmented = Math.abs(best.split().augmentedPercent() - published.augmentedPercent());
    measured
        .with("pointsFromPublished", Math.max(encoded, Math.max(decoded, augmented)))
        .with(
            "publishedPercentOfBest", 100 * judge.rate(model, published) / best.samplesPerSecond());
  }

  private static Platform platform(Parameters in) {
    return new Platform(
        in.number("world.nodes", 1, 1, 10_000),
        in.ratio("world.gpuSamplesPerSecond", 9989, 1, 1e9),
        in.ratio("world.decodeSamplesPerSecond", 3432, 1, 1e9),
        in.ratio("world.augmentSamplesPerSecond", 6520, 1, 1e9),
        in.bytesPerSecond("world.network.cache", "10 Gb/s"),
        in.bytesPerSecond("world.network.node", "10 Gb/s"),
        in.bytesPerSecond("world.origin.bandwidth", "256 MB/s"),
        in.bytesPerSecond("world.network.bus", "32 GB/s"),
        in.bytes("world.network.gradientPerSample", "0 B"),
        in.bytes("world.network.busGradientPerSample", "0 B"));
  }

  private static Samples samples(Parameters in) {
    var sampleBytes = in.bytes("dataset.sampleBytes", "114 kB");
    var datasetBytes = in.bytes("dataset.bytes", "512 GB");
    var samples = in.count("dataset.samples", 0, 0, 1_000_000_000_000L);
    return new Samples(
        samples > 0 ? samples : (double) datasetBytes / sampleBytes,
        sampleBytes,
        in.ratio("dataset.inflation", 5.12, 0.01, 1000));
  }

  /** None when the best is to be looked for. */
  private static List<Split> split(Parameters in, String key) {
    var text = in.text(key, BEST);
    if (text.equals(BEST)) {
      return List.of();
    }
    var match = SPLIT.matcher(text);
    if (!match.matches()) {
      throw new BadScenario(
          "%s must be best or a split such as 58-42-0 but was \"%s\"".formatted(key, text));
    }
    try {
      return List.of(
          new Split(
              Integer.parseInt(match.group(1)),
              Integer.parseInt(match.group(2)),
              Integer.parseInt(match.group(3))));
    } catch (IllegalArgumentException e) {
      throw new BadScenario(key + ": " + e.getMessage());
    }
  }

  private static List<String> judges() {
    return List.of("meanOfRates", "resourceBound");
  }

  private static Judge judge(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("mean")
        ? Judge.MEAN_OF_RATES
        : Judge.RESOURCE_BOUND;
  }
}
