package dev.sheaf.http.metrics;

import static dev.sheaf.http.metrics.Figure.counter;
import static dev.sheaf.http.metrics.Figure.gauge;
import static dev.sheaf.http.metrics.Metric.Kind.COUNTER;
import static dev.sheaf.http.metrics.Metric.Kind.GAUGE;
import static dev.sheaf.http.metrics.Metric.Unit.BYTES;
import static dev.sheaf.http.metrics.Metric.Unit.COUNT;
import static dev.sheaf.http.metrics.Metric.Unit.GB_SECONDS;
import static dev.sheaf.http.metrics.Metric.Unit.SECONDS;
import static dev.sheaf.http.metrics.Metric.Unit.USD;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node's tiers and its control loop know. */
final class NodeMetrics {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;
  private static final double MICROS = 1e6;

  static final List<Figure<NodeFigures>> ORIGIN =
      List.of(
          counter(
              "sheaf_origin_reads_total",
              COUNT,
              "Samples read from the origin, all of a package where it was read whole",
              NodeFigures::originSamples),
          counter(
              "sheaf_origin_gets_total",
              COUNT,
              "GETs made to the origin, each attempt",
              NodeFigures::originGets),
          counter(
              "sheaf_origin_bytes_total",
              BYTES,
              "Bytes read from the origin",
              NodeFigures::originBytes),
          counter(
              "sheaf_origin_puts_total",
              COUNT,
              "PUTs made to the origin, each attempt: packed objects are written back",
              NodeFigures::originPuts),
          counter(
              "sheaf_origin_throttles_total",
              COUNT,
              "Answers of the origin that asked for fewer requests",
              NodeFigures::originThrottles),
          counter(
              "sheaf_pack_reads_total",
              COUNT,
              "Packages read from their packed object",
              NodeFigures::packReads),
          counter(
              "sheaf_packs_damaged_total",
              COUNT,
              "Packed objects that were found damaged and are not used",
              NodeFigures::packsDamaged),
          counter(
              "sheaf_pack_failures_total",
              COUNT,
              "Packed objects that could not be listed, read or written",
              NodeFigures::packFailures));

  static final List<Figure<NodeFigures>> CACHE =
      List.of(
          gauge(
              "sheaf_cache_used_bytes",
              BYTES,
              "Memory for packages that is in use",
              NodeFigures::cacheUsedBytes),
          gauge(
              "sheaf_cache_capacity_bytes",
              BYTES,
              "Memory for packages",
              NodeFigures::cacheCapacityBytes),
          gauge(
              "sheaf_cache_reserved_bytes",
              BYTES,
              "Memory set aside for packages that are being read",
              of -> of.memory().reservedBytes()),
          gauge(
              "sheaf_cache_held_bytes",
              BYTES,
              "Memory of packages that are kept for jobs that will ask for them",
              of -> of.memory().heldBytes()),
          gauge(
              "sheaf_pending_batches",
              COUNT,
              "Requests for samples that were let in and have not ended",
              of -> of.memory().pending()),
          Figure.by(
              new Metric(
                  "sheaf_evictions_total",
                  COUNTER,
                  COUNT,
                  List.of("reason"),
                  "Packages given up: in memory for room, urgent (held ones, for a batch that is"
                      + " asked for now) or released (no job wants it any more); disk: on disk, for"
                      + " room"),
              NodeMetrics::evictions),
          gauge(
              "sheaf_disk_used_bytes",
              BYTES,
              "Disk for packages that is in use",
              of -> of.disk().usedBytes()),
          gauge(
              "sheaf_disk_capacity_bytes",
              BYTES,
              "Disk for packages; 0 where there is none, or it is off",
              of -> of.disk().capacityBytes()),
          counter(
              "sheaf_disk_reads_total",
              COUNT,
              "Packages, or samples of one, read from disk",
              of -> of.disk().reads()),
          counter(
              "sheaf_disk_writes_total",
              COUNT,
              "Packages written to disk",
              of -> of.disk().written()),
          counter(
              "sheaf_disk_dropped_total",
              COUNT,
              "Packages that were to be written to disk and were not: no room, or it was too slow",
              of -> of.disk().dropped()),
          counter(
              "sheaf_disk_errors_total",
              COUNT,
              "Packages that were spoiled on disk, and faults of the disk",
              of -> of.disk().errors()));

