package dev.sheaf.node.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
  private static final String PATH = "/v1/jobs";

  private JobVerb() {}

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Submit the job that FILE (JSON or YAML) describes.")
  static final class Run extends ApiVerb {
    @Parameters(paramLabel = "FILE", description = "the body of POST /v1/jobs")
    Path file = Path.of("");

    @Override
    public Integer call() {
      var answer = api.send("POST", PATH, ApiClient.readBody(file));
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
  static final class Ls extends ApiVerb {
    @Override
    public Integer call() {
      var page = api.list(PATH, "jobs");
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

  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = {
        "Watch jobs until they end; all that run when none is named.",
        "Shares are of the samples delivered; origin/sample is held against the least that any"
            + " policy could read."
      })
  static final class Watch extends ApiVerb {
    @Parameters(paramLabel = "JOB", arity = "0..*")
    List<String> names = List.of();

    @Override
    public Integer call() {
      output.expectWritable();
      var seen = new Watching(output).until(new WatchedJobs(api, names));
      output.result(seen, end(seen));
      return WatchedJobs.jobs(seen).anyMatch(Watch::hasFailed) ? 1 : 0;
    }

    private static boolean hasFailed(JsonNode job) {
      return job.path("phase").asText().equals("failed");
    }

    private static String end(JsonNode seen) {
      return seen.path("jobs").isEmpty()
          ? "no job runs"
          : WatchedJobs.jobs(seen).map(Watch::ended).collect(joining(System.lineSeparator()));
    }

    private static String ended(JsonNode job) {
      var reason = job.path("reason").asText();
      return "%s is %s%s"
          .formatted(
              job.path("name").asText(),
              job.path("phase").asText(),
              reason.isEmpty() ? "" : ": " + reason);
    }
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Change a job while it runs; what is not named stays as it is.")
  static final class Change extends ApiVerb {
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
      var change = Json.MAPPER.createObjectNode();
      put(change, "priority", priority);
      put(change, "maxMissing", maxMissing);
      put(change, "parallelReads", parallelReads);
      put(change, "lookAheadBytes", lookAhead == null ? null : bytes(lookAhead));
      if (change.isEmpty()) {
        throw CliException.wrongUse(
            "nothing is to be changed: name --priority, --max-missing, --parallel-reads or"
                + " --look-ahead");
      }
      var job = api.send("PATCH", ApiClient.named(PATH, name), change);
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
  static final class Stop extends ApiVerb {
    @Parameters(paramLabel = "JOB")
    String name = "";

    @Override
    public Integer call() {
      output.result(api.delete(ApiClient.named(PATH, name)), "stopped " + name);
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
  static final class Trace extends ApiVerb {
    @Parameters(paramLabel = "JOB")
    String name = "";

    @Override
    public Integer call() {
      var job = ApiClient.named(PATH, name);
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
