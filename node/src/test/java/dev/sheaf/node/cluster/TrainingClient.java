package dev.sheaf.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * One rank that trains over HTTP: asks for batch after batch, says what it has consumed, and tries
 * the next gateway when one does not answer. It sees nothing but batches and retries, or fails.
 */
final class TrainingClient {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration GIVE_UP = Duration.ofSeconds(90);
  private static final Duration BETWEEN = Duration.ofMillis(50);
  private static final Set<Integer> RETRYABLE = Set.of(429, 503);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final String job;
  private final int samples;
  private final int epochs;
  private final List<URI> gateways;
  private final BiConsumer<Integer, Integer> before;
  private BooleanSupplier enough = () -> false;
  private int gateway;
  private int incomplete;
  private int retries;
  private int byPeer;
  private long longestNanos;

  /**
   * A client of a job.
   *
   * @param samples of an epoch
   * @param gateways in the order in which they are tried; may change meanwhile
   * @param before called with epoch and batch before each question
   */
  TrainingClient(
      String job,
      int samples,
      int epochs,
      List<URI> gateways,
      BiConsumer<Integer, Integer> before) {
    this.job = job;
    this.samples = samples;
    this.epochs = epochs;
    this.gateways = gateways;
    this.before = before;
  }

  /** What a client has seen, when each epoch had each sample exactly once. */
  record Report(
      String job, int batches, int byPeer, int retries, int incomplete, double longestSeconds) {}

  /** Ends training after the epoch in which there was enough. */
  void until(BooleanSupplier enough) {
    this.enough = enough;
  }

  /** Trains to the end. */
  Report train() throws IOException, InterruptedException {
    var batches = 0;
    for (int epoch = 0; epoch < epochs && !enough.getAsBoolean(); epoch++) {
      var seen = new BitSet(samples);
      var n = 0;
      for (; next(epoch, n, seen); n++) {
        batches++;
      }
      assertEquals(samples, seen.cardinality(), job + " epoch " + epoch + ": samples seen");
      consumed(epoch, n);
    }
    return new Report(job, batches, byPeer, retries, incomplete, longestNanos / 1e9);
  }

  /** Reads batch {@code n}; false when the epoch is over. */
  private boolean next(int epoch, int n, BitSet seen) throws IOException, InterruptedException {
    before.accept(epoch, n);
    var path = "/v1/jobs/%s/epochs/%d/ranks/0/batches/%d?generation=1".formatted(job, epoch, n);
    var began = System.nanoTime();
    while (true) {
      var reply =
          answered(
              HttpRequest.newBuilder().GET(), path + (n > 0 ? "&consumed=" + epoch + ":" + n : ""));
      if (reply.statusCode() == 204) {
        return false;
      }
      assertEquals(200, reply.statusCode(), () -> job + ": " + new String(reply.body(), UTF_8));
      var ids = ids(reply.body());
      if (!ids.isEmpty()) {
        longestNanos = Math.max(longestNanos, System.nanoTime() - began);
        for (var id : ids) {
          assertTrue(!seen.get(id.intValue()), () -> job + " epoch " + epoch + " had twice: " + id);
          seen.set(id.intValue());
        }
        return true;
      }
      incomplete++;
      retry(began, "an incomplete batch");
    }
  }

  /** The ids of a batch whose bytes are what their checksums say; none when it is incomplete. */
  private List<Long> ids(byte[] body) throws IOException {
    var ids = new ArrayList<Long>();
    var batch =
        new BatchDecoder(new ByteArrayInputStream(body), new BatchDecoder.Limits(4096, 1 << 20));
    for (var head = batch.next(); head != null; head = batch.next()) {
      if (head.status() == FrameHead.DEADLINE) {
        return List.of();
      }
      assertEquals(FrameHead.OK, head.status(), "status of sample " + head.id());
      var bytes = batch.bytes();
      assertEquals(head.checksum(), Checksums.crc32(MemorySegment.ofArray(bytes)));
      byPeer += head.has(FrameHead.BY_PEER) ? 1 : 0;
      ids.add(head.id());
    }
    return ids;
  }

  private void consumed(int epoch, int below) throws IOException, InterruptedException {
    var body = "{\"below\": %d, \"generation\": 1}".formatted(below);
    var request =
        HttpRequest.newBuilder()
            .POST(BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    var reply = answered(request, "/v1/jobs/%s/epochs/%d/ranks/0/consumed".formatted(job, epoch));
    assertEquals(2, reply.statusCode() / 100, () -> job + ": " + new String(reply.body(), UTF_8));
  }

  /** The first answer that is not a request to come again. */
  private HttpResponse<byte[]> answered(HttpRequest.Builder request, String path)
      throws InterruptedException {
    var began = System.nanoTime();
    while (true) {
      var now = List.copyOf(gateways);
      try {
        var reply =
            http.send(
                request
                    .uri(now.get(gateway % now.size()).resolve(path))
                    .timeout(PATIENCE.multipliedBy(2))
                    .setHeader("Sheaf-Consumer", job + "-trainer")
                    .setHeader("Sheaf-Deadline", String.valueOf(PATIENCE.toMillis()))
                    .build(),
                BodyHandlers.ofByteArray());
        if (!RETRYABLE.contains(reply.statusCode())) {
          return reply;
        }
        retry(began, new String(reply.body(), UTF_8));
      } catch (IOException noAnswer) {
        retry(began, String.valueOf(noAnswer));
      }
      gateway++;
    }
  }

  private void retry(long began, String why) throws InterruptedException {
    retries++;
    if (System.nanoTime() - began > GIVE_UP.toNanos()) {
      throw new AssertionError(job + ": no batch within " + GIVE_UP + ", at last: " + why);
    }
    Thread.sleep(BETWEEN);
  }
}
