package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs of preprocessing tasks: begin, list, watch, cancel. */
@Command(
    name = "task",
    mixinStandardHelpOptions = true,
    description = "Have images preprocessed once, ahead.",
    subcommands = {
      TaskVerb.Run.class,
      TaskVerb.Ls.class,
      TaskVerb.Watch.class,
      TaskVerb.Cancel.class
    })
final class TaskVerb {
  private static final String PATH = "/v1/tasks";

  private TaskVerb() {}

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Do what FILE (YAML or JSON) says, and wait until it is done.")
  static final class Run extends ApiVerb {
    @Option(names = "--detach", description = "do not wait: return when it is begun")
    boolean detach;

    @Parameters(paramLabel = "FILE", description = "the body of POST /v1/tasks")
    Path file = Path.of("");

    @Override
    public Integer call() {
      output.expectWritable();
      var run = api.send("POST", PATH, ApiClient.readBody(file));
      var name = run.path("run").asText();
      if (detach) {
        output.result(run, "begun " + name + ": ./sheaf task watch " + name);
        return 0;
      }
      return until(name, output, api);
    }
  }

  @Command(
      name = "ls",
      mixinStandardHelpOptions = true,
      description = "List the runs of a node, and its latest that are over.")
  static final class Ls extends ApiVerb {
    @Override
    public Integer call() {
      var page = api.list(PATH, "runs");
      var table = new Table("run", "phase", "rows", "were there", "tasks", "attempts", "cost");
      for (var run : page.path("runs")) {
        table.row(
            run.path("run").asText(),
            run.path("phase").asText(),
            Figures.count(run.path("rows").asLong()),
            Figures.count(run.path("rowsKnown").asLong()),
            tasks(run),
            Figures.count(run.at("/tasks/attempts").asLong()),
            cost(run));
      }
      output.result(page, table.text());
      return 0;
    }
  }

  @Command(name = "watch", mixinStandardHelpOptions = true, description = "Wait until it is over.")
  static final class Watch extends ApiVerb {
    @Parameters(paramLabel = "RUN")
    String name = "";

    @Override
    public Integer call() {
      output.expectWritable();
      return until(name, output, api);
    }
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Call a run off; rows that are there stay.")
  static final class Cancel extends ApiVerb {
    @Parameters(paramLabel = "RUN")
    String name = "";

    @Override
    public Integer call() {
      var run = api.delete(ApiClient.named(PATH, name));
      output.result(run, name + " is called off");
      return 0;
    }
  }

  /** Shows how far a run is, until it is over: 0 when it is done. */
  private static int until(String name, Output output, ApiClient api) {
    var run = new Watching(output).until(new WatchedRun(api, ApiClient.named(PATH, name)));
    output.result(run, end(run));
    return run.path("phase").asText().equals("done") ? 0 : 1;
  }

  private static String end(JsonNode run) {
    var text = new StringBuilder();
    text.append(run.path("run").asText()).append(' ').append(run.path("phase").asText());
    if (!run.path("why").asText().isEmpty()) {
      text.append(": ").append(run.path("why").asText());
    }
    text.append(
        "%n%s rows, %s of them were there; %s tasks, %s attempts, %s failures; %s"
            .formatted(
                Figures.count(run.path("rows").asLong()),
                Figures.count(run.path("rowsKnown").asLong()),
                tasks(run),
                Figures.count(run.at("/tasks/attempts").asLong()),
                Figures.count(run.at("/tasks/failures").asLong()),
                cost(run)));
    for (var result : run.path("results")) {
      text.append(System.lineSeparator()).append(result.path("href").asText());
    }
    return text.toString();
  }

  static String tasks(JsonNode run) {
    return run.at("/tasks/done").asLong() + "/" + run.at("/tasks/planned").asLong();
  }

  private static String cost(JsonNode run) {
    return "%.6f USD".formatted(run.path("costMicroUsd").asDouble() / 1e6);
  }
}
