package dev.sheaf.node.bench;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.bench.Throughput.Contestant;
import dev.sheaf.node.bench.Throughput.Round;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Warm batches over loopback: samples of one dataset, all of it in node memory, over plain sockets,
 * from the data port by id or from the API as a job's batches; in turns with others that hold the
 * same samples.
 */
public final class BatchBench {
  /** Short rounds in turns, so that whatever else the machine does falls on both alike. */
  private static final int ROUNDS = 11;

  private static final double ROUND_SECONDS = 1.5;
  private static final double WARM_UP_SECONDS = 6;

  /** The names of all anchors. */
  public static final List<String> ANCHORS =
      Arrays.stream(Anchor.Kind.values()).map(BatchBench::lower).toList();

  private final Params params;
  private final BenchDataset dataset;
  private final Consumer<String> print;
  private final AtomicInteger submitted = new AtomicInteger();

  /**
   * What is measured.
   *
   * @param anchors what is measured in turns with it, see {@link #ANCHORS}
   */
  public record Params(
      int sampleBytes, int batch, int connections, int samples, Route route, List<String> anchors) {
    /** Parameters that own their list. */
    public Params {
      anchors = List.copyOf(anchors);
    }
  }

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
      var anchors = new ArrayList<Anchor>();
      for (var name : params.anchors()) {
        anchors.add(anchor(name, scratch));
      }
      return result(rounds(ours, anchors), anchors);
    }
  }

  private Anchor anchor(String name, ScratchFolder scratch) throws IOException {
    var samples = new Anchor.Samples(params.samples(), dataset.sample(), params.batch());
    return Anchor.Kind.valueOf(name.toUpperCase(Locale.ROOT)).start(scratch, samples);
  }

  private Settings settings(Path folder) {
    return ScratchSettings.of(
        folder.resolve("state"), List.of("cache.memory=" + dataset.memoryBytes()));
  }

  /** Reads all of it once, then as it will be measured. */
  private void warm(SheafNode node, DatasetVersion version, Contestant ours) throws IOException {
    var byId = new Contestant(n -> dataPort(node, version, n), Throughput::processCpuNanos);
    Throughput.round(1, WARM_UP_SECONDS, true, byId);
    Throughput.round(params.connections(), WARM_UP_SECONDS, true, ours);
  }

  /** The rounds of us, first, and of each anchor, in turns. */
  private List<List<Round>> rounds(Contestant us, List<Anchor> anchors) throws IOException {
    var rounds = new ArrayList<List<Round>>();
    for (int each = 0; each <= anchors.size(); each++) {
      rounds.add(new ArrayList<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      var ours = Throughput.round(params.connections(), ROUND_SECONDS, true, us);
      rounds.getFirst().add(ours);
      for (int each = 0; each < anchors.size(); each++) {
        rounds.get(each + 1).add(anchors.get(each).round(params.connections(), ROUND_SECONDS));
      }
      print.accept("round %d: %.2f GB/s".formatted(round + 1, ours.bytesPerSecond() / 1e9));
    }
    return rounds;
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

  private BenchResult result(List<List<Round>> rounds, List<Anchor> anchors) {
    var beside = new ArrayList<BenchResult.Beside>();
    for (int each = 0; each < anchors.size(); each++) {
      var theirs = rounds.get(each + 1);
      beside.add(
          new BenchResult.Beside(
              anchors.get(each).name(), figures(theirs), ratio(rounds.getFirst(), theirs)));
    }
    return new BenchResult("batches", parameters(), figures(rounds.getFirst()), beside);
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
    all.put("route", lower(params.route()));
    all.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return all;
  }

  private Map<String, Object> figures(List<Round> rounds) {
    var bytes = rounds.stream().mapToLong(Round::bytes).sum();
    var server = rounds.stream().mapToLong(Round::serverCpuNanos).sum();
    var both = rounds.stream().mapToLong(Round::bothCpuNanos).sum();
    var all = new LinkedHashMap<String, Object>();
    all.put("gigabytesPerSecond", rounded(rate(rounds) / 1e9));
    if (server >= 0) {
      all.put("serverCpuSecondsPerGigabyte", rounded(server / (double) bytes));
    }
    all.put("cpuMicrosPerSample", rounded(both / 1e3 * params.sampleBytes() / bytes));
    all.put("rounds", rounds.stream().map(r -> rounded(r.bytesPerSecond() / 1e9)).toList());
    return all;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
