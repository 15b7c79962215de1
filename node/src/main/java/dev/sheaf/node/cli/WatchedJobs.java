package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Jobs while they read: how far each is, what its samples came from, and what that cost. */
final class WatchedJobs implements Watching.Watched {
  private static final String PATH = "/v1/jobs";
  private static final String RUNNING = "running";

  private final ApiClient api;
  private final boolean isAll;
  private final Set<String> names;

  /** Watches these jobs; all that run when none is named, those that begin meanwhile too. */
  WatchedJobs(ApiClient api, List<String> names) {
    this.api = api;
    this.isAll = names.isEmpty();
    this.names = new LinkedHashSet<>(names);
  }

  @Override
  public JsonNode look() {
    var jobs = Json.MAPPER.createObjectNode();
    var seen = jobs.putArray("jobs");
    if (isAll) {
      names.addAll(running());
    }
    for (var name : names) {
      var job = (ObjectNode) api.get(ApiClient.named(PATH, name));
      job.set("metrics", api.get(ApiClient.named(PATH, name) + "/metrics"));
      seen.add(job);
    }
    return jobs;
  }

  private List<String> running() {
    return jobs(api.list(PATH, "jobs"))
        .filter(WatchedJobs::isRunning)
        .map(job -> job.path("name").asText())
        .toList();
  }

  @Override
  public boolean isOver(JsonNode seen) {
    return jobs(seen).noneMatch(WatchedJobs::isRunning);
  }

  static Stream<JsonNode> jobs(JsonNode seen) {
    return StreamSupport.stream(seen.path("jobs").spliterator(), false);
  }

  private static boolean isRunning(JsonNode job) {
    return job.path("phase").asText().equals(RUNNING);
  }

  @Override
  public List<String> lines(JsonNode seen) {
    var table =
        new Table(
            "job",
            "phase",
            "epoch",
            "step",
            "samples",
            "memory",
            "disk",
            "lambda",
            "origin/sample",
            "bound",
            "stalled",
            "cost");
    jobs(seen).forEach(job -> row(table, job, job.path("metrics")));
    return table.text().lines().toList();
  }

  private static void row(Table table, JsonNode job, JsonNode metrics) {
    var delivered = metrics.path("delivered").asLong();
    table.row(
        job.path("name").asText(),
        job.path("phase").asText(),
        job.path("epoch").asInt() + "/" + job.path("epochs").asInt(),
        Figures.count(job.path("step").asLong()),
        Figures.count(delivered),
        hits(metrics, "memory", delivered),
        hits(metrics, "disk", delivered),
        hits(metrics, "lambda", delivered),
        Figures.ratio(metrics.path("originReadsPerSample").asDouble()),
        Figures.ratio(metrics.path("bound").asDouble()),
        Figures.seconds(metrics.path("stallSeconds").asDouble()),
        String.format(Locale.ROOT, "$%.6f", metrics.path("costMicroUsd").asDouble() / 1e6));
  }

  private static String hits(JsonNode metrics, String tier, long delivered) {
    return delivered == 0
        ? "-"
        : Figures.percent(metrics.path("hits").path(tier).asDouble() / delivered);
  }
}
