package dev.sheaf.http.metrics;

import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WaitCause;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.wire.batch.FrameHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What a node counts and shows at {@code /metrics}, in Prometheus' text form.
 *
 * <pre>
 *   sheaf_http_requests_seconds{route,method,status}   count, sum, max
 *   sheaf_samples_total{tier}                          samples served
 *   sheaf_samples_failed_total{status}                 frames without bytes
 *   sheaf_batch_wait_seconds{cause}                    what batches waited for: peer, disk, lambda,
 *                                                      origin, admission, ledger; count, sum, max
 *   sheaf_rejected_total{reason}                       requests answered 503
 *   sheaf_readers_cut_total                            replies whose reader stopped reading
 *   sheaf_origin_gets_total, sheaf_origin_puts_total, sheaf_origin_throttles_total
 *   sheaf_pack_reads_total, sheaf_packs_damaged_total, sheaf_pack_failures_total
 *   sheaf_origin_bytes_total, sheaf_cache_used_bytes,
 *   sheaf_cache_capacity_bytes, sheaf_reply_bytes
 *   sheaf_disk_{used,capacity}_bytes                   the disk tier; capacity 0 = none, or off
 *   sheaf_tuner_readers, sheaf_tuner_buffer_bytes      what the control loop has set
 *   sheaf_job_stall_seconds_total{job}                 what consumers waited for batches
 *   sheaf_decodes_total, sheaf_decoded_hits_total, sheaf_decoded_bytes   pixels for members here
 *   sheaf_prepared_decodes_total, sheaf_prepared_hits_total, sheaf_prepared_bytes
 *                                                      pictures of prepared batches: decoded, found
 *                                                      decoded, kept
 *   sheaf_rings, sheaf_rings_bytes                     clients on this host, and their memory
 *   sheaf_ephemeral_{puts,gets}_total, sheaf_ephemeral_values   what jobs hand from step to step
 *   sheaf_ephemeral_memory_{used,capacity}_bytes, sheaf_ephemeral_disk_used_bytes
 *   sheaf_disk_{reads,writes,dropped,errors}_total     its packages
 *   sheaf_lambda_{invocations,cold_starts}_total, sheaf_lambda_{billed_seconds,cost_usd}_total
 *   sheaf_lambda_chunk_{reads,writes,losses,repairs,corrupt}_total, sheaf_lambda_nodes_lost_total
 * </pre>
 */
public final class HttpMetrics {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final double MICROS = 1e6;
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final NodeFigures figures;
  private final Set<String> stalling = ConcurrentHashMap.newKeySet();
  private final Counter[] served;

  /** The registry would forget what nothing else holds. */
  private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();

  private final Map<WaitCause, Timer> batchWaits = new EnumMap<>(WaitCause.class);

  /** Counters at zero, and gauges over {@code figures}. */
  public HttpMetrics(NodeFigures figures) {
    this.figures = figures;
    served =
        Arrays.stream(TierKind.values())
            .map(tier -> tier.name().toLowerCase(Locale.ROOT))
            .map(tier -> registry.counter("sheaf.samples", "tier", tier))
            .toArray(Counter[]::new);
    for (var cause : WaitCause.values()) {
      batchWaits.put(cause, registry.timer("sheaf.batch.wait", "cause", cause.label()));
    }
    counter("sheaf.origin.gets", figures, NodeFigures::originGets);
    counter("sheaf.origin.bytes", figures, NodeFigures::originBytes);
    counter("sheaf.origin.puts", figures, NodeFigures::originPuts);
    counter("sheaf.origin.throttles", figures, NodeFigures::originThrottles);
    counter("sheaf.pack.reads", figures, NodeFigures::packReads);
    counter("sheaf.packs.damaged", figures, NodeFigures::packsDamaged);
    counter("sheaf.pack.failures", figures, NodeFigures::packFailures);
    gauge("sheaf.cache.used.bytes", figures, NodeFigures::cacheUsedBytes);
    gauge("sheaf.cache.capacity.bytes", figures, NodeFigures::cacheCapacityBytes);
    gauge("sheaf.tuner.readers", figures, of -> of.control().readers());
    gauge("sheaf.tuner.buffer.bytes", figures, of -> of.control().bufferBytes());
    counter("sheaf.decodes", figures, of -> of.control().decodes());
    counter("sheaf.decoded.hits", figures, of -> of.control().decodedHits());
    gauge("sheaf.decoded.bytes", figures, of -> of.control().decodedBytes());
    gauge("sheaf.disk.used.bytes", figures, of -> of.disk().usedBytes());
    gauge("sheaf.disk.capacity.bytes", figures, of -> of.disk().capacityBytes());
    counter("sheaf.disk.reads", figures, of -> of.disk().reads());
    counter("sheaf.disk.writes", figures, of -> of.disk().written());
    counter("sheaf.disk.dropped", figures, of -> of.disk().dropped());
    counter("sheaf.disk.errors", figures, of -> of.disk().errors());
    counter("sheaf.lambda.invocations", figures, of -> of.lambda().invocations());
    counter("sheaf.lambda.cold.starts", figures, of -> of.lambda().coldStarts());
    counter("sheaf.lambda.billed.seconds", figures, of -> of.lambda().billedMillis() / MILLIS);
    counter("sheaf.lambda.cost.usd", figures, of -> of.lambda().costMicroUsd() / MICROS);
    gauge(
        "sheaf.lambda.unattributed.usd",
        figures,
        of -> of.lambda().unattributedMicroUsd() / MICROS);
    counter("sheaf.lambda.chunk.reads", figures, of -> of.lambda().chunksRead());
    counter("sheaf.lambda.chunk.writes", figures, of -> of.lambda().chunksWritten());
    counter("sheaf.lambda.chunk.losses", figures, of -> of.lambda().chunksLost());
    counter("sheaf.lambda.chunk.repairs", figures, of -> of.lambda().chunksRepaired());
    counter("sheaf.lambda.chunk.corrupt", figures, of -> of.lambda().chunksCorrupt());
    counter("sheaf.lambda.nodes.lost", figures, of -> of.lambda().nodesLost());
  }

