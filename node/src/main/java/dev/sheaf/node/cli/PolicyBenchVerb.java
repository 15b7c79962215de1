package dev.sheaf.node.cli;

import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.comparison.PolicyComparison;
import dev.sheaf.node.comparison.PolicyFigures;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what the same jobs cost the origin under one cache policy after the other. */
@Command(
    name = "policies",
    mixinStandardHelpOptions = true,
    description = {
      "What the same jobs cost the origin under each cache policy, beside the bound.",
      "Real nodes, read over HTTP by turns, at a steady pace; nothing is trained."
    })
final class PolicyBenchVerb implements Callable<Integer> {
  private static final int MADE_PER_CLASS = 2_000;

  @Mixin Output output = new Output();
  @Mixin SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--data",
      paramLabel = "PLACE",
      description = "folder, or address such as s3://bucket/prefix; default: images made for it")
  @Nullable String data;

  @Option(names = "--jobs", defaultValue = "3", description = "${DEFAULT-VALUE}")
  int jobs;

  @Option(names = "--epochs", defaultValue = "4", description = "${DEFAULT-VALUE}")
  int epochs;

  @Option(names = "--batch", defaultValue = "64", description = "${DEFAULT-VALUE}")
  int batch;

  @Option(names = "--cache-fraction", defaultValue = "0.4", description = "${DEFAULT-VALUE}")
  double cacheFraction;

  @Option(
      names = "--stagger",
      defaultValue = "0",
      description = "share of an epoch over which the starts are spread; ${DEFAULT-VALUE}")
  double stagger;

  @Option(
      names = "--step-ms",
      defaultValue = "8",
      description = "from one batch of a job to its next one; ${DEFAULT-VALUE}")
  double stepMillis;

  @Option(
      names = "--speeds",
      split = ",",
      description = "speed of each job, such as 1,1,2; default: all alike")
  List<Double> speeds = List.of();

  @Option(names = "--seed", defaultValue = "1", description = "${DEFAULT-VALUE}")
  long seed;

  @Option(
      names = "--policy",
      split = ",",
      defaultValue = "pinned,lru,fill-and-keep,quiver,ods,icache",
      description = "names as in sheaf.cache.policy; ${DEFAULT-VALUE}")
  List<String> policies = List.of();

  @Override
  public Integer call() {
    check();
    try (var scratch = ScratchFolder.create("policies")) {
      var plan =
          new PolicyComparison.Plan(
              "compared",
              place(scratch.path()),
              speeds.isEmpty() ? Collections.nCopies(jobs, 1.0) : speeds,
              stagger,
              Math.round(stepMillis * 1e6),
              epochs,
              batch,
              cacheFraction,
              seed,
              policies);
      var figures =
          new PolicyComparison(
                  plan,
                  (state, more) -> settings.read(ScratchSettings.lines(state, more)),
                  output::say)
              .run(scratch.path());
      output.result(
          Map.of("bench", "policies", "params", parameters(), "ours", figures), table(figures));
      return 0;
    } catch (IOException | NodeStartException cannot) {
      throw new CliException(String.valueOf(cannot.getMessage()));
    }
  }

  private void check() {
    hold("--jobs", jobs, 1, 64);
    hold("--epochs", epochs, 2, 1_000);
    hold("--batch", batch, 1, 65_536);
    hold("--stagger", stagger, 0, 1);
    hold("--cache-fraction", cacheFraction, 0.001, 1);
    hold("--step-ms", stepMillis, 0, 60_000);
    speeds.forEach(speed -> hold("--speeds", speed, 0.01, 100));
    if (!speeds.isEmpty() && speeds.size() != jobs) {
      throw CliException.wrongUse(
          "--speeds must name %d speeds, one a job, but has %d".formatted(jobs, speeds.size()));
    }
  }

  private static void hold(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw CliException.wrongUse(
          "%s must be %s..%s but was %s".formatted(option, least, most, value));
    }
  }

  private String place(Path folder) throws IOException {
    if (data == null) {
      output.say("making images (seed %d)".formatted(seed));
      var images = folder.resolve("images");
      new ImageSynthesizer(seed).write(images, MADE_PER_CLASS, 0);
      return images.resolve("train").toUri().toString();
    }
    if (data.contains("://")) {
      return data;
    }
    var path = Path.of(data);
    if (!Files.exists(path)) {
      throw new CliException("--data " + data + " does not exist: check the path");
    }
    return path.toAbsolutePath().normalize().toUri().toString();
  }

  private Map<String, Object> parameters() {
    var all = new LinkedHashMap<String, Object>();
    all.put("jobs", jobs);
    all.put("epochs", epochs);
    all.put("batch", batch);
    all.put("cacheFraction", cacheFraction);
    all.put("stagger", stagger);
    all.put("speeds", speeds);
    all.put("stepMillis", stepMillis);
    all.put("seed", seed);
    return all;
  }

  private static String table(List<PolicyFigures> all) {
    var table =
        new Table(
            "policy",
            "reads/sample",
            "bound",
            "after epoch 1",
            "bound",
            "efficiency",
            "GETs",
            "hits",
            "twice",
            "missing");
    for (var each : all) {
      table.row(
          each.policy(),
          Figures.ratio(each.readsPerSample()),
          Figures.ratio(each.bound()),
          Figures.ratio(each.readsPerSampleSteady()),
          Figures.ratio(each.boundSteady()),
          Figures.percent(each.efficiencySteady()),
          Figures.count(each.gets()),
          Figures.percent(each.hitRatio()),
          each.duplicates(),
          each.missing());
    }
    return table.text();
  }
}
