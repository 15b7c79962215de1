package dev.sheaf.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What members of an ensemble cost to feed when each prepares its batches for itself, and when one
 * preparation serves all, in turns on one node. Nobody trains: batches are given back at once, so
 * that decoding is all there is to wait for. Each round is an epoch of jobs that begin anew.
 */
public final class SharingBench {
  private static final String DATASET = "photos";
  private static final int PAD = 8;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Params params;
  private final Consumer<String> say;
  private int rounds;

  /**
   * What is measured.
   *
   * @param members how many are fed
   * @param samples photos of the dataset
   * @param batch samples of a batch
   * @param side pixels of a prepared image
   * @param rounds of each way
   * @param cached hundredths of the dataset that fit into the node's memory
   */
  public record Params(int members, int samples, int batch, int side, int rounds, int cached) {}

  private record Round(double samplesPerSecond, double cpuSecondsPerSample, double originReads) {}

  private SharingBench(Params params, Consumer<String> say) {
    this.params = params;
    this.say = say;
  }

  /** Runs it; leaves nothing behind. */
  public static BenchResult run(Params params, Consumer<String> say)
      throws IOException, NodeStartException {
    return new SharingBench(params, say).measure();
  }

  private BenchResult measure() throws IOException, NodeStartException {
    try (var scratch = ScratchFolder.create("bench")) {
      say.accept("making %d photos ...".formatted(params.samples()));
      var root = scratch.path().resolve("photos");
      var bytes = Photos.write(root, params.samples());
      try (var node = start(scratch.path(), bytes)) {
        register(node, root);
        return measure(node, bytes);
      }
    }
  }

  private SheafNode start(Path folder, long bytes) throws NodeStartException {
    var set =
        List.of(
            "cache.form=encoded",
            "cache.memory=" + Math.max(24L << 20, bytes * params.cached() / 100));
    return SheafNode.start(ScratchSettings.of(folder.resolve("state"), set));
  }

  private static JsonCalls api(SheafNode node) throws IOException {
    return new JsonCalls(PlainSocket.to(node.apiAddress()));
  }

