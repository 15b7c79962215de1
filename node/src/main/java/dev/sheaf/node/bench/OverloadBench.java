package dev.sheaf.node.bench;

import dev.sheaf.node.bench.FloodConnection.Outcome;
import dev.sheaf.node.bench.FloodConnection.Wanted;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A node of which several times as much is asked as it can do: how much of its peak is left, how
 * much memory it takes, and how soon it is as before.
 *
 * <p>The peak is the anchor: the most answers a second that were whole and in time, with clients
 * that ask one after another. The flood asks at a pace of its own, whatever is answered. Done
 * twice: with all samples in memory, and with a slow origin and memory for a quarter of them.
 */
public final class OverloadBench {
  private static final int[] CLIENTS = {2, 8, 32};
  private static final int CALM_CLIENTS = 2;
  private static final double CALM_SECONDS = 2;
  private static final double AFTER_SECONDS = 6;
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** A slow origin gives no large batch in time, crowded or not. */
  private static final int SLOW_BATCH = 16;

  private static final long BESIDE_BYTES = 256L << 20;

  private final Params params;
  private final BenchDataset dataset;
  private final Consumer<String> print;

  /**
   * What is asked for.
   *
   * @param heapMebibytes of the node
   * @param times the peak that is offered
   * @param dataPort whether the data port is asked, else the API
   * @param connections of the flood, at most
   * @param deadlineMillis that each request gives itself
   */
  public record Params(
      boolean dataPort,
      int heapMebibytes,
      int samples,
      int sampleBytes,
      int batch,
      int jobs,
      int times,
      int connections,
      int deadlineMillis,
      int seconds) {}

  /** A benchmark with these parameters. */
  public OverloadBench(Params params, Consumer<String> print) {
    this.params = params;
    this.dataset = new BenchDataset(params.samples(), params.sampleBytes());
    this.print = print;
  }

  /** Runs it; leaves nothing behind. */
  public BenchResult run() throws IOException, InterruptedException {
    var figures = new LinkedHashMap<String, Object>();
    run(figures, new Part("", params.batch(), dataset.memoryBytes(), List.of()));
    var quarter = Math.max(8L << 20, (long) params.samples() * params.sampleBytes() / 4);
    var slow =
        List.of(
            "origin.emulate.enabled=true",
            "origin.emulate.first-byte=50 ms",
            "origin.parallel-reads=4");
    run(figures, new Part("slowOrigin.", Math.min(params.batch(), SLOW_BATCH), quarter, slow));
    return new BenchResult("overload", parameters(), figures, List.of());
  }

  /** One of the two: how its figures begin, and its node. */
  private record Part(String prefix, int batch, long cacheBytes, List<String> settings) {}

  private void run(Map<String, Object> figures, Part part)
      throws IOException, InterruptedException {
    try (var scratch = ScratchFolder.create("overload");
        var node = start(scratch, part)) {
      dataset.register(node.apiAddress(), Files.createDirectories(scratch.path()));
      var jobs = submitted(node, part.batch());
      var wanted =
          new Wanted(address(node), dataset.sample(), part.batch(), params.deadlineMillis());
      var flood = new Flood(wanted, jobs, params.samples() / part.batch());
      flood.closedLoop(CALM_CLIENTS, params.seconds());
      // What refuses has hardly run before, and is compiled in the first flood.
      var first = flooded(flood, peak(flood));
      var peak = peak(flood);
      var before = flood.closedLoop(CALM_CLIENTS, CALM_SECONDS);
      var during = flooded(flood, peak);
      var ended = System.nanoTime();
      var after = flood.closedLoop(CALM_CLIENTS, AFTER_SECONDS);
      var bound = ((long) params.heapMebibytes() << 20) + part.cacheBytes() + BESIDE_BYTES;
      var prefix = part.prefix();
      tell(figures, prefix, peak, during);
      figures.put(prefix + "firstGoodputRatio", rounded(first.goodPerSecond() / peak));
      figures.put(prefix + "normalAfterSeconds", normalAfter(before, after, ended));
      figures.put(prefix + "residentMebibytes", node.mostResidentBytes() >> 20);
      figures.put(prefix + "residentBoundMebibytes", bound >> 20);
      print.accept(
          "%speak %.0f a second, %.0f offered, %.0f answered in time, %.0f late, %.0f not sent"
                  .formatted(
                      prefix,
                      peak,
                      during.all() / during.seconds(),
                      during.goodPerSecond(),
                      during.of(Outcome.LATE) / during.seconds(),
                      during.of(Outcome.UNSENT) / during.seconds())
              + "; %d MiB resident".formatted(node.mostResidentBytes() >> 20));
    }
  }

