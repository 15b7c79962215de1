package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private TaskVerb() {}

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Do what FILE (YAML or JSON) says, and wait until it is done.")
  static final class Run implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

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
  static final class Ls implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Override
    public Integer call() {
      var page = api.get(PATH + "?limit=1000");
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
  static final class Watch implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

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
  static final class Cancel implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "RUN")
    String name = "";

    @Override
    public Integer call() {
      var run = api.delete(PATH + "/" + ApiClient.segment(name));
      output.result(run, name + " is called off");
      return 0;
    }
  }

  /** Shows how far a run is, until it is over: 0 when it is done. */
  private static int until(String name, Output output, ApiClient api) {
    var drawn = 0;
    while (true) {
      var run = api.get(PATH + "/" + ApiClient.segment(name));
      var phase = run.path("phase").asText();
      if (!List.of("indexing", "running").contains(phase)) {
        output.redraw(List.of(), drawn);
        output.result(run, end(run));
        return phase.equals("done") ? 0 : 1;
      }
      if (output.isLive()) {
        drawn = output.redraw(List.of(name + " " + phase + ", tasks " + tasks(run)), drawn);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
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

  private static String tasks(JsonNode run) {
    return run.at("/tasks/done").asLong() + "/" + run.at("/tasks/planned").asLong();
  }

  private static String cost(JsonNode run) {
    return "%.6f USD".formatted(run.path("costMicroUsd").asDouble() / 1e6);
  }
}
