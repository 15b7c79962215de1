package dev.sheaf.http.metrics;

import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WaitCause;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.http.admission.Doors;
import dev.sheaf.wire.batch.FrameHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a node counts and shows at {@code /metrics}, in Prometheus' text form: what happens is
 * counted here, what others know is looked up when somebody asks. {@link MetricsPage} has the table
 * of all.
 */
public final class HttpMetrics {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS");
  private static final List<String> KINDS = List.of("encoded", "decoded", "prepared");
  private static final List<String> FAILURES =
      List.of("missing", "denied", "damaged", "late", "undecodable");
  private static final Duration[] BUCKETS =
      Arrays.stream(
              new int[] {1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000})
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** Of all samples that were sent since the node started; where there was none, it is 0. */
  static final Figure<HttpMetrics> HIT_RATIO =
      Figure.gauge(
          "sheaf_cache_hit_ratio",
          Metric.Unit.RATIO,
          "Share of the samples sent since the node started that no read of the origin was needed"
              + " for; sheaf_samples_total tells it for any other time",
          HttpMetrics::hitRatio);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final Tracing tracing;

  /** By kind, then by tier. */
  private final Counter[][] served;

  private final Counter[] failed;
  private final Counter fromPeers;
  private final Counter substituted;
  private final Counter readersCut;
  private final Map<WaitCause, Timer> batchWaits = new EnumMap<>(WaitCause.class);

  /** Counters at zero, and the figures of a node. */
  public HttpMetrics(NodeFigures figures) {
    tracing = new Tracing(figures.telemetry());
    served =
        KINDS.stream()
            .map(kind ->
                Arrays.stream(TierKind.values())
                    .map(tier -> counter(RequestMetrics.SAMPLES, kind, word(tier)))
                    .toArray(Counter[]::new))
            .toArray(Counter[][]::new);
    failed =
        FAILURES.stream()
            .map(status -> counter(RequestMetrics.FAILED, status))
            .toArray(Counter[]::new);
    fromPeers = counter(RequestMetrics.FROM_PEERS);
    substituted = counter(RequestMetrics.SUBSTITUTED);
    readersCut = counter(RequestMetrics.READERS_CUT);
    for (var cause : WaitCause.values()) {
      batchWaits.put(cause, timer(RequestMetrics.WAITS, cause.label()));
    }
    for (var reason :
        List.of("overloaded", "over-share", "falling-behind", "unavailable", "connections")) {
      var _ = counter(RequestMetrics.REJECTED, reason);
    }
    shows(List.of(HIT_RATIO), this);
    shows(NodeMetrics.STALLS, figures);
    shows(NodeMetrics.ORIGIN, figures);
    shows(NodeMetrics.CACHE, figures);
    shows(NodeMetrics.PREFETCH, figures);
    shows(NodeMetrics.LAMBDA, figures);
    shows(NodeMetrics.DECODES, figures);
    shows(ProcessMetrics.ALL, Runtime.getRuntime());
  }

  /** Shows the figures of a source too; each source once. */
  <S> void shows(List<Figure<S>> figures, S source) {
    MultiCollector collector =
        () -> new MetricSnapshots(figures.stream().map(each -> each.snapshot(source)).toList());
    registry.getPrometheusRegistry().register(collector);
  }

  /** Shows what is under way at the doors of a node. */
  public void shows(Doors doors) {
    shows(RequestMetrics.DOORS, doors);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Tags tags(Metric metric, String... values) {
    var tags = Tags.empty();
    for (int label = 0; label < values.length; label++) {
      tags = tags.and(metric.labels().get(label), values[label]);
    }
    return tags;
  }

  private Counter counter(Metric metric, String... labels) {
    return Counter.builder(metric.name())
        .description(metric.meaning())
        .tags(tags(metric, labels))
        .register(registry);
  }

  private Timer timer(Metric metric, String... labels) {
    return Timer.builder(metric.name())
        .description(metric.meaning())
        .tags(tags(metric, labels))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** Counts a request that began at {@code beganNanos}. */
  public void request(String route, String method, int status, long beganNanos) {
    var known = METHODS.contains(method) ? method : "other";
    timer(RequestMetrics.REQUESTS, known, route, Integer.toString(status))
        .record(System.nanoTime() - beganNanos, TimeUnit.NANOSECONDS);
    var traced = Tracing.current();
    if (traced != null) {
      traced.answered(route, known, status);
    }
  }

  /** Spans of requests. */
  public Tracing tracing() {
    return tracing;
  }

  /** A batch is about to be given to whoever asked this thread for it. */
  public BatchMeter batch() {
    return new BatchMeter(this);
  }

  /** Counts a request that was turned away. */
  public void rejected(String reason) {
    counter(RequestMetrics.REJECTED, reason).increment();
  }

  /** Counts a reply that was cut because its reader stopped reading. */
  public void readerCut() {
    readersCut.increment();
  }

  /** Counts a frame that was served. */
  public void frame(FrameHead head) {
    if (head.status() != FrameHead.OK) {
      failed[head.status() - 1].increment();
      return;
    }
    served[head.form()][head.tier()].increment();
    if (head.has(FrameHead.BY_PEER)) {
      fromPeers.increment();
    }
    if (head.has(FrameHead.SUBSTITUTED)) {
      substituted.increment();
    }
  }

  /** Counts what the consumer of a batch waited for: each cause once, be it for no time. */
  void batchWaited(SampleStream batch) {
    batchWaits.forEach(
        (cause, timer) -> timer.record(batch.waitedNanos(cause), TimeUnit.NANOSECONDS));
  }

  /** Samples served by this node since it was started, by tier. */
  public Map<String, Long> servedByTier() {
    var byTier = new LinkedHashMap<String, Long>();
    for (var tier : TierKind.values()) {
      var samples = Arrays.stream(served).mapToDouble(kind -> kind[tier.code()].count()).sum();
      byTier.put(word(tier), (long) samples);
    }
    return byTier;
  }

  private double hitRatio() {
    var byTier = servedByTier();
    var all = byTier.values().stream().mapToLong(Long::longValue).sum();
    var missed = byTier.getOrDefault(word(TierKind.ORIGIN), 0L);
    return all == 0 ? 0 : 1 - (double) missed / all;
  }

  /** Everything, in Prometheus' text form. */
  public String scrape() {
    return registry.scrape();
  }
}
