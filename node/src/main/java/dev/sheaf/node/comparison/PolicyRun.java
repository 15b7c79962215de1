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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One node under one policy, and jobs that read a dataset of it by turns. */
final class PolicyRun {
  private static final long LOOK_NANOS = 50_000_000;
  private static final int MOST_LOOKS = 200;

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
      return new Run(node).figures();
    }
  }

  /** What all jobs together were served so far. */
  private record Sums(double reads, double gets, double bytes, double hits, long delivered) {}

  /** The jobs of one node. */
  private final class Run {
    private final SheafNode node;
    private final NodeApi api;
    private final List<ReadingJob> jobs = new ArrayList<>();
    private final Schedule schedule;
    private long begunNanos;

    Run(SheafNode node) throws IOException {
      this.node = node;
      this.api = new NodeApi(node.apiAddress());
      var dataset = api.register(plan.dataset(), plan.uri());
      var samples = dataset.path("samples").asLong();
      for (int number = 0; number < plan.speeds().size(); number++) {
        submit(number);
        jobs.add(new ReadingJob(api, new ReadingJob.Task(name(number), samples, plan.epochs())));
      }
      var steps = Math.ceilDiv(samples, plan.batch());
      this.schedule = new Schedule(Schedule.paces(plan.speeds(), plan.stagger(), steps));
    }

    private String name(int number) {
      return policy + "-" + (number + 1);
    }

    private void submit(int number) throws IOException {
      var body = JsonNodeFactory.instance.objectNode();
      body.put("name", name(number))
          .put("dataset", plan.dataset())
          .put("contract", "substitute")
          .put("batchSize", plan.batch())
          .put("epochs", plan.epochs())
          .put("ranks", 1)
          .put("seed", plan.seed() + number);
      api.send("POST", "/v1/jobs", body);
    }

    PolicyFigures figures() throws IOException {
      begunNanos = System.nanoTime();
      stepUntil(job -> job.epochs() >= 1);
      var warm = sums();
      stepUntil(ReadingJob::isOver);
      var first = sums();
      stepUntil(job -> false);
      var all = sums();
      var speeds = plan.speeds();
      var top = speeds.stream().mapToDouble(s -> s).max().orElseThrow();
      var total = speeds.stream().mapToDouble(s -> s).sum();
      return new PolicyFigures(
          policy,
          all.reads() / all.delivered(),
          OriginBound.coldRun(cacheFraction, speeds.size(), plan.epochs()),
          (first.reads() - warm.reads()) / (first.delivered() - warm.delivered()),
          OriginBound.steady(cacheFraction, 1) * top / total,
          all.hits() / all.delivered(),
          (long) all.gets(),
          (long) all.bytes(),
          all.delivered(),
          jobs.stream().mapToLong(ReadingJob::duplicates).sum(),
          jobs.stream().mapToLong(ReadingJob::missing).sum(),
          (System.nanoTime() - begunNanos) / 1e9);
    }

    /** Lets jobs step until one of them is so far, or all are over. */
    private void stepUntil(Predicate<ReadingJob> isSoFar) throws IOException {
      while (jobs.stream().noneMatch(isSoFar)) {
        var turn = schedule.next();
        if (turn == null) {
          return;
        }
        waitUntil(begunNanos + Math.round(turn.at() * plan.stepNanos()));
        var job = jobs.get(turn.job());
        job.step();
        if (job.isOver()) {
          schedule.leave(turn.job());
        }
      }
    }

    private static void waitUntil(long nanos) {
      for (var left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    private Sums sums() throws IOException {
      node.flushCounters();
      var all = new ArrayList<JsonNode>();
      for (var job : jobs) {
        all.add(settled(job));
      }
      return new Sums(
          sum(all, "/originReads"),
          sum(all, "/originGets"),
          sum(all, "/originBytes"),
          sum(all, "/hits/memory"),
          jobs.stream().mapToLong(ReadingJob::delivered).sum());
    }

    /** A job's metrics, once they count all that its reader was given. */
    private JsonNode settled(ReadingJob job) throws IOException {
      var path = "/v1/jobs/" + job.name() + "/metrics";
      for (int look = 0; look < MOST_LOOKS; look++) {
        var metrics = api.getJson(path);
        if (metrics.path("delivered").asLong() >= job.delivered()) {
          return metrics;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      throw new IOException(path + " does not count all that was delivered");
    }

    private static double sum(List<JsonNode> metrics, String figure) {
      return metrics.stream().mapToDouble(each -> each.at(figure).asDouble()).sum();
    }
  }
}
