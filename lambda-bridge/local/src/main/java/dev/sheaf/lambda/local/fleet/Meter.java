package dev.sheaf.lambda.local.fleet;

import dev.sheaf.lambda.local.environment.Answer;
import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.functions.Charge;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what functions ran, what it costs, and how long callers waited. */
public final class Meter {
  private static final int LATENCIES_KEPT = 10_000;

  private final FunctionPrices prices;
  private final Map<String, Charge> charges = new TreeMap<>();
  private final ArrayDeque<Long> coldNanos = new ArrayDeque<>();
  private final ArrayDeque<Long> warmNanos = new ArrayDeque<>();
  private final ArrayDeque<Long> initNanos = new ArrayDeque<>();
  private long coldStarts;
  private long failures;
  private long throttled;
  private long reclaimed;

  /** Nothing ran yet. */
  public Meter(FunctionPrices prices) {
    this.prices = prices;
  }

  synchronized void ran(FunctionConfig function, Answer answer, long waitedNanos) {
    var charge =
        Charge.invocation(
            prices, answer.initNanos(), answer.runNanos(), function.resources().memoryMb());
    charges.merge(function.name(), charge, Charge::plus);
    failures += answer.failed() ? 1 : 0;
    if (answer.initNanos() > 0) {
      coldStarts++;
      keep(coldNanos, waitedNanos);
      keep(initNanos, answer.initNanos());
    } else {
      keep(warmNanos, waitedNanos);
    }
  }

  private static void keep(ArrayDeque<Long> latencies, long nanos) {
    if (latencies.size() == LATENCIES_KEPT) {
      latencies.removeFirst();
    }
    latencies.addLast(nanos);
  }

  synchronized void throttled() {
    throttled++;
  }

  synchronized void reclaimed() {
    reclaimed++;
  }

  /** What each function cost. */
  public synchronized Map<String, Charge> charges() {
    return new TreeMap<>(charges);
  }

  /** What happened so far. */
  public synchronized Counts counts() {
    return new Counts(coldStarts, failures, throttled, reclaimed);
  }

  /** What happened so far. */
  public record Counts(long coldStarts, long failures, long throttled, long reclaimed) {}

  /** How long calls and starts took. */
  public synchronized Latencies latencies() {
    return new Latencies(List.copyOf(coldNanos), List.copyOf(warmNanos), List.copyOf(initNanos));
  }

  /**
   * The last ten thousand of each kind, oldest first, in nanoseconds.
   *
   * @param coldCalls whole calls that started an environment
   * @param warmCalls whole calls of an environment that was there
   * @param starts the starts alone
   */
  public record Latencies(List<Long> coldCalls, List<Long> warmCalls, List<Long> starts) {}
}