  private Flood.Tally flooded(Flood flood, double peak) throws InterruptedException {
    return flood.openLoop(peak * params.times(), params.connections(), params.seconds());
  }

  private String address(ServedNode node) {
    return params.dataPort() ? node.dataAddress() : node.apiAddress();
  }

  private ServedNode start(ScratchFolder scratch, Part part) throws IOException {
    var more = new ArrayList<>(List.of("cache.memory=" + part.cacheBytes()));
    more.addAll(part.settings());
    var all = ScratchSettings.lines(scratch.path().resolve("state"), more);
    return ServedNode.start(scratch, params.heapMebibytes(), all);
  }

  private List<String> submitted(ServedNode node, int batch) throws IOException {
    var jobs = new ArrayList<String>();
    for (int job = 0; job < params.jobs(); job++) {
      try (var socket = PlainSocket.to(node.apiAddress())) {
        var body =
            ("{\"name\":\"bench-%d\",\"dataset\":\"bench\",\"contract\":\"substitute\","
                    + "\"batchSize\":%d,\"epochs\":9}")
                .formatted(job, batch);
        new JsonCalls(socket).call("POST", "/v1/jobs", body);
      }
      jobs.add("bench-" + job);
    }
    return jobs;
  }

  private double peak(Flood flood) throws IOException, InterruptedException {
    var peak = 0.0;
    for (var clients : CLIENTS) {
      var tally = flood.closedLoop(clients, params.seconds());
      print.accept("%d clients: %.0f a second".formatted(clients, tally.goodPerSecond()));
      peak = Math.max(peak, tally.goodPerSecond());
    }
    return peak;
  }

  private static void tell(
      Map<String, Object> figures, String prefix, double peak, Flood.Tally during) {
    figures.put(prefix + "peakPerSecond", rounded(peak));
    figures.put(prefix + "offeredPerSecond", rounded(during.all() / during.seconds()));
    figures.put(prefix + "goodputPerSecond", rounded(during.goodPerSecond()));
    figures.put(prefix + "goodputRatio", rounded(during.goodPerSecond() / peak));
    for (var outcome : Outcome.values()) {
      if (outcome != Outcome.GOOD) {
        figures.put(prefix + name(outcome), during.of(outcome));
      }
    }
  }

  private static String name(Outcome outcome) {
    var words = outcome.name().toLowerCase(Locale.ROOT).split("_", 2);
    return words.length == 1
        ? words[0]
        : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
  }

  /**
   * Seconds until calm clients are answered as before: all of them, in half as long again at most.
   */
  private static double normalAfter(Flood.Tally before, Flood.Tally after, long endedNanos) {
    var limit = median(before.answers()) * 3 / 2 + SLACK_NANOS;
    var normalAt = 0L;
    for (long from = 0; from < (long) (AFTER_SECONDS * 1e9); from += WINDOW_NANOS) {
      var begin = endedNanos + from;
      var window =
          after.answers().stream()
              .filter(each -> each.atNanos() >= begin && each.atNanos() < begin + WINDOW_NANOS)
              .toList();
      if (window.isEmpty()
          || window.stream().anyMatch(each -> each.outcome() != Outcome.GOOD)
          || median(window) > limit) {
        normalAt = from + WINDOW_NANOS;
      }
    }
    return normalAt / 1e9;
  }

  private static long median(List<Flood.Answer> answers) {
    var sorted = answers.stream().mapToLong(Flood.Answer::tookNanos).sorted().toArray();
    return sorted.length == 0 ? Long.MAX_VALUE / 4 : sorted[sorted.length / 2];
  }

  private Map<String, Object> parameters() {
    var all = new LinkedHashMap<String, Object>();
    all.put("route", params.dataPort() ? "data-port" : "api");
    all.put("heapMebibytes", params.heapMebibytes());
    all.put("samples", params.samples());
    all.put("sampleBytes", params.sampleBytes());
    all.put("batch", params.batch());
    all.put("jobs", params.jobs());
    all.put("times", params.times());
    all.put("connections", params.connections());
    all.put("deadlineMillis", params.deadlineMillis());
    all.put("seconds", params.seconds());
    all.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return all;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
