package dev.sheaf.node.bench;

import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.lambda.bridge.LambdaBridge;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.SettingsReader;
import dev.sheaf.node.config.SettingsSources;
import dev.sheaf.node.scratch.ScratchFolder;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What packages in the memory of function processes of this machine cost: to write, to read while
 * the functions are awake, to read when they sleep, and to read while some are taken away.
 *
 * <p>Every read is compared with what was written. Bandwidth is as the loopback has it: no relay
 * stands between functions and bridge.
 */
public final class LambdaBench implements AutoCloseable {
  private static final int LARGE = 10 << 20;
  private static final int SMALL = 1 << 20;
  private static final int PACKAGES = 6;
  private static final int WARM_UPS = 30;
  private static final int READS = 200;
  private static final int WAKES = 12;
  private static final int KILLED = 2;
  private static final long ASLEEP_MILLIS = 1_500;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final DatasetVersion VERSION = new DatasetVersion("bench", "5".repeat(64));

  private final SheafNode node;
  private final LambdaBridge bridge;
  private final LocalLambda lambda;
  private final Arena arena = Arena.ofShared();
  private final Params params;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final Map<Integer, MemorySegment> contents = new LinkedHashMap<>();

  /** What to measure. */
  public record Params(int functions, StripeCode code) {}

  private LambdaBench(Params params, SheafNode node) {
    this.params = params;
    this.node = node;
    var fleet = node.functions().orElseThrow();
    this.bridge = fleet.bridge();
    this.lambda = fleet.local().orElseThrow();
  }

  /** Starts a node with its functions, measures, and ends them. */
  public static BenchResult run(Params params, Consumer<String> say)
      throws IOException, NodeStartException, InterruptedException {
    try (var scratch = ScratchFolder.create("bench-lambda")) {
      var settings =
          List.of(
              "state=" + scratch.path().resolve("state"),
              "http.port=0",
              "cluster.port=0",
              "cache.memory=1 MiB",
              "lambda.mode=local",
              "lambda.cluster=bench",
              "lambda.memory=256 MiB",
              "lambda.nodes=" + params.functions(),
              "lambda.code=" + params.code());
      say.accept("starting %d functions ...".formatted(params.functions()));
      var began = System.nanoTime();
      try (var bench =
          new LambdaBench(
              params,
              SheafNode.start(
                  SettingsReader.read(SettingsSources.read(null, Map.of(), settings))))) {
        bench.awaitFunctions();
        bench.put("startSeconds", (System.nanoTime() - began) / 1e9);
        return bench.measure(say);
      }
    }
  }

  private void awaitFunctions() throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE_NANOS;
    while (bridge.figures().coldStarts() < params.functions() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private BenchResult measure(Consumer<String> say) throws InterruptedException {
    say.accept("packages of 10 MiB ...");
    sizes("10MiB", LARGE, 0);
    say.accept("packages of 1 MiB ...");
    sizes("1MiB", SMALL, PACKAGES);
    say.accept("waking functions ...");
    wakes();
    say.accept("reading while %d functions are taken away ...".formatted(KILLED));
    losses();
    var counted = bridge.figures();
    figures.put("chunksCorrupt", counted.chunksCorrupt());
    figures.put("billMicroUsd", lambda.bill().microUsd());
    figures.put("meteredMicroUsd", counted.costMicroUsd());
    var asked = new LinkedHashMap<String, Object>();
    asked.put("functions", params.functions());
    asked.put("code", params.code().toString());
    return new BenchResult("lambda", asked, figures, List.of());
  }

  private void sizes(String name, int bytes, int first) throws InterruptedException {
    var puts = new double[PACKAGES];
    for (int i = 0; i < PACKAGES; i++) {
      var began = System.nanoTime();
      bridge.write(id(first + i), content(first + i, bytes));
      puts[i] = millisSince(began);
    }
    var into = arena.allocate(bytes);
    for (int i = 0; i < WARM_UPS; i++) {
      read(first + i % PACKAGES, into);
    }
    var gets = new double[READS];
    var began = System.nanoTime();
    for (int i = 0; i < READS; i++) {
      var at = System.nanoTime();
      read(first + i % PACKAGES, into);
      gets[i] = millisSince(at);
    }
    var all = millisSince(began);
    check(first + (READS - 1) % PACKAGES, into);
    put("put" + name + "MillisP50", quantile(puts, 0.5));
    put("get" + name + "MillisP50", quantile(gets, 0.5));
    put("get" + name + "MillisP99", quantile(gets, 0.99));
    put("get" + name + "MegabytesPerSecond", (double) READS * bytes / 1e3 / all);
  }

  /** Time from a read of a package whose functions are all frozen to its first d chunks. */
  private void wakes() throws InterruptedException {
    var into = arena.allocate(SMALL);
    var times = new double[WAKES];
    for (int i = 0; i < WAKES; i++) {
      TimeUnit.MILLISECONDS.sleep(ASLEEP_MILLIS);
      var at = System.nanoTime();
      read(PACKAGES, into);
      times[i] = millisSince(at);
    }
    put("wakeAllMillisP50", quantile(times, 0.5));
  }

  private void losses() throws InterruptedException {
    var into = arena.allocate(LARGE);
    for (int i = 0; i < WARM_UPS; i++) {
      read(i % PACKAGES, into);
    }
    var times = new double[READS / 2];
    for (int i = 0; i < times.length; i++) {
      if (i == times.length / 4) {
        Thread.startVirtualThread(() -> {
          for (int victim = 0; victim < KILLED; victim++) {
            lambda.reclaim("sheaf-bench-" + victim, LocalLambda.Manner.ABRUPT);
          }
        });
      }
      var at = System.nanoTime();
      read(i % PACKAGES, into);
      times[i] = millisSince(at);
      check(i % PACKAGES, into);
    }
    put("lossMillisP50", quantile(times, 0.5));
    put("lossMillisP99", quantile(times, 0.99));
  }

  private void read(int index, MemorySegment into) {
    var came = bridge.read(id(index), into, System.nanoTime() + PATIENCE_NANOS);
    if (!(came instanceof TierRead.Read)) {
      throw new IllegalStateException("package " + index + " is not in the functions: " + came);
    }
  }

  private void check(int index, MemorySegment bytes) {
    if (bytes.mismatch(content(index, (int) bytes.byteSize())) != -1) {
      throw new IllegalStateException("package " + index + " is not what was written");
    }
  }

  private MemorySegment content(int index, int bytes) {
    return contents.computeIfAbsent(
        index,
        absent -> {
          var array = new byte[bytes];
          new Random(index).nextBytes(array);
          return arena.allocate(bytes).copyFrom(MemorySegment.ofArray(array));
        });
  }

  private static PackageId id(int index) {
    return new PackageId(VERSION, index);
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static double quantile(double[] values, double share) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }

  private void put(String name, double value) {
    figures.put(name, Math.round(value * 100) / 100.0);
  }

  @Override
  public void close() {
    node.close();
    arena.close();
  }
}