  /** Shows a number that only grows. */
  public void counts(String name, LongSupplier number) {
    counted.add(number);
    FunctionCounter.builder(name, number, LongSupplier::getAsLong).register(registry);
  }

  /** Shows a number that comes and goes. */
  public void shows(String name, LongSupplier number) {
    Gauge.builder(name, number, LongSupplier::getAsLong).strongReference(true).register(registry);
  }

  private void showStalls(String job) {
    FunctionCounter.builder(
            "sheaf.job.stall.seconds",
            figures,
            of -> of.control().stallNanosByJob().getOrDefault(job, 0L) / NANOS)
        .tag("job", job)
        .register(registry);
  }

  private void counter(String name, NodeFigures of, ToDoubleFunction<NodeFigures> figure) {
    FunctionCounter.builder(name, of, figure).register(registry);
  }

  private void gauge(String name, NodeFigures of, ToDoubleFunction<NodeFigures> figure) {
    Gauge.builder(name, of, figure).strongReference(true).register(registry);
  }

  /** Counts a request that began at {@code beganNanos}. */
  public void request(String route, String method, int status, long beganNanos) {
    registry
        .timer(
            "sheaf.http.requests",
            "route",
            route,
            "method",
            METHODS.contains(method) ? method : "other",
            "status",
            Integer.toString(status))
        .record(System.nanoTime() - beganNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a request that was turned away. */
  public void rejected(String reason) {
    registry.counter("sheaf.rejected", "reason", reason).increment();
  }

  /** Counts a reply that was cut because its reader stopped reading. */
  public void readerCut() {
    registry.counter("sheaf.readers.cut").increment();
  }

  /** Counts a frame that was served. */
  public void frame(FrameHead head) {
    if (head.status() == FrameHead.OK) {
      served[head.tier()].increment();
    } else {
      registry.counter("sheaf.samples.failed", "status", "" + head.status()).increment();
    }
  }

  /** Counts what the consumer of a batch waited for: each cause once, be it for no time. */
  public void batchWaited(SampleStream batch) {
    batchWaits.forEach(
        (cause, timer) -> timer.record(batch.waitedNanos(cause), TimeUnit.NANOSECONDS));
  }

  /** Samples served by this node since it was started, by tier. */
  public Map<String, Long> servedByTier() {
    var byTier = new LinkedHashMap<String, Long>();
    for (var tier : TierKind.values()) {
      byTier.put(tier.name().toLowerCase(Locale.ROOT), (long) served[tier.code()].count());
    }
    return byTier;
  }

  /** Everything, in Prometheus' text form. */
  public String scrape() {
    figures.control().stallNanosByJob().keySet().stream()
        .filter(stalling::add)
        .forEach(this::showStalls);
    return registry.scrape();
  }
}
