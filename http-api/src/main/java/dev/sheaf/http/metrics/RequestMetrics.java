package dev.sheaf.http.metrics;

import static dev.sheaf.http.metrics.Metric.Kind.COUNTER;
import static dev.sheaf.http.metrics.Metric.Kind.GAUGE;
import static dev.sheaf.http.metrics.Metric.Kind.HISTOGRAM;
import static dev.sheaf.http.metrics.Metric.Unit.BYTES;
import static dev.sheaf.http.metrics.Metric.Unit.COUNT;
import static dev.sheaf.http.metrics.Metric.Unit.SECONDS;

import dev.sheaf.http.admission.Doors;
import java.util.List;
import java.util.Map;

/** What is counted as requests come and go. */
final class RequestMetrics {
  static final Metric REQUESTS =
      new Metric(
          "sheaf_http_requests_seconds",
          HISTOGRAM,
          SECONDS,
          List.of("method", "route", "status"),
          "How long requests to the API and the data port took until their reply began; _count is"
              + " the number of requests");

  static final Metric REJECTED =
      new Metric(
          "sheaf_rejected_total",
          COUNTER,
          COUNT,
          List.of("reason"),
          "Requests that were turned away with 429 or 503, by the code of the problem");

  static final Metric READERS_CUT =
      new Metric(
          "sheaf_readers_cut_total",
          COUNTER,
          COUNT,
          List.of(),
          "Replies that were cut because their reader stopped reading");

  static final Metric SAMPLES =
      new Metric(
          "sheaf_samples_total",
          COUNTER,
          COUNT,
          List.of("kind", "tier"),
          "Samples that this node sent, by the tier that had them (memory, disk, lambda, origin)"
              + " and by what was sent (encoded, decoded, prepared); a sample that one node sends"
              + " another counts at both");

  static final Metric FROM_PEERS =
      new Metric(
          "sheaf_samples_from_peers_total",
          COUNTER,
          COUNT,
          List.of(),
          "Samples among them that another node had");

  static final Metric SUBSTITUTED =
      new Metric(
          "sheaf_samples_substituted_total",
          COUNTER,
          COUNT,
          List.of(),
          "Samples among them that stood in for one that is missing");

  static final Metric FAILED =
      new Metric(
          "sheaf_samples_failed_total",
          COUNTER,
          COUNT,
          List.of("status"),
          "Frames without bytes, by why: missing, denied, damaged, late, undecodable");

  static final Metric WAITS =
      new Metric(
          "sheaf_batch_wait_seconds",
          HISTOGRAM,
          SECONDS,
          List.of("cause"),
          "How long each batch waited, by what for: peer, disk, lambda, origin, admission, ledger");

  static final List<Figure<Doors>> DOORS =
      List.of(
          Figure.by(
              new Metric(
                  "sheaf_pending",
                  GAUGE,
                  COUNT,
                  List.of("door"),
                  "What was let in and has not left: answers (batches, samples, objects), requests"
                      + " (handlers of the API that run)"),
              doors ->
                  Map.of(
                      "answers", doors.answers().node().requests(),
                      "requests", doors.requests().node().requests())),
          Figure.by(
              new Metric(
                  "sheaf_pending_bytes",
                  GAUGE,
                  BYTES,
                  List.of("door"),
                  "Bytes that these hold or will: of answers, and of bodies of requests"),
              doors ->
                  Map.of(
                      "answers", doors.answers().node().bytes(),
                      "requests", doors.requests().node().bytes())));

  static final List<Metric> REQUEST_FAMILY = List.of(REQUESTS, REJECTED, READERS_CUT);
  static final List<Metric> SAMPLE_FAMILY =
      List.of(SAMPLES, FROM_PEERS, SUBSTITUTED, FAILED, WAITS);

  private RequestMetrics() {}
}
