package dev.sheaf.simulation.division;

import dev.sheaf.policies.division.BenefitPerByte;
import dev.sheaf.policies.division.BenefitPerByte.Extent;
import dev.sheaf.policies.division.EqualShares;
import dev.sheaf.policies.division.ShareBySize;
import dev.sheaf.policies.division.SpaceDivision;
import dev.sheaf.policies.division.WaterFilling;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Divides one cache among datasets whose jobs gain differently from it, and compares with equal
 * shares.
 *
 * <p>{@code policy.division} is benefitPerByte, benefitPerByteEnough, waterFilling (what the live
 * system does), equalShares, shareBySize or best (the bound: at each join and leave, the division
 * of most GPUs at work, among all in 20 steps).
 */
public final class Division implements Experiment {
  static final String BEST = "best";
  private static final Pattern DATASET =
      Pattern.compile("(\\S+) of (\\S+ \\S+) in blocks of (\\S+ \\S+)");
  private static final List<String> DIVISIONS =
      List.of(
          "benefitPerByte",
          "benefitPerByteEnough",
          "waterFilling",
          "equalShares",
          "shareBySize",
          BEST);

  @Override
  public String name() {
    return "division";
  }

  /** A dataset, as a scenario says it: {@code "photos of 140 GB in blocks of 7 GB"}. */
  record Stored(String name, long bytes, long blockBytes) {
    static Stored parse(String text) {
      var match = DATASET.matcher(text.strip());
      if (!match.matches()) {
        throw new BadScenario(
            "datasets must be like \"photos of 140 GB in blocks of 7 GB\" but one was \"%s\""
                .formatted(text));
      }
      var bytes = Reader.Parsed.bytes(match.group(2));
      var block = Reader.Parsed.bytes(match.group(3));
      if (block < 1 || block > bytes) {
        throw new BadScenario(
            "datasets must have blocks of 1 B up to their size but one was \"%s\"".formatted(text));
      }
      return new Stored(match.group(1), bytes, block);
    }
  }

  /** What a run is made of. */
  record Setting(
      SortedMap<String, Stored> datasets,
      List<Reader> readers,
      long capacityBytes,
      long jobBytesPerSecond,
      long originBytesPerSecond,
      long cacheBytesPerSecond,
      int probes,
      double jitter) {}

  @Override
  public Run prepare(Parameters in) {
    var setting =
        new Setting(
            datasets(in),
            in.list("jobs.list", List.of()).stream().map(Reader::parse).toList(),
            in.bytes("cache.bytes", "100 GB"),
            Math.max(1, in.bytesPerSecond("world.origin.jobBandwidth", "200 MB/s")),
            Math.max(1, in.bytesPerSecond("world.origin.bandwidth", "10 GB/s")),
            Math.max(1, in.bytesPerSecond("world.network.cache", "5 GB/s")),
            in.number("policy.probes", 5, 2, 1000),
            in.ratio("world.jitter", 0.1, 0, 0.9));
    if (setting.readers().isEmpty()) {
      throw new BadScenario("jobs.list must name at least one job but was empty");
    }
    for (var reader : setting.readers()) {
      if (!setting.datasets().containsKey(reader.dataset())) {
        throw new BadScenario(
            "the job %s reads the unknown dataset %s%s"
                .formatted(
                    reader.name(),
                    reader.dataset(),
                    Parameters.didYouMean(reader.dataset(), setting.datasets().keySet())));
      }
    }
    var name = in.choice("policy.division", "benefitPerByte", DIVISIONS);
    return seed -> measure(setting, name, seed);
  }

  private static SortedMap<String, Stored> datasets(Parameters in) {
    var datasets = new TreeMap<String, Stored>();
    for (var text : in.list("datasets", List.of())) {
      var stored = Stored.parse(text);
      datasets.put(stored.name(), stored);
    }
    return datasets;
  }

  private static Measured measure(Setting setting, String name, long seed) {
    var equal = new Sharing(setting, new EqualShares(), seed).measure();
    var measured =
        name.equals(BEST)
            ? new Sharing(setting, seed).measure()
            : new Sharing(setting, division(name), seed).measure();
    for (var figure : List.of("makespan", "meanCompletion", "gpuStall")) {
      var ours = measured.figures().getOrDefault(figure + "Seconds", 0.0);
      var theirs = equal.figures().getOrDefault(figure + "Seconds", 0.0);
      measured.with(figure + "AgainstEqualPercent", theirs == 0 ? 0 : 100 * (ours / theirs - 1));
    }
    return measured;
  }

  private static SpaceDivision division(String name) {
    return switch (name) {
      case "benefitPerByte" -> new BenefitPerByte(Extent.WHOLE);
      case "benefitPerByteEnough" -> new BenefitPerByte(Extent.ENOUGH);
      case "waterFilling" -> new WaterFilling();
      case "shareBySize" -> new ShareBySize();
      default -> new EqualShares();
    };
  }
}
