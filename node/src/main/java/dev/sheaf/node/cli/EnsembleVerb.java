package dev.sheaf.node.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
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
  static final class Run extends ApiVerb {
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
      return until(name, output, api);
    }
  }

  @Command(name = "ls", mixinStandardHelpOptions = true, description = "List.")
  static final class Ls extends ApiVerb {
    @Override
    public Integer call() {
      var page = api.list(PATH, "ensembles");
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
  static final class Watch extends ApiVerb {
    @Parameters(paramLabel = "ENSEMBLE")
    String name = "";

    @Override
    public Integer call() {
      output.expectWritable();
      return until(name, output, api);
    }
  }

  @Command(name = "stop", mixinStandardHelpOptions = true, description = "Stop.")
  static final class Stop extends ApiVerb {
    @Parameters(paramLabel = "ENSEMBLE")
    String name = "";

    @Override
    public Integer call() {
      var stopped = api.delete(ApiClient.named(PATH, name));
      output.result(stopped, name + " is " + stopped.path("phase").asText());
      return 0;
    }
  }

  /** Watches an ensemble to its end: 0 when it is trained. */
  private static int until(String name, Output output, ApiClient api) {
    var watched = new WatchedEnsemble(api, ApiClient.named(PATH, name));
    var ensemble = new Watching(output).until(watched);
    output.result(ensemble, EnsembleTables.end(ensemble));
    return ensemble.path("phase").asText().equals("trained") ? 0 : 1;
  }
}
