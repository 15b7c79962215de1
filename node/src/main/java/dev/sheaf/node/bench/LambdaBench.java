package dev.sheaf.node.bench;

import dev.sheaf.node.NodeStartException;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What packages in the memory of function processes of this machine cost: to write and to read
 * while the functions are awake, to read when they sleep or do not exist yet, and to read while
 * some are taken away.
 *
 * <p>Every figure is of a system that has done the same for a while before: what is compared are
 * the ways, not the compilers of fifteen JVMs. So what is written takes the memory of what was
 * written and dropped before, as in a cache that is full; the first touch of a page can cost more
 * than all the rest of a write. Bandwidth is as the loopback has it: no relay stands between
 * functions and bridge.
 */
public final class LambdaBench {
  private static final int LARGE = 10 << 20;
  private static final int SMALL = 1 << 20;
  private static final int ONE_CHUNK = 100 << 10;
  private static final int WARM_PUTS = 30;
  private static final int PUTS = 30;
  private static final int FIRST_LARGE = WARM_PUTS;
  private static final int FIRST_SMALL = FIRST_LARGE + PUTS + WARM_PUTS;
  private static final int READ_PACKAGES = 12;
  private static final int WARM_READS = 500;
  private static final int READS = 500;
  private static final int WARM_WAKES = 150;
  private static final int WAKES = 15;
  private static final int COLD_STARTS = 5;
  private static final int KILLED = 2;

  private final Params params;
  private final Consumer<String> say;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  /** What to measure. */
  public record Params(int functions, StripeCode code) {}

  private LambdaBench(Params params, Consumer<String> say) {
    this.params = params;
    this.say = say;
  }

  /** Starts nodes with their functions, measures, and ends them. */
  public static BenchResult run(Params params, Consumer<String> say)
      throws IOException, NodeStartException, InterruptedException {
    return new LambdaBench(params, say).measure();
  }

  private BenchResult measure() throws IOException, NodeStartException, InterruptedException {
    say.accept("one function, frozen and cold ...");
    try (var one = FunctionsUnderTest.start(1, new StripeCode(1, 0))) {
      starts(one);
    }
    say.accept("%d functions ...".formatted(params.functions()));
    try (var fleet = FunctionsUnderTest.start(params.functions(), params.code())) {
      say.accept("packages of 10 MiB ...");
      sizes(fleet, "10MiB", LARGE, FIRST_LARGE);
      say.accept("packages of 1 MiB ...");
      sizes(fleet, "1MiB", SMALL, FIRST_SMALL);
      say.accept("waking functions ...");
      put("wakeAll", wakes(fleet, FIRST_SMALL, SMALL, WAKES));
      say.accept("reading while %d functions are taken away ...".formatted(KILLED));
      put("loss", losses(fleet));
      var counted = fleet.bridge().figures();
      figures.put("chunksCorrupt", counted.chunksCorrupt());
      figures.put("billMicroUsd", fleet.lambda().bill().microUsd());
      figures.put("meteredMicroUsd", counted.costMicroUsd());
    }
    var asked = new LinkedHashMap<String, Object>();
    asked.put("functions", params.functions());
    asked.put("code", params.code().toString());
    return new BenchResult("lambda", asked, figures, List.of());
  }

  /** From a read to its chunk: of a function that is frozen, and of one that must be started. */
  private void starts(FunctionsUnderTest one) throws InterruptedException {
    one.write(0, ONE_CHUNK);
    wakes(one, 0, ONE_CHUNK, WARM_WAKES);
    put("wakeOne", wakes(one, 0, ONE_CHUNK, WAKES));
    var cold = new double[COLD_STARTS];
    var into = one.room(ONE_CHUNK);
    for (int i = 0; i < COLD_STARTS; i++) {
      one.awaitSleep();
      one.reclaim(0);
      var began = System.nanoTime();
      if (one.read(0, into)) {
        throw new IllegalStateException("a function that was taken away still held its chunk");
      }
      cold[i] = millisSince(began);
      one.write(0, ONE_CHUNK);
    }
    put("coldStartMillisP50", quantile(cold, 0.5));
  }

  private void sizes(FunctionsUnderTest fleet, String name, int bytes, int first)
      throws InterruptedException {
    for (int i = 0; i < WARM_PUTS; i++) {
      fleet.write(first - WARM_PUTS + i, bytes);
    }
    for (int i = 0; i < WARM_PUTS; i++) {
      fleet.drop(first - WARM_PUTS + i);
    }
    var puts = new double[PUTS];
    for (int i = 0; i < PUTS; i++) {
      var began = System.nanoTime();
      fleet.write(first + i, bytes);
      puts[i] = millisSince(began);
    }
    var into = fleet.room(bytes);
    for (int i = 0; i < WARM_READS; i++) {
      read(fleet, first + i % READ_PACKAGES, into);
    }
    var gets = new double[READS];
    var began = System.nanoTime();
    for (int i = 0; i < READS; i++) {
      var at = System.nanoTime();
      read(fleet, first + i % READ_PACKAGES, into);
      gets[i] = millisSince(at);
    }
    var all = millisSince(began);
    fleet.check(first + (READS - 1) % READ_PACKAGES, into);
    put("get" + name, gets);
    put("get" + name + "MegabytesPerSecond", (double) READS * bytes / 1e3 / all);
    put("put" + name, puts);
    put("put" + name + "ToGet", quantile(puts, 0.5) / quantile(gets, 0.5));
  }

  /** Times from a read of a package whose functions are all frozen to the package. */
  private static double[] wakes(FunctionsUnderTest fleet, int index, int bytes, int count)
      throws InterruptedException {
    var into = fleet.room(bytes);
    var times = new double[count];
    for (int i = 0; i < count; i++) {
      fleet.awaitSleep();
      var at = System.nanoTime();
      read(fleet, index, into);
      times[i] = millisSince(at);
    }
    fleet.check(index, into);
    return times;
  }

  private double[] losses(FunctionsUnderTest fleet) {
    var into = fleet.room(LARGE);
    for (int i = 0; i < WARM_READS; i++) {
      read(fleet, FIRST_LARGE + i % READ_PACKAGES, into);
    }
    var times = new double[READS / 2];
    for (int i = 0; i < times.length; i++) {
      if (i == times.length / 4) {
        Thread.startVirtualThread(() -> {
          for (int victim = 0; victim < KILLED; victim++) {
            fleet.reclaim(victim);
          }
        });
      }
      var at = System.nanoTime();
      read(fleet, FIRST_LARGE + i % READ_PACKAGES, into);
      times[i] = millisSince(at);
      fleet.check(FIRST_LARGE + i % READ_PACKAGES, into);
    }
    return times;
  }

  private static void read(FunctionsUnderTest fleet, int index, MemorySegment into) {
    if (!fleet.read(index, into)) {
      throw new IllegalStateException("package " + index + " is not in the functions");
    }
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static double quantile(double[] values, double share) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }

  private void put(String name, double[] millis) {
    put(name + "MillisP50", quantile(millis, 0.5));
    put(name + "MillisP99", quantile(millis, 0.99));
  }

  private void put(String name, double value) {
    figures.put(name, Math.round(value * 100) / 100.0);
  }
}
