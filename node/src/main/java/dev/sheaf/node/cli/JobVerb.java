package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Jobs: submit, list, watch, change, stop, trace. */
@Command(
    name = "job",
    mixinStandardHelpOptions = true,
    description = "Submit, list, watch, change, stop and trace jobs.",
    subcommands = {
      JobVerb.Run.class,
      JobVerb.Ls.class,
      JobVerb.Watch.class,
      JobVerb.Change.class,
      JobVerb.Stop.class,
      JobVerb.Trace.class
    })
final class JobVerb {
  private JobVerb() {}

  private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Submit the job that FILE (JSON or YAML) describes.")
  static final class Run implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "FILE", description = "the body of POST /v1/jobs")
    Path file = Path.of("");

    @Override
    public Integer call() {
      var answer = api.send("POST", "/v1/jobs", ApiClient.readBody(file));
      output.result(
          answer,
          "job "
              + answer.path("job").asText()
              + ", generation "
              + answer.path("generation").asLong()
              + cost(answer.path("shuffleCost")));
      return 0;
    }

    /** What the order costs, where the node says it. */
    private static String cost(JsonNode cost) {
      return cost.isMissingNode()
          ? ""
          : System.lineSeparator()
              + "by samples, the first epoch reads "
              + reads(cost.at("/global/firstEpoch"))
              + ", each later one "
              + reads(cost.at("/global/laterEpoch"))
              + System.lineSeparator()
              + "by packages, "
              + reads(cost.at("/packages/firstEpoch"))
              + ", then "
              + reads(cost.at("/packages/laterEpoch"))
              + System.lineSeparator()
              + "what is not kept takes "
              + Figures.ratio(cost.at("/readAmplification/gets").asDouble())
              + " times as many GETs and "
              + Figures.ratio(cost.at("/readAmplification/bytes").asDouble())
              + " times as many bytes; the cache has room for "
              + Figures.percent(cost.path("cacheFraction").asDouble());
    }

    private static String reads(JsonNode epoch) {
      return Figures.count(epoch.path("gets").asLong())
          + " GETs, "
          + Figures.bytes(epoch.path("bytes").asLong())
          + ", $"
          + String.format(Locale.ROOT, "%.6f", epoch.path("costMicroUsd").asDouble() / 1e6);
    }
  }

  @Command(name = "ls", mixinStandardHelpOptions = true, description = "List.")
  static final class Ls implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Override
    public Integer call() {
      var page = api.get("/v1/jobs?limit=1000");
      var table = new Table("name", "dataset", "contract", "phase", "epoch", "step", "generation");
      for (var job : page.path("jobs")) {
        table.row(
            job.path("name").asText(),
            job.path("dataset").asText(),
            job.path("contract").asText(),
            job.path("phase").asText(),
            job.path("epoch").asInt(),
            job.path("step").asInt(),
            job.path("generation").asLong());
      }
      output.result(page, table.text());
      return 0;
    }
  }

  @Command(name = "watch", mixinStandardHelpOptions = true, description = "Watch until it ends.")
  static final class Watch implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "JOB")
    String name = "";

    @Override
    public Integer call() {
      while (true) {
        var job = api.get("/v1/jobs/" + ApiClient.segment(name));
        var metrics = api.get("/v1/jobs/" + ApiClient.segment(name) + "/metrics");
        var running = job.path("phase").asText().equalsIgnoreCase("running");
        output.progress(line(job, metrics), !running);
        if (!running) {
          output.result(metrics, job.path("reason").asText(""));
          return job.path("phase").asText().equalsIgnoreCase("failed") ? 1 : 0;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }

    private static String line(JsonNode job, JsonNode metrics) {
      return job.path("name").asText()
          + " "
          + job.path("phase").asText()
          + "  epoch "
          + job.path("epoch").asInt()
          + " step "
          + job.path("step").asInt()
          + "  delivered "
          + Figures.count(metrics.path("delivered").asLong())
          + "  origin reads/sample "
          + Figures.ratio(metrics.path("originReadsPerSample").asDouble())
          + " (bound "
          + Figures.ratio(metrics.path("bound").asDouble())
          + ")"
          + spent(metrics);
    }

    /** What it has cost so far, of which functions how much; nothing where nothing costs. */
    private static String spent(JsonNode metrics) {
      var lambda = metrics.at("/cost/lambdaMicroUsd").asDouble();
      var all = metrics.at("/cost/originMicroUsd").asDouble() + lambda;
      return all == 0
          ? ""
          : String.format(Locale.ROOT, "  $%.6f (Lambda $%.6f)", all / 1e6, lambda / 1e6);
    }
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Change a job while it runs; what is not named stays as it is.")
  static final class Change implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(index = "0", paramLabel = "JOB")
    String name = "";

    @Option(
        names = "--priority",
        paramLabel = "N",
        description = "how much it counts where memory is divided, -1000..1000")
    @Nullable Long priority;

    @Option(
        names = "--max-missing",
        paramLabel = "N",
        description = "missing samples of an epoch that are borne")
    @Nullable Long maxMissing;

    @Option(
        names = "--parallel-reads",
        paramLabel = "N",
        description = "reads at once for one of its batches on a node, 0 = no limit of its own")
    @Nullable Long parallelReads;

    @Option(
        names = "--look-ahead",
        paramLabel = "SIZE",
        description = "at most so much is fetched ahead for it, such as 16MiB; 0 = nothing")
    @Nullable String lookAhead;

    @Override
    public Integer call() {
      var change = Output.JSON.createObjectNode();
      put(change, "priority", priority);
      put(change, "maxMissing", maxMissing);
      put(change, "parallelReads", parallelReads);
      put(change, "lookAheadBytes", lookAhead == null ? null : bytes(lookAhead));
      if (change.isEmpty()) {
        throw CliException.wrongUse(
            "nothing is to be changed: name --priority, --max-missing, --parallel-reads or"
                + " --look-ahead");
      }
      var job = api.send("PATCH", "/v1/jobs/" + ApiClient.segment(name), change);
      output.result(job, "changed " + name + ": " + change);
      return 0;
    }

    private static void put(ObjectNode change, String knob, @Nullable Long value) {
      if (value != null) {
        change.put(knob, value);
      }
    }

    private static long bytes(String size) {
      try {
        return ConfigValueFactory.fromAnyRef(size).atKey("size").getBytes("size");
      } catch (ConfigException malformed) {
        throw CliException.wrongUse("--look-ahead must be a size such as 16MiB but was " + size);
      }
    }
  }

  @Command(name = "stop", mixinStandardHelpOptions = true, description = "Stop.")
  static final class Stop implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "JOB")
    String name = "";

    @Override
    public Integer call() {
      output.result(api.delete("/v1/jobs/" + ApiClient.segment(name)), "stopped " + name);
      return 0;
    }
  }

  @Command(
      name = "trace",
      mixinStandardHelpOptions = true,
      description = {
        "Print a job's decisions as NDJSON: the job and its packages, then a line per window.",
        "./sheaf simulate --trace FILE replays it."
      })
  static final class Trace implements Callable<Integer> {
    @Mixin Output output = new Output();
    @Mixin ApiClient api = new ApiClient();

    @Parameters(paramLabel = "JOB")
    String name = "";

    @Override
    public Integer call() {
      var job = "/v1/jobs/" + ApiClient.segment(name);
      var lines = new StringBuilder(api.get(job + "/trace/setting").toString());
      var next = "";
      do {
        var page = api.get(job + "/trace" + next);
        page.path("windows").forEach(w -> lines.append(System.lineSeparator()).append(w));
        next = following(page.path("next"));
      } while (!next.isEmpty());
      output.text(lines.toString());
      return 0;
    }

    private static String following(JsonNode next) {
      return next.isNull()
          ? ""
          : "?epoch=" + next.path("epoch").asInt() + "&from=" + next.path("from").asInt();
    }
  }
}
