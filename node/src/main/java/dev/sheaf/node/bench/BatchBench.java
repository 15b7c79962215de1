package dev.sheaf.node.bench;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.bench.Throughput.Contestant;
import dev.sheaf.node.bench.Throughput.Round;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Warm batches over loopback: samples of one dataset, all of it in node memory, over plain sockets,
 * from the data port by id or from the API as a job's batches; beside Redis MGET with the same
 * client, in turns.
 */
public final class BatchBench {
  /** Short rounds in turns, so that whatever else the machine does falls on both alike. */
  private static final int ROUNDS = 11;

  private static final double ROUND_SECONDS = 1.5;
  private static final double WARM_UP_SECONDS = 6;

  private final Params params;
  private final BenchDataset dataset;
  private final Consumer<String> print;
  private final AtomicInteger submitted = new AtomicInteger();

  /** What is measured. */
  public record Params(
      int sampleBytes, int batch, int connections, int samples, Route route, boolean redis) {}

  /** Where batches are asked for. */
  public enum Route {
    /** Random ids, from the data port. */
    DATA_PORT,
    /** The batches of a job, from the API. */
    API
  }

  /** A benchmark with these parameters. */
  public BatchBench(Params params, Consumer<String> print) {
    this.params = params;
    this.dataset = new BenchDataset(params.samples(), params.sampleBytes());
    this.print = print;
  }

  /** Runs it; leaves nothing behind. */
  public BenchResult run() throws IOException, NodeStartException {
    try (var scratch = ScratchFolder.create("bench");
        var node = SheafNode.start(settings(scratch.path()))) {
      var version = dataset.register(node.apiAddress(), scratch.path());
      var ours =
          new Contestant(number -> connect(node, version, number), Throughput::processCpuNanos);
      warm(node, version, ours);
      if (!params.redis()) {
        return result(rounds(ours, null), List.of());
      }
      var redis = RedisAnchor.start(scratch);
      redis.fill(params.samples(), dataset.sample());
      var anchor = new Contestant(n -> redis.connect(batches(n)), redis::cpuNanos);
      var theirs = new ArrayList<Round>();
      return result(rounds(ours, () -> theirs.add(round(anchor, false))), theirs);
    }
  }

  private Settings settings(Path folder) {
    return SettingsReader.read(
        SettingsSources.read(
            null,
            Map.of(),
            List.of(
                "state=" + folder.resolve("state"),
                "http.port=0",
                "cluster.port=0",
                "cache.memory=" + dataset.memoryBytes())));
  }

  /** Reads all of it once, then as it will be measured. */
  private void warm(SheafNode node, DatasetVersion version, Contestant ours) throws IOException {
    var byId = new Contestant(n -> dataPort(node, version, n), Throughput::processCpuNanos);
    Throughput.round(1, WARM_UP_SECONDS, true, byId);
    Throughput.round(params.connections(), WARM_UP_SECONDS, true, ours);
  }

  /** Something between our rounds. */
  private interface Turn {
    void run() throws IOException;
  }

  private List<Round> rounds(Contestant us, @org.jspecify.annotations.Nullable Turn other)
      throws IOException {
    var ours = new ArrayList<Round>();
    for (int round = 0; round < ROUNDS; round++) {
      ours.add(round(us, true));
      if (other != null) {
        other.run();
      }
      print.accept(
          "round %d: %.2f GB/s".formatted(round + 1, ours.getLast().bytesPerSecond() / 1e9));
    }
    return ours;
  }

  private Round round(Contestant contestant, boolean inProcess) throws IOException {
    return Throughput.round(params.connections(), ROUND_SECONDS, inProcess, contestant);
  }

  private Batches batches(int number) {
    return new Batches(number, params.samples(), params.batch());
  }

  private Throughput.Connection connect(SheafNode node, DatasetVersion version, int number)
      throws IOException {
    return switch (params.route()) {
      case DATA_PORT -> dataPort(node, version, number);
      case API ->
          JobBatches.submit(
              PlainSocket.to(node.apiAddress()),
              "bench-" + submitted.incrementAndGet(),
              new JobBatches.Wanted(version.dataset(), params.batch(), params.sampleBytes()));
    };
  }

  private Throughput.Connection dataPort(SheafNode node, DatasetVersion version, int number)
      throws IOException {
    var path = "/v1/datasets/" + version.dataset() + "/versions/" + version.hash() + "/samples";
    var socket = PlainSocket.to(node.dataAddress());
    return new HttpBatches(socket, path, batches(number), params.sampleBytes());
  }

  private BenchResult result(List<Round> ours, List<Round> theirs) {
    var figures = figures(ours);
    if (theirs.isEmpty()) {
      return new BenchResult("batches", parameters(), figures, null, null);
    }
    var anchor = new LinkedHashMap<String, Object>();
    anchor.put("name", "redis MGET");
    anchor.putAll(figures(theirs));
    return new BenchResult("batches", parameters(), figures, anchor, ratio(ours, theirs));
  }

  private static double ratio(List<Round> ours, List<Round> theirs) {
    return Throughput.ratio(
        ours.stream().map(Round::bytesPerSecond).toList(),
        theirs.stream().map(Round::bytesPerSecond).toList());
  }

  private static double rate(List<Round> rounds) {
    return Throughput.median(rounds.stream().map(Round::bytesPerSecond).toList());
  }

  private Map<String, Object> parameters() {
    var all = new LinkedHashMap<String, Object>();
    all.put("sampleBytes", params.sampleBytes());
    all.put("batch", params.batch());
    all.put("connections", params.connections());
    all.put("samples", params.samples());
    all.put("route", params.route().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    all.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return all;
  }

  private Map<String, Object> figures(List<Round> rounds) {
    var bytes = rounds.stream().mapToLong(Round::bytes).sum();
    var server = rounds.stream().mapToLong(Round::serverCpuNanos).sum();
    var both = server + rounds.stream().mapToLong(Round::clientCpuNanos).sum();
    var all = new LinkedHashMap<String, Object>();
    all.put("gigabytesPerSecond", rounded(rate(rounds) / 1e9));
    all.put("serverCpuSecondsPerGigabyte", rounded(server / (double) bytes));
    all.put("cpuMicrosPerSample", rounded(both / 1e3 * params.sampleBytes() / bytes));
    all.put("rounds", rounds.stream().map(r -> rounded(r.bytesPerSecond() / 1e9)).toList());
    return all;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
