package dev.sheaf.lambda.bridge;

import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.policies.economics.StayAwake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Writes down what readers and writers want of the functions, so that the same can be wanted of
 * simulated ones, and what the runs are billed for it.
 *
 * <pre>
 *   measuring ─ begin ─► recording ─ end ─► measuring
 * </pre>
 *
 * <p>While it is measuring it takes down what a simulation cannot know: how much longer a run is
 * billed than its single request asks it to stay, how much a start adds, how fast chunks come.
 * Nothing of that is measured while the bill is recorded.
 */
public final class FleetRecording {
  private static final long PING_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long GUESSED_BYTES_PER_SECOND = 500_000_000;
  private static final int MOST_UNDER_WAY = 1_000;
  private static final String CALL = "call";
  private static final String COLUMNS = "microseconds,function,what,bytes";

  private final FleetSettings settings;
  private final StayAwake stay;
  private final long firstRequestNanos;
  private final List<Row> rows = new ArrayList<>();
  private final List<Long> overheadNanos = new ArrayList<>();
  private final List<Long> startNanos = new ArrayList<>();
  private final List<Long> bytesPerSecond = new ArrayList<>();
  private long beganNanos;
  private long untilNanos;
  private boolean recording;
  private long runs;
  private RunCost cost = RunCost.NONE;

  /**
   * A recording that measures.
   *
   * @param firstRequestNanos how long a run waits for its first request
   */
  FleetRecording(FleetSettings settings, StayAwake stay, long firstRequestNanos) {
    this.settings = settings;
    this.stay = stay;
    this.firstRequestNanos = firstRequestNanos;
  }

  /**
   * Something that was done to a function; who wanted a chunk may want it no more once it wakes.
   */
  private static final class Row {
    private final long atMicros;
    private final int node;
    private final String what;
    private final long bytes;
    private boolean sent;

    Row(long atMicros, int node, String what, long bytes) {
      this.atMicros = atMicros;
      this.node = node;
      this.what = what;
      this.bytes = bytes;
    }

    @Override
    public String toString() {
      return "%d,%d,%s,%d".formatted(atMicros, node, sent ? what : CALL, bytes);
    }
  }

  /** From now on requests and the bill are recorded; no run should be open. */
  public synchronized void begin() {
    recording = true;
    beganNanos = System.nanoTime();
  }

  /** The recording is over; all runs should have come back. What follows is measured again. */
  public synchronized void end() {
    recording = false;
    untilNanos = System.nanoTime() - beganNanos;
  }

  /** An environment is taken now. */
  public synchronized void reclaimed(int node) {
    row(node, "reclaim", 0).sent = true;
  }

  /** Somebody wants a chunk of a function, or wants to give it one. */
  synchronized void wanted(int node, boolean write, long bytes) {
    row(node, write ? "write" : "read", bytes);
  }

  private Row row(int node, String what, long bytes) {
    var micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beganNanos);
    var row = new Row(micros, node, what, bytes);
    if (recording) {
      rows.add(row);
    }
    return row;
  }

  /** Who wanted something of the function last has sent it. */
  synchronized void sent(int node) {
    for (int i = rows.size() - 1; i >= 0 && i > rows.size() - MOST_UNDER_WAY; i--) {
      var row = rows.get(i);
      if (row.node == node && !row.sent) {
        row.sent = true;
        return;
      }
    }
  }

  /** A chunk came so long after it was wanted. */
  synchronized void took(long bytes, long nanos) {
    if (!recording && nanos > 0) {
      bytesPerSecond.add(TimeUnit.SECONDS.toNanos(bytes) / nanos);
    }
  }

  synchronized void ran(Ran ran) {
    if (recording) {
      runs++;
      cost = cost.plus(ran.cost());
      return;
    }
    if (ran.isStart()) {
      startNanos.add(ran.billedNanos(settings) - firstRequestNanos);
    } else if (ran.isPlain()) {
      overheadNanos.add(ran.billedNanos(settings) - ran.stayNanos());
    }
  }

  /** How many runs were measured that served one request. */
  public synchronized int measured() {
    return overheadNanos.size();
  }

  /** What was billed since the recording began. */
  public synchronized RunCost cost() {
    return cost;
  }

  /** The recorded run, as the simulator reads it. */
  public synchronized String text() {
    var text = new StringBuilder();
    head().forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    text.append(COLUMNS).append('\n');
    rows.forEach(row -> text.append(row).append('\n'));
    return text.toString();
  }

  private Map<String, Long> head() {
    var prices = settings.prices();
    var patience = settings.patience();
    var overhead = Math.max(1, mean(overheadNanos));
    var head = new LinkedHashMap<String, Long>();
    head.put("sheafLambdaTrace", 1L);
    head.put("functions", (long) settings.nodes());
    head.put("memoryMb", (long) settings.memoryMb());
    head.put("requestPicoUsd", prices.requestPicoUsd());
    head.put("gbSecondPicoUsd", prices.gbSecondPicoUsd());
    head.put("tickMillis", (long) prices.tickMillis());
    head.put("initBilled", prices.initBilled() ? 1L : 0);
    head.put("firstRequestNanos", firstRequestNanos);
    head.put("againNanos", stay.againNanos());
    head.put("mostNanos", stay.mostNanos());
    head.put("warmUpNanos", patience.warmUpNanos());
    head.put("pingLimitNanos", patience.pingNanos());
    head.put("invokeLimitNanos", patience.invokeNanos());
    head.put("attempts", (long) patience.attempts());
    head.put("restNanos", patience.restNanos());
    head.put("pingNanos", PING_NANOS);
    head.put("overheadNanos", overhead);
    head.put("startNanos", Math.max(0, mean(startNanos) - overhead));
    head.put("bytesPerSecond", Math.max(1, median(bytesPerSecond, GUESSED_BYTES_PER_SECOND)));
    head.put("untilNanos", untilNanos);
    head.put("liveRuns", runs);
    head.put("liveBilledMillis", cost.mbMillis() / settings.memoryMb());
    head.put("livePicoUsd", cost.picoUsd());
    return head;
  }

  private static long mean(List<Long> values) {
    return Math.round(values.stream().mapToLong(Long::longValue).average().orElse(0));
  }

  private static long median(List<Long> values, long fallback) {
    var sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? fallback : sorted.get(sorted.size() / 2);
  }

  @Override
  public synchronized String toString() {
    return String.format(Locale.ROOT, "%d requests, %d runs", rows.size(), runs);
  }
}
