package dev.sheaf.node.bench;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.bench.Throughput.Contestant;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Warm batches of a cluster of two nodes, each of which owns about half of the samples; in turns,
 * with the same client:
 *
 * <pre>
 *   local      samples that the first node owns, from its data port
 *   locations  a job's batches, asked of the first node, read from both owners' data ports
 *   gateway    a job's batches from the first node's API, which reads the half from the second
 * </pre>
 */
public final class TwoNodeBench {
  private static final int ROUNDS = 7;
  private static final double ROUND_SECONDS = 1.5;
  private static final double WARM_UP_SECONDS = 5;

  private final BatchBench.Params params;
  private final BenchDataset dataset;
  private final Consumer<String> print;
  private final AtomicInteger submitted = new AtomicInteger();

  /** A benchmark with these parameters, of which the route and the anchor do not count. */
  public TwoNodeBench(BatchBench.Params params, Consumer<String> print) {
    this.params = params;
    this.dataset = new BenchDataset(params.samples(), params.sampleBytes());
    this.print = print;
  }

  /** Runs it; leaves nothing behind. */
  public BenchResult run() throws IOException, NodeStartException {
    try (var scratch = ScratchFolder.create("bench");
        var first = start(scratch.path(), "first", "");
        var second = start(scratch.path(), "second", first.clusterAddress())) {
      var version = dataset.register(first.apiAddress(), scratch.path());
      var owned = owned(first);
      if (owned.byAddress().size() < 2) {
        throw new IOException("one node owns everything: use more --samples");
      }
      for (var owner : owned.byAddress().entrySet()) {
        warm(version, owner.getKey(), owner.getValue());
      }
      print.accept("both nodes hold what they own: " + second.dataAddress() + " joined");
      return result(measure(contestants(first, version, owned)));
    }
  }

  private SheafNode start(Path folder, String name, String seeds) throws NodeStartException {
    var journal = "jdbc:h2:file:" + folder.resolve("journal") + ";DB_CLOSE_ON_EXIT=FALSE";
    var settings =
        new ArrayList<>(List.of("journal.url=" + journal, "cache.memory=" + dataset.memoryBytes()));
    if (!seeds.isEmpty()) {
      settings.add("cluster.seeds=" + seeds);
    }
    return SheafNode.start(ScratchSettings.of(folder.resolve(name), settings));
  }

  private int batchesOfAnEpoch() {
    return (params.samples() + params.batch() - 1) / params.batch();
  }

  private OwnedSamples owned(SheafNode gateway) throws IOException {
    try (var socket = PlainSocket.to(gateway.apiAddress())) {
      return OwnedSamples.ofEpoch(new JsonCalls(socket), submit(gateway), batchesOfAnEpoch());
    }
  }

  /** A job of its own for each connection. */
  private String submit(SheafNode gateway) throws IOException {
    var job = "two-" + submitted.incrementAndGet();
    JobBatches.submit(PlainSocket.to(gateway.apiAddress()), job, wanted()).close();
    return job;
  }

  private JobBatches.Wanted wanted() {
    return new JobBatches.Wanted("bench", params.batch(), params.sampleBytes());
  }

  private static String path(DatasetVersion version) {
    return "/v1/datasets/" + version.dataset() + "/versions/" + version.hash() + "/samples";
  }

  /** Has a node read all that it owns. */
  private void warm(DatasetVersion version, String address, List<Long> ids) throws IOException {
    try (var socket = PlainSocket.to(address)) {
      for (int from = 0; from < ids.size(); from += params.batch()) {
        var some = ids.subList(from, Math.min(ids.size(), from + params.batch()));
        socket.send(HttpBatches.request(path(version), some));
        HttpBatches.skipReply(socket);
      }
    }
  }

  private Map<String, Contestant> contestants(
      SheafNode first, DatasetVersion version, OwnedSamples owned) {
    var here = owned.byAddress().getOrDefault(first.dataAddress(), List.of());
    var shape =
        new LocatedConnection.Shape(path(version), batchesOfAnEpoch(), params.sampleBytes());
    var all = new LinkedHashMap<String, Throughput.Opening>();
    all.put(
        "local",
        number ->
            new HttpBatches(
                PlainSocket.to(first.dataAddress()),
                path(version),
                new Batches(number, here, params.batch()),
                params.sampleBytes()));
    all.put("locations", n -> new LocatedConnection(first.apiAddress(), submit(first), shape));
    all.put(
        "gateway",
        n ->
            JobBatches.submit(
                PlainSocket.to(first.apiAddress()),
                "two-" + submitted.incrementAndGet(),
                wanted()));
    var contestants = new LinkedHashMap<String, Contestant>();
    all.forEach((name, opening) ->
        contestants.put(name, new Contestant(opening, Throughput::processCpuNanos)));
    return contestants;
  }

  /** Bytes a second of each contestant, round by round. */
  private Map<String, List<Double>> measure(Map<String, Contestant> contestants)
      throws IOException {
    for (var contestant : contestants.values()) {
      Throughput.round(params.connections(), WARM_UP_SECONDS, true, contestant);
    }
    var rates = new LinkedHashMap<String, List<Double>>();
    for (int round = 0; round < ROUNDS; round++) {
      for (var entry : contestants.entrySet()) {
        var measured =
            Throughput.round(params.connections(), ROUND_SECONDS, true, entry.getValue());
        rates
            .computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
            .add(measured.bytesPerSecond());
      }
      print.accept("round %d of %d".formatted(round + 1, ROUNDS));
    }
    return rates;
  }

  private BenchResult result(Map<String, List<Double>> rates) {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("nodes", 2);
    parameters.put("sampleBytes", params.sampleBytes());
    parameters.put("batch", params.batch());
    parameters.put("connections", params.connections());
    parameters.put("samples", params.samples());
    parameters.put(
        "loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    var ours = new LinkedHashMap<String, Object>();
    rates.forEach((name, each) ->
        ours.put(name + "GigabytesPerSecond", rounded(Throughput.median(each) / 1e9)));
    ours.put("locationsOfLocal", rounded(Throughput.ratio(of(rates, "locations"), local(rates))));
    ours.put("gatewayOfLocal", rounded(Throughput.ratio(of(rates, "gateway"), local(rates))));
    return new BenchResult("batches", parameters, ours, List.of());
  }

  private static List<Double> local(Map<String, List<Double>> rates) {
    return of(rates, "local");
  }

  private static List<Double> of(Map<String, List<Double>> rates, String name) {
    return rates.getOrDefault(name, List.of());
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
