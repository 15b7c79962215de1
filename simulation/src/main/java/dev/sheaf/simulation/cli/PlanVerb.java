package dev.sheaf.simulation.cli;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.cli.Table.Column;
import dev.sheaf.simulation.cli.Table.Side;
import dev.sheaf.simulation.cli.Table.Tint;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.plan.PlanPage;
import dev.sheaf.simulation.plan.PlanQuestion;
import dev.sheaf.simulation.plan.PlanReport;
import dev.sheaf.simulation.plan.PlanReport.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The cheapest configuration that keeps stall under a limit. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Find the cheapest way to feed jobs, and what every other way would cost.",
    footer = {
      "",
      "Examples:",
      "  sheaf plan --samples 1281167 --sample-bytes 115kB --jobs 8",
      "  sheaf plan --samples 100000000 --sample-bytes 100kB --jobs 4 --egress 0.09 --html plan.html",
      "",
      "Exit status: 0 done, 1 nothing keeps stall under the limit, 2 wrong use."
    })
final class PlanVerb implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Option(names = "--samples", paramLabel = "N", description = "how many samples")
  @Nullable String samples;

  @Option(names = "--sample-bytes", paramLabel = "SIZE", description = "of one, such as 115kB")
  @Nullable String sampleBytes;

  @Option(names = "--jobs", paramLabel = "J", description = "jobs that read it at the same time")
  @Nullable String jobs;

  @Option(names = "--epochs", paramLabel = "E", description = "of each job; 90 by default")
  @Nullable String epochs;

  @Option(
      names = "--gpu-rate",
      paramLabel = "R",
      description = "samples a second that each job trains; 2500 by default, ResNet-50 on an A100")
  @Nullable String gpuRate;

  @Option(
      names = "--hours-per-epoch",
      paramLabel = "H",
      description = "in place of --gpu-rate: how long an epoch takes when nothing waits")
  @Nullable String hoursPerEpoch;

  @Option(names = "--stall-limit", paramLabel = "P%", description = "5%% by default")
  @Nullable String stallLimit;

  @Option(
      names = "--origin-bandwidth",
      paramLabel = "RATE",
      description = "of all reads; 100 Gb/s by default")
  @Nullable String originBandwidth;

  @Option(
      names = "--get-rate",
      paramLabel = "R",
      description = "GETs a second that the origin admits; 5500 by default, a prefix of S3")
  @Nullable String getRate;

  @Option(
      names = "--gets-in-flight",
      paramLabel = "G",
      description = "GETs that each job has under way at a time; 64 by default")
  @Nullable String getsInFlight;

  @Option(
      names = "--egress",
      paramLabel = "USD",
      description = "what a GB from the origin costs; 0 by default, the same region")
  @Nullable String egress;

  @Option(names = "--nic", paramLabel = "RATE", description = "of each job; 12.5 Gb/s by default")
  @Nullable String nic;

  @Option(
      names = "--layout",
      paramLabel = "HOW",
      description =
          "objects: one each, may be packed (default); objects-only: may not; packed: they are")
  @Nullable String layout;

  @Option(
      names = "--spare-memory",
      paramLabel = "SIZE",
      description = "memory that the training machines have to spare; none by default")
  @Nullable String spareMemory;

  @Option(
      names = "--prices",
      paramLabel = "LIST",
      description = "a price list that ships or a .conf file; 2026 by default")
  @Nullable String prices;

  @Option(names = "--html", paramLabel = "FILE", description = "the plan as a page")
  @Nullable String html;

  @Option(names = "--no-simulation", description = "do not confirm the winner by a simulation")
  boolean noSimulation;

  @Override
  public Integer call() {
    output.expectWritable();
    var page = html == null ? null : ResultFile.of("--html", html);
    var report = PlanReport.of(PlanQuestion.read(options()), !noSimulation, 1);
    output.json(report);
    if (page != null) {
      page.write(writer -> writer.write(PlanPage.of(report)));
    }
    output.say(lines(report));
    return report.cheapest() == null ? 1 : 0;
  }

  private Parameters options() {
    var given = new TreeMap<String, @Nullable String>();
    given.put("samples", samples);
    given.put("sample-bytes", sampleBytes);
    given.put("jobs", jobs);
    given.put("epochs", epochs);
    given.put("gpu-rate", gpuRate);
    given.put("hours-per-epoch", hoursPerEpoch);
    given.put("stall-limit", stallLimit);
    given.put("origin-bandwidth", originBandwidth);
    given.put("get-rate", getRate);
    given.put("gets-in-flight", getsInFlight);
    given.put("egress", egress);
    given.put("nic", nic);
    given.put("layout", layout);
    given.put("spare-memory", spareMemory);
    given.put("prices", prices);
    given.values().removeIf(value -> value == null);
    return new Parameters(ConfigFactory.parseMap(given));
  }

  private String lines(PlanReport report) {
    var lines = new ArrayList<String>();
    lines.add(headline(report));
    lines.add("");
    lines.add(table(report.tiers()));
    lines.add("");
    lines.addAll(report.lambda());
    lines.add("");
    for (var other : report.whatIf()) {
      lines.add("If " + other.condition() + ": " + answer(other.cheapest()));
    }
    var confirmed = report.confirmation();
    if (confirmed != null) {
      lines.add("");
      lines.add(
          text(
              "Simulated %,d samples a job over %,d GETs: stall %.1f %% after the first batch, predicted %.1f %%.",
              confirmed.samples(),
              confirmed.gets(),
              confirmed.simulatedStallShare() * 100,
              confirmed.predictedStallShare() * 100));
    }
    lines.add(
        text(
            "%,d candidates estimated, %,d more ruled out by their rent; prices of %s, GPUs not counted;"
                + " functions are reclaimed as in 2019, for today's rate is unpublished.",
            report.examined(), report.pruned(), report.prices()));
    return String.join(System.lineSeparator(), lines);
  }

  private static String headline(PlanReport report) {
    var best = report.cheapest();
    if (best == null) {
      return text(
          "Nothing keeps stall under %.1f %%; the nearest come first.",
          report.workload().stallLimit() * 100);
    }
    return text(
        "Cheapest with stall under %.1f %%: %s (%s), $%.4f an epoch of all %d jobs.",
        report.workload().stallLimit() * 100,
        best.tier(),
        best.configuration(),
        best.costMicroUsdPerEpoch() / 1e6,
        report.workload().jobs());
  }

  private static String answer(@Nullable Way way) {
    return way == null
        ? "nothing keeps stall under the limit."
        : text(
            "%s (%s), $%.4f an epoch.",
            way.tier(), way.configuration(), way.costMicroUsdPerEpoch() / 1e6);
  }

  private String table(List<Way> ways) {
    var table =
        new Table(
            List.of(
                new Column("tier", Side.LEFT, 26),
                new Column("best configuration", Side.LEFT, 44),
                new Column("units", Side.RIGHT, 8),
                new Column("$/epoch", Side.RIGHT, 12),
                new Column("$/TB", Side.RIGHT, 10),
                new Column("reads/sample", Side.RIGHT, 12),
                new Column("stall", Side.RIGHT, 7)),
            output.colours());
    for (var way : ways) {
      table.row(
          way.meetsLimit() ? Tint.GOOD : Tint.BAD,
          List.of(
              way.tier(),
              way.configuration(),
              way.units() == 0 ? "" : String.valueOf(way.units()),
              text("%.4f", way.costMicroUsdPerEpoch() / 1e6),
              text("%.4f", way.usdPerTerabyte()),
              text("%.4f", way.readsPerSample()),
              text("%.1f %%", way.stallShare() * 100)));
    }
    return table.text();
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is no dependency of ours.
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
