package dev.sheaf.node.bench;

import dev.sheaf.actors.dataset.DatasetIndexer;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Warm batches over loopback: random samples of one dataset, all of it in node memory, from the
 * data port, over plain sockets; beside Redis MGET with the same client, in turns.
 */
public final class BatchBench {
  private static final int ROUNDS = 5;
  private static final double ROUND_SECONDS = 3;
  private static final double WARM_UP_SECONDS = 6;

  private final Params params;
  private final Consumer<String> print;

  /** What is measured. */
  public record Params(int sampleBytes, int batch, int connections, int samples, boolean redis) {}

  /** A benchmark with these parameters. */
  public BatchBench(Params params, Consumer<String> print) {
    this.params = params;
    this.print = print;
  }

  /** Runs it; leaves nothing behind. */
  public BenchResult run() throws IOException, NodeStartException {
    try (var scratch = ScratchFolder.create("bench");
        var node = SheafNode.start(settings(scratch.path()))) {
      var folder = scratch.path();
      var sample = sample(params.sampleBytes());
      var version = register(node, folder, sample);
      warm(node, version);
      if (!params.redis()) {
        return result(rounds(node, version, null), List.of());
      }
      var redis = RedisAnchor.start(scratch);
      redis.fill(params.samples(), sample);
      var theirs = new ArrayList<Double>();
      var ours = rounds(node, version, () -> theirs.add(redisRound(redis)));
      return result(ours, theirs);
    }
  }

  private Settings settings(Path folder) {
    var bytes = (long) params.samples() * params.sampleBytes();
    return SettingsReader.read(
        SettingsSources.read(
            null,
            Map.of(),
            List.of(
                "state=" + folder.resolve("state"),
                "http.port=0",
                "cluster.port=0",
                "cache.memory=" + (bytes + bytes / 4 + (64L << 20)))));
  }

  static byte[] sample(int sizeBytes) {
    var bytes = new byte[sizeBytes];
    for (int i = 0; i < sizeBytes; i++) {
      bytes[i] = (byte) Draw.draw(7, i);
    }
    return bytes;
  }

  private DatasetVersion register(SheafNode node, Path folder, byte[] sample) throws IOException {
    var root = folder.resolve("data");
    var place = Files.createDirectories(root.resolve("class"));
    for (int id = 0; id < params.samples(); id++) {
      Files.write(place.resolve("%06d.jpg".formatted(id)), sample);
    }
    var indexer = new DatasetIndexer(node.storage().origin(), node.storage().manifests());
    var entry = indexer.index(indexer.pass(root.toUri()), "bench", "folder");
    return entry.version();
  }

  private void warm(SheafNode node, DatasetVersion version) throws IOException {
    Throughput.bytesPerSecond(1, WARM_UP_SECONDS, number -> connect(node, version, number));
    Throughput.bytesPerSecond(
        params.connections(), WARM_UP_SECONDS, number -> connect(node, version, number));
  }

  /** Something between our rounds. */
  private interface Turn {
    void run() throws IOException;
  }

  private List<Double> rounds(
      SheafNode node, DatasetVersion version, @org.jspecify.annotations.Nullable Turn other)
      throws IOException {
    var ours = new ArrayList<Double>();
    for (int round = 0; round < ROUNDS; round++) {
      ours.add(
          Throughput.bytesPerSecond(
              params.connections(), ROUND_SECONDS, number -> connect(node, version, number)));
      if (other != null) {
        other.run();
      }
      print.accept("round %d: %.2f GB/s".formatted(round + 1, ours.getLast() / 1e9));
    }
    return ours;
  }

  private double redisRound(RedisAnchor redis) throws IOException {
    return Throughput.bytesPerSecond(
        params.connections(), ROUND_SECONDS, number -> redis.connect(batches(number)));
  }

  private Batches batches(int number) {
    return new Batches(number, params.samples(), params.batch());
  }

  private Throughput.Connection connect(SheafNode node, DatasetVersion version, int number)
      throws IOException {
    var address = node.dataAddress();
    var at = address.lastIndexOf(':');
    var socket =
        new PlainSocket(address.substring(0, at), Integer.parseInt(address.substring(at + 1)));
    var path = "/v1/datasets/" + version.dataset() + "/versions/" + version.hash() + "/samples";
    return new HttpBatches(socket, path, batches(number), params.sampleBytes());
  }

  private BenchResult result(List<Double> ours, List<Double> theirs) {
    var figures = figures(ours);
    if (theirs.isEmpty()) {
      return new BenchResult("batches", parameters(), figures, null, null);
    }
    var anchor = new LinkedHashMap<String, Object>();
    anchor.put("name", "redis MGET");
    anchor.putAll(figures(theirs));
    return new BenchResult(
        "batches",
        parameters(),
        figures,
        anchor,
        Throughput.median(ours) / Throughput.median(theirs));
  }

  private Map<String, Object> parameters() {
    var all = new LinkedHashMap<String, Object>();
    all.put("sampleBytes", params.sampleBytes());
    all.put("batch", params.batch());
    all.put("connections", params.connections());
    all.put("samples", params.samples());
    return all;
  }

  private static Map<String, Object> figures(List<Double> rounds) {
    var all = new LinkedHashMap<String, Object>();
    all.put("gigabytesPerSecond", Math.round(Throughput.median(rounds) / 1e7) / 100.0);
    all.put(
        "rounds",
        rounds.stream().map(r -> Math.round(r / 1e7) / 100.0).collect(Collectors.toList()));
    return all;
  }
}
