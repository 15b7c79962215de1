package dev.sheaf.node.bench;

import dev.sheaf.lambda.bridge.erasure.Isal;
import dev.sheaf.lambda.bridge.erasure.KernelKind;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How fast one thread encodes a stripe and rebuilds two lost chunks, by each kernel that runs here,
 * and by ISA-L called directly.
 *
 * <p>All work on the same data in the same rounds, one after the other; figures are medians over
 * rounds, in bytes of data (not of parity). Ratios are medians of what a round said, so that a
 * neighbour on the machine, who slows a round down for all, does not move them.
 */
public final class ErasureBench {
  /** About a thousand calls of each: the compiler may be waiting for a processor. */
  private static final int WARM_UP_ROUNDS = 30;

  private static final int ROUNDS = 21;
  private static final long TURN_NANOS = 40_000_000;
  private static final String ENCODE = "EncodeGigabytesPerSecond";
  private static final String REBUILD = "RebuildGigabytesPerSecond";

  /**
   * What to measure.
   *
   * @param code with 1 or more of parity
   * @param isal whether ISA-L is the anchor; it must be installed then
   */
  public record Params(StripeCode code, int chunkBytes, boolean isal) {}

  /** What one contestant did, by rounds. */
  private static final class Series {
    private final ErasureContestant of;
    private final double[] encode = new double[ROUNDS];
    private final double[] rebuild = new double[ROUNDS];

    private Series(ErasureContestant of) {
      this.of = of;
    }
  }

  private final ErasureStripe stripe;
  private final List<Series> ours = new ArrayList<>();
  private final List<Series> anchors = new ArrayList<>();

  private ErasureBench(Params params, Arena arena) {
    stripe = new ErasureStripe(params.code(), params.chunkBytes(), arena);
    for (var kernel : List.of(KernelKind.VECTOR, KernelKind.PLAIN, KernelKind.ISAL)) {
      if (kernel.whyNot().isEmpty() && (kernel != KernelKind.ISAL || params.isal())) {
        ours.add(new Series(ErasureContestant.ours(stripe, kernel)));
      }
    }
    if (params.isal()) {
      anchors.add(new Series(new IsalAnchor(Isal.find().orElseThrow(), stripe)));
    }
  }

  /** Runs all rounds. */
  public static BenchResult run(Params params, Consumer<String> say) {
    try (var arena = Arena.ofConfined()) {
      var bench = new ErasureBench(params, arena);
      say.accept("warming up ...");
      bench.rounds(WARM_UP_ROUNDS);
      say.accept("measuring, load " + load() + " ...");
      bench.rounds(ROUNDS);
      bench.check();
      return bench.result();
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Each round overwrites one that was before: those of the warm-up are gone at the end. */
  private void rounds(int rounds) {
    for (int i = 0; i < rounds; i++) {
      var round = i % ROUNDS;
      for (var series : all()) {
        series.encode[round] = gigabytesPerSecond(series.of::encode);
      }
      for (var series : all()) {
        series.rebuild[round] = gigabytesPerSecond(series.of::rebuild);
      }
    }
  }

  private List<Series> all() {
    var all = new ArrayList<>(ours);
    all.addAll(anchors);
    return all;
  }

  private double gigabytesPerSecond(Runnable work) {
    var began = System.nanoTime();
    var times = 0L;
    var nanos = 0L;
    do {
      work.run();
      times++;
      nanos = System.nanoTime() - began;
    } while (nanos < TURN_NANOS);
    return (double) times * stripe.dataBytes() / nanos;
  }

  /** A fast wrong answer is no result. */
  private void check() {
    var parity = all().getFirst().of.parity();
    for (var series : all()) {
      for (int chunk = 0; chunk < parity.size(); chunk++) {
        if (series.of.parity().get(chunk).mismatch(parity.get(chunk)) >= 0) {
          throw new IllegalStateException(series.of.name() + " encoded other bytes");
        }
      }
      if (!stripe.isData(series.of.rebuilt())) {
        throw new IllegalStateException(series.of.name() + " rebuilt other bytes");
      }
    }
  }

  private BenchResult result() {
    var figures = new LinkedHashMap<String, Object>();
    ours.forEach(series -> put(figures, series.of.name(), series));
    for (var anchor : anchors) {
      for (var series : ours) {
        var name = series.of.name();
        figures.put(name + "EncodeRatio", round(ratio(series.encode, anchor.encode)));
        figures.put(name + "RebuildRatio", round(ratio(series.rebuild, anchor.rebuild)));
      }
    }
    var params = new LinkedHashMap<String, Object>();
    params.put("code", stripe.code().toString());
    params.put("chunkBytes", stripe.chunkBytes());
    params.put("lost", stripe.lost());
    params.put("threads", 1);
    params.put("kernel", KernelKind.chosen().label());
    params.put("load", load());
    return new BenchResult("erasure", params, figures, anchors.stream().map(this::beside).toList());
  }

  /** Beside the first of ours: the kernel of the JDK, where it runs. */
  private BenchResult.Beside beside(Series anchor) {
    var theirs = new LinkedHashMap<String, Object>();
    ours.forEach(series -> put(theirs, series.of.name(), anchor));
    var main = round(ratio(ours.getFirst().encode, anchor.encode));
    return new BenchResult.Beside(anchor.of.name(), theirs, main);
  }

  private static void put(Map<String, Object> figures, String name, Series series) {
    figures.put(name + ENCODE, round(median(series.encode)));
    figures.put(name + REBUILD, round(median(series.rebuild)));
  }

  private static double ratio(double[] ours, double[] theirs) {
    var ratios = new double[ours.length];
    Arrays.setAll(ratios, round -> ours[round] / theirs[round]);
    return median(ratios);
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
  }

  private static double round(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
