package dev.sheaf.node.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.Settings;
import dev.sheaf.policies.economics.OriginBound;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** One node under one policy, and jobs that read a dataset of it side by side. */
final class PolicyRun {
  /** Time for the readers' threads to be there before the first step. */
  private static final long LEAD_NANOS = 200_000_000;

  private final PolicyComparison.Plan plan;
  private final String policy;
  private final double cacheFraction;

  PolicyRun(PolicyComparison.Plan plan, String policy, double cacheFraction) {
    this.plan = plan;
    this.policy = policy;
    this.cacheFraction = cacheFraction;
  }

  PolicyFigures run(Settings settings) throws IOException, NodeStartException {
    try (var node = SheafNode.start(settings)) {
      var api = new NodeApi(node.apiAddress());
      var samples = api.register(PolicyComparison.DATASET, plan.uri()).path("samples").asLong();
      for (int job = 0; job < plan.jobs(); job++) {
        submit(api, job);
      }
      var counts = read(api, samples);
      node.flushCounters();
      return figures(api, counts);
    }
  }

  private String name(int job) {
    return policy + "-" + (job + 1);
  }

  private void submit(NodeApi api, int job) throws IOException {
    var body = JsonNodeFactory.instance.objectNode();
    body.put("name", name(job))
        .put("dataset", PolicyComparison.DATASET)
        .put("contract", "substitute")
        .put("batchSize", plan.batch())
        .put("epochs", plan.epochs())
        .put("ranks", 1)
        .put("seed", plan.seed() + job);
    api.send("POST", "/v1/jobs", body);
  }

  private List<ReadingJob.Count> read(NodeApi api, long samples) throws IOException {
    var start = System.nanoTime() + LEAD_NANOS;
    var epochNanos = plan.stepNanos() * Math.ceilDiv(samples, plan.batch());
    var readers = new ArrayList<Callable<ReadingJob.Count>>();
    for (int job = 0; job < plan.jobs(); job++) {
      var late = Math.round(epochNanos * plan.stagger() * job / plan.jobs());
      var task =
          new ReadingJob.Task(name(job), samples, plan.epochs(), plan.stepNanos(), start + late);
      readers.add(new ReadingJob(api, task));
    }
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      return all(threads.invokeAll(readers));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<ReadingJob.Count> all(List<Future<ReadingJob.Count>> readers)
      throws IOException, InterruptedException {
    var counts = new ArrayList<ReadingJob.Count>();
    for (var reader : readers) {
      try {
        counts.add(reader.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
      }
    }
    return counts;
  }

  private PolicyFigures figures(NodeApi api, List<ReadingJob.Count> counts) throws IOException {
    var metrics = new ArrayList<JsonNode>();
    for (var count : counts) {
      metrics.add(settled(api, count));
    }
    var delivered = counts.stream().mapToLong(ReadingJob.Count::delivered).sum();
    return new PolicyFigures(
        policy,
        sum(metrics, "originReads") / delivered,
        mean(metrics, "originReadsPerSampleSteady"),
        OriginBound.coldRun(cacheFraction, plan.jobs(), plan.epochs()),
        OriginBound.steady(cacheFraction, plan.jobs()),
        (long) sum(metrics, "originGets"),
        (long) sum(metrics, "originBytes"),
        metrics.stream().mapToDouble(m -> m.at("/hits/memory").asDouble()).sum() / delivered,
        delivered,
        counts.stream().mapToLong(ReadingJob.Count::duplicates).sum(),
        counts.stream().mapToLong(ReadingJob.Count::missing).sum(),
        counts.stream().mapToDouble(ReadingJob.Count::stallSeconds).sum());
  }

  /** A job's metrics, once they count all that its reader was given. */
  private static JsonNode settled(NodeApi api, ReadingJob.Count count) throws IOException {
    var path = "/v1/jobs/" + count.job() + "/metrics";
    for (int look = 0; look < 100; look++) {
      var metrics = api.getJson(path);
      if (metrics.path("delivered").asLong() >= count.delivered()) {
        return metrics;
      }
      LockSupport.parkNanos(LEAD_NANOS / 4);
    }
    throw new IOException(path + " does not count all that was delivered");
  }

  private static double sum(List<JsonNode> metrics, String figure) {
    return metrics.stream().mapToDouble(each -> each.path(figure).asDouble()).sum();
  }

  private static double mean(List<JsonNode> metrics, String figure) {
    return sum(metrics, figure) / metrics.size();
  }
}