  static final List<Figure<NodeFigures>> PREFETCH =
      List.of(
          gauge(
              "sheaf_prefetch_packages",
              COUNT,
              "Packages that are being loaded before anybody asks for them",
              of -> of.memory().aheadUnderWay()),
          Figure.by(
              new Metric(
                  "sheaf_prefetch_loads_total",
                  COUNTER,
                  COUNT,
                  List.of("result"),
                  "Loads of that kind that have ended, by how: resident, no-room, failed"),
              of -> of.memory().ahead()),
          gauge(
              "sheaf_tuner_readers",
              COUNT,
              "Reads of the origin that may run at once, as the control loop has set it",
              of -> of.control().readers()),
          gauge(
              "sheaf_tuner_buffer_bytes",
              BYTES,
              "How far the node looks ahead, as the control loop has set it",
              of -> of.control().bufferBytes()));

  static final List<Figure<NodeFigures>> STALLS =
      List.of(
          Figure.by(
              new Metric(
                  "sheaf_job_stall_seconds_total",
                  COUNTER,
                  SECONDS,
                  List.of("job"),
                  "How long the job's consumers waited for batches of this node"),
              NodeMetrics::stalls));

  static final List<Figure<NodeFigures>> DECODES =
      List.of(
          counter(
              "sheaf_decodes_total",
              COUNT,
              "Samples decoded for members of ensembles on this node",
              of -> of.control().decodes()),
          counter(
              "sheaf_decoded_hits_total",
              COUNT,
              "Samples that were there as pixels when such a member needed them",
              of -> of.control().decodedHits()),
          gauge(
              "sheaf_decoded_bytes",
              BYTES,
              "Pixels that are kept for such members",
              of -> of.control().decodedBytes()));

  static final List<Figure<NodeFigures>> LAMBDA =
      List.of(
          Figure.by(
              new Metric(
                  "sheaf_lambda_nodes",
                  GAUGE,
                  COUNT,
                  List.of("state"),
                  "Functions that this node invokes, by what they do: absent, starting, awake,"
                      + " resting, suspect, lost"),
              NodeFigures::functionsByState),
          counter(
              "sheaf_lambda_invocations_total",
              COUNT,
              "Runs of functions",
              of -> of.lambda().invocations()),
          counter(
              "sheaf_lambda_cold_starts_total",
              COUNT,
              "Runs that began in a new environment",
              of -> of.lambda().coldStarts()),
          counter(
              "sheaf_lambda_billed_seconds_total",
              SECONDS,
              "Time of runs that is billed",
              of -> of.lambda().billedMillis() / MILLIS),
          counter(
              "sheaf_lambda_gb_seconds_total",
              GB_SECONDS,
              "Time of runs that is billed, times the functions' memory",
              of -> of.lambda().gbSeconds()),
          counter(
              "sheaf_lambda_cost_usd_total",
              USD,
              "What runs and their invocations cost",
              of -> of.lambda().costMicroUsd() / MICROS),
          gauge(
              "sheaf_lambda_unattributed_usd",
              USD,
              "Of that cost, what no job was charged",
              of -> of.lambda().unattributedMicroUsd() / MICROS),
          counter(
              "sheaf_lambda_chunk_reads_total",
              COUNT,
              "Chunks read from functions",
              of -> of.lambda().chunksRead()),
          counter(
              "sheaf_lambda_chunk_writes_total",
              COUNT,
              "Chunks written to functions",
              of -> of.lambda().chunksWritten()),
          counter(
              "sheaf_lambda_chunk_losses_total",
              COUNT,
              "Chunks that were gone with their environment",
              of -> of.lambda().chunksLost()),
          counter(
              "sheaf_lambda_chunk_repairs_total",
              COUNT,
              "Chunks that were written again",
              of -> of.lambda().chunksRepaired()),
          counter(
              "sheaf_lambda_chunk_corrupt_total",
              COUNT,
              "Chunks that came back other than they were written",
              of -> of.lambda().chunksCorrupt()),
          counter(
              "sheaf_lambda_nodes_lost_total",
              COUNT,
              "Environments that were replaced",
              of -> of.lambda().nodesLost()));

  private NodeMetrics() {}

  private static Map<String, Double> stalls(NodeFigures of) {
    var seconds = new HashMap<String, Double>();
    of.control().stallNanosByJob().forEach((job, nanos) -> seconds.put(job, nanos / NANOS));
    return seconds;
  }

  private static Map<String, Long> evictions(NodeFigures of) {
    var all = new HashMap<>(of.memory().evictions());
    all.put("disk", of.disk().evicted());
    return all;
  }
}
