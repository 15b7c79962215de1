package dev.sheaf.simulation.plan;

import dev.sheaf.policies.economics.CandidateGrid;
import dev.sheaf.policies.economics.FeedingModel;
import dev.sheaf.policies.economics.Plan;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.policies.economics.Site;
import dev.sheaf.policies.economics.Workload;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.world.PriceFile;
import java.util.List;
import java.util.regex.Pattern;

/** What is to be planned: the training, the place, and the prices. */
public record PlanQuestion(Workload workload, Site site, Prices prices) {
  private static final long MOST_SAMPLES = 1_000_000_000_000L;
  private static final double MOST_BYTES = 1e18;
  private static final double PICO = 1e12;
  private static final Pattern PERCENT = Pattern.compile("\\s*([0-9.]{1,12})\\s*%\\s*");

  /** The keys of options that have to be given. */
  public static final List<String> NEEDED = List.of("samples", "sample-bytes", "jobs");

  /**
   * Reads {@code samples}, {@code sample-bytes}, {@code jobs}, {@code epochs}, {@code gpu-rate} or
   * {@code hours-per-epoch}, {@code stall-limit}, {@code origin-bandwidth}, {@code get-rate},
   * {@code gets-in-flight}, {@code egress}, {@code nic}, {@code layout}, {@code spare-memory},
   * {@code prices}.
   *
   * <p><i>Errors:</i> {@link BadScenario} names the option and the rule.
   */
  public static PlanQuestion read(Parameters in) {
    for (var key : NEEDED) {
      if (!in.has(key)) {
        throw new BadScenario("--%s is needed".formatted(key));
      }
    }
    return new PlanQuestion(workload(in), site(in), PriceFile.read(in.text("prices", "2026")));
  }

  private static Workload workload(Parameters in) {
    var samples = in.count("samples", 1, 1, MOST_SAMPLES);
    var sampleBytes = in.bytes("sample-bytes", "1 B");
    if (sampleBytes < 1 || (double) samples * sampleBytes > MOST_BYTES) {
      throw new BadScenario(
          "sample-bytes must be at least 1 B and the dataset at most 1 EB but were %d B and %.3g B"
              .formatted(sampleBytes, (double) samples * sampleBytes));
    }
    return new Workload(
        samples,
        sampleBytes,
        in.number("jobs", 1, 1, 100_000),
        in.number("epochs", 90, 1, 1_000_000),
        rate(in, samples),
        limit(in.text("stall-limit", "5%")));
  }

  private static double rate(Parameters in, long samples) {
    var rate = in.ratio("gpu-rate", 2_500, 1e-3, 1e9);
    if (!in.has("hours-per-epoch")) {
      return rate;
    }
    if (in.has("gpu-rate")) {
      throw new BadScenario("gpu-rate and hours-per-epoch say the same: give one of them");
    }
    return samples / (in.ratio("hours-per-epoch", 1, 1e-6, 1e6) * 3_600);
  }

  private static double limit(String text) {
    var match = PERCENT.matcher(text);
    try {
      var percent = match.matches() ? Double.parseDouble(match.group(1)) : -1;
      if (percent >= 0 && percent < 100) {
        return percent / 100;
      }
    } catch (NumberFormatException e) {
      // Said below, as for any other text.
    }
    throw new BadScenario(
        "stall-limit must be a share below 100%% such as 5%% but was \"%s\"".formatted(text));
  }

  private static Site site(Parameters in) {
    var layout = in.choice("layout", "objects", List.of("objects", "objects-only", "packed"));
    return new Site(
        atLeastOne("origin-bandwidth", in.bytesPerSecond("origin-bandwidth", "100 Gb/s")),
        90e6,
        50_700_000,
        in.ratio("get-rate", 5_500, 1, 1e9),
        in.number("gets-in-flight", 64, 1, 100_000),
        Math.round(in.ratio("egress", 0, 0, 1_000) * PICO),
        atLeastOne("nic", in.bytesPerSecond("nic", "12.5 Gb/s")),
        switch (layout) {
          case "packed" -> Site.Packing.PACKED;
          case "objects-only" -> Site.Packing.OBJECTS_ONLY;
          default -> Site.Packing.OBJECTS;
        },
        in.bytes("spare-memory", "0 B"));
  }

  private static double atLeastOne(String key, long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new BadScenario("%s must be at least 1 B/s but was %d".formatted(key, bytesPerSecond));
    }
    return bytesPerSecond;
  }

  /** The cheapest way, and the best of every place. */
  public Plan answer() {
    var grid = new CandidateGrid(workload, site, prices).all();
    return Plan.search(new FeedingModel(workload, site, prices), workload, grid);
  }

  /** The same question for another place. */
  public PlanQuestion at(Site other) {
    return new PlanQuestion(workload, other, prices);
  }

  /** The same question for other training. */
  public PlanQuestion with(Workload other) {
    return new PlanQuestion(other, site, prices);
  }
}