  private static void register(SheafNode node, Path root) throws IOException {
    var api = api(node);
    var body = "{\"uri\":\"" + root.toUri() + "\",\"format\":\"folder\"}";
    api.call("PUT", "/v1/datasets/" + DATASET, body);
    while (!api.call("GET", "/v1/datasets/" + DATASET, "")
        .path("status")
        .asText()
        .equals("ready")) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private BenchResult measure(SheafNode node, long bytes) throws IOException {
    // The compiler is done with both ways, and the cache is as full as it gets.
    round(node, params.members(), false);
    round(node, params.members(), true);
    var one = new ArrayList<Round>();
    var alone = new ArrayList<Round>();
    var shared = new ArrayList<Round>();
    for (int i = 0; i < params.rounds(); i++) {
      one.add(round(node, 1, false));
      alone.add(round(node, params.members(), false));
      shared.add(round(node, params.members(), true));
      say.accept(
          "round %d: %.0f samples/s each for itself, %.0f shared"
              .formatted(
                  i + 1, alone.getLast().samplesPerSecond(), shared.getLast().samplesPerSecond()));
    }
    var ratio = ratio(shared, alone, Round::samplesPerSecond);
    var ours = figures(shared);
    ours.put("cpuToPrivate", rounded(ratio(shared, alone, Round::cpuSecondsPerSample)));
    ours.put("originReadsToOneJob", rounded(ratio(shared, one, Round::originReads)));
    return new BenchResult(
        "share",
        asked(bytes),
        ours,
        List.of(
            new BenchResult.Beside("private", figures(alone), rounded(ratio)),
            new BenchResult.Beside(
                "one job", figures(one), rounded(ratio(shared, one, Round::samplesPerSecond)))));
  }

  /** One epoch of each member, by jobs of their own. */
  private Round round(SheafNode node, int members, boolean together) throws IOException {
    var name = "bench-" + ++rounds;
    var jobs = new ArrayList<String>();
    var api = api(node);
    if (together) {
      jobs.add(name + ".shared");
      submit(api, name + ".shared", "");
    }
    var names = IntStream.range(0, members).mapToObj(i -> name + "." + i).toList();
    for (var member : names) {
      jobs.add(member);
      submit(api, member, together ? ",\"follow\":\"%s.shared\"".formatted(name) : "");
    }
    var cpu = Throughput.processCpuNanos();
    var began = System.nanoTime();
    var samples = epoch(node, names, together ? name + ".shared" : "");
    var nanos = System.nanoTime() - began;
    cpu = Throughput.processCpuNanos() - cpu;
    var reads = 0L;
    for (var job : jobs) {
      reads += metrics(api, job).path("originReads").asLong();
      api.call("DELETE", "/v1/jobs/" + job, "");
    }
    return new Round(samples * 1e9 / nanos, cpu / 1e9 / samples, Math.max(1, reads));
  }

  /** What was counted, after all of it has come in. */
  private static JsonNode metrics(JsonCalls api, String job) throws IOException {
    LockSupport.parkNanos(10 * POLL_NANOS);
    return api.call("GET", "/v1/jobs/" + job + "/metrics", "");
  }

  private void submit(JsonCalls api, String job, String more) throws IOException {
    api.call(
        "POST",
        "/v1/jobs",
        "{\"name\":\"%s\",\"dataset\":\"%s\",\"contract\":\"substitute\",\"batchSize\":%d,\"epochs\":1,\"seed\":%d%s}"
            .formatted(job, DATASET, params.batch(), rounds, more));
  }

  private long epoch(SheafNode node, List<String> names, String order) throws IOException {
    var ports = node.gpuPorts();
    var size = new Augmentation.Size(params.side(), params.side());
    var members = new ArrayList<DrainedMember>();
    try (var threads = Executors.newFixedThreadPool(names.size())) {
      var groups =
          names.stream()
              .map(member ->
                  order.isEmpty()
                      ? null
                      : ports
                          .pipelines()
                          .announce(
                              new SharedPipelines.Order(order, "bench", params.batch(), size)))
              .toList();
      for (int i = 0; i < names.size(); i++) {
        var preparation =
            new Feed.Preparation(ports.decoder(), new Augmentation(PAD, true, i), size);
        var diet = new DrainedMember.Diet(ports.source(), preparation, params.batch());
        members.add(new DrainedMember(names.get(i), diet, groups.get(i), api(node)));
      }
      var drains = members.stream().<Callable<Long>>map(each -> each::drain).toList();
      var samples = 0L;
      for (var done : threads.invokeAll(drains)) {
        samples += done.get();
      }
      return samples;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException failed) {
      throw new IOException(String.valueOf(failed.getCause()), failed);
    } finally {
      members.forEach(DrainedMember::close);
    }
  }

  private Map<String, Object> asked(long bytes) {
    var all = new LinkedHashMap<String, Object>();
    all.put("members", params.members());
    all.put("samples", params.samples());
    all.put("sampleBytes", bytes / params.samples());
    all.put("batch", params.batch());
    all.put("side", params.side());
    all.put("rounds", params.rounds());
    all.put("processors", Runtime.getRuntime().availableProcessors());
    all.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return all;
  }

  private static Map<String, Object> figures(List<Round> rounds) {
    var all = new LinkedHashMap<String, Object>();
    all.put("samplesPerSecond", rounded(median(rounds, Round::samplesPerSecond)));
    all.put("cpuMicrosPerSample", rounded(1e6 * median(rounds, Round::cpuSecondsPerSample)));
    all.put("originReadsAnEpoch", median(rounds, Round::originReads));
    return all;
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Throughput.median(rounds.stream().map(figure::applyAsDouble).toList());
  }

  private static double ratio(
      List<Round> ours, List<Round> theirs, ToDoubleFunction<Round> figure) {
    return Throughput.ratio(
        ours.stream().map(figure::applyAsDouble).toList(),
        theirs.stream().map(figure::applyAsDouble).toList());
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
