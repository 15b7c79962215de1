package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ensembles: train, list, watch, stop. */
@Command(
    name = "ensemble",
    mixinStandardHelpOptions = true,
    description = "Train, list, watch and stop ensembles.",
    subcommands = {
      EnsembleVerb.Run.class,
      EnsembleVerb.Ls.class,
      EnsembleVerb.Watch.class,
      EnsembleVerb.Stop.class
    })
final class EnsembleVerb {
  private static final String PATH = "/v1/ensembles";

  private EnsembleVerb() {}

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Train the ensemble that FILE (YAML or JSON) describes, and watch it.")
  static final class Run implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Option(names = "--dry-run", description = "say what would be trained when, and start nothing")
    boolean dryRun;

    @Option(names = "--detach", description = "do not watch: return when it is submitted")
    boolean detach;

    @Parameters(paramLabel = "FILE", description = "the body of POST /v1/ensembles")
    Path file = Path.of("");

    @Override
    public Integer call() {
      output.expectWritable();
      var answer = api.postFile(dryRun ? PATH + "?dryRun=true" : PATH, file);
      if (dryRun) {
        output.result(answer, EnsembleTables.plan(answer));
        return 0;
      }
      var name = answer.path("name").asText();
      if (detach) {
        output.result(answer, "submitted " + name + ": ./sheaf ensemble watch " + name);
        return 0;
      }
      return new Watching(output, api).until(name);
    }
  }

  @Command(name = "ls", mixinStandardHelpOptions = true, description = "List.")
  static final class Ls implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Override
    public Integer call() {
      var page = api.get(PATH + "?limit=1000");
      var table = new Table("name", "dataset", "phase", "members", "round", "accuracy");
      for (var ensemble : page.path("ensembles")) {
        table.row(
            ensemble.path("name").asText(),
            ensemble.path("dataset").asText(),
            ensemble.path("phase").asText(),
            ensemble.path("members").asInt(),
            ensemble.path("round").asInt(),
            ensemble.has("accuracy") ? Figures.percent(ensemble.path("accuracy").asDouble()) : "-");
      }
      output.result(page, table.text());
      return 0;
    }
  }

  @Command(name = "watch", mixinStandardHelpOptions = true, description = "Watch until it ends.")
  static final class Watch implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "ENSEMBLE")
    String name = "";

    @Override
    public Integer call() {
      output.expectWritable();
      return new Watching(output, api).until(name);
    }
  }

  @Command(name = "stop", mixinStandardHelpOptions = true, description = "Stop.")
  static final class Stop implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "ENSEMBLE")
    String name = "";

    @Override
    public Integer call() {
      var stopped = api.delete(PATH + "/" + ApiClient.segment(name));
      output.result(stopped, name + " is " + stopped.path("phase").asText());
      return 0;
    }
  }

  /** Shows an ensemble until it ends: a table that is redrawn on a terminal, lines elsewhere. */
  private static final class Watching {
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int TABLE_EVERY = 10;
    private static final DateTimeFormatter CLOCK =
        DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Output output;
    private final ApiClient api;
    private long toldMillis;
    private int drawn;
    private int polls;

    Watching(Output output, ApiClient api) {
      this.output = output;
      this.api = api;
    }

    int until(String name) {
      while (true) {
        var ensemble = api.get(PATH + "/" + ApiClient.segment(name));
        var phase = ensemble.path("phase").asText();
        var over = List.of("trained", "failed", "stopped").contains(phase);
        show(ensemble);
        if (over) {
          output.result(ensemble, EnsembleTables.end(ensemble));
          return phase.equals("trained") ? 0 : 1;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }

    private void show(JsonNode ensemble) {
      var news = news(ensemble);
      if (!output.isLive()) {
        news.forEach(output::say);
        if (polls++ % TABLE_EVERY == 0) {
          output.say(EnsembleTables.head(ensemble));
          output.say(EnsembleTables.members(ensemble));
        }
        return;
      }
      drawn = output.redraw(List.of(), drawn);
      news.forEach(output::say);
      var lines = new ArrayList<String>();
      lines.add(EnsembleTables.head(ensemble));
      lines.addAll(EnsembleTables.members(ensemble).lines().toList());
      drawn = output.redraw(lines, 0);
    }

    /** What happened since it was asked last. */
    private List<String> news(JsonNode ensemble) {
      var lines = new ArrayList<String>();
      var latest = toldMillis;
      for (var each : ensemble.path("news")) {
        var at = each.path("atMillis").asLong();
        if (at > toldMillis) {
          lines.add(CLOCK.format(Instant.ofEpochMilli(at)) + " " + each.path("text").asText());
          latest = Math.max(latest, at);
        }
      }
      toldMillis = latest;
      return lines;
    }
  }
}
