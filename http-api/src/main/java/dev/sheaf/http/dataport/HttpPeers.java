package dev.sheaf.http.dataport;

import dev.sheaf.actors.copies.FileSet;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.reading.Peers;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.http.auth.PeerAccess;
import dev.sheaf.http.batch.CostTrailer;
import dev.sheaf.http.dataport.PeerConnection.Reply;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.WireFormatException;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client of other nodes' data ports, over plain sockets that are kept for further requests.
 *
 * <p>Frames are given as they come, each in heap memory of its own, with its checksum verified; a
 * consumer that waits holds up the peer. A request that fails on a kept connection before its reply
 * began is sent once more on a fresh one, as the peer may have closed the kept one meanwhile.
 */
public final class HttpPeers implements Peers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPeers.class);

  /** The largest sample that is taken from a peer. */
  private static final int MAX_SAMPLE_BYTES = 1 << 30;

  /** The largest reply that is read whole, and the longest refusal. */
  private static final int MAX_WHOLE_BYTES = 1 << 30;

  private static final int MAX_REFUSAL_BYTES = 4096;
  private static final long SEGMENT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final PeerConnections connections = new PeerConnections();
  private final PeerAccess access;

  /** A client that shows nothing, over plain connections. */
  public HttpPeers() {
    this(PeerAccess.PLAIN);
  }

  /** A client that shows what {@code access} has. */
  public HttpPeers(PeerAccess access) {
    this.access = access;
  }

  /** What is done with a reply. */
  @FunctionalInterface
  private interface Reading<R> {
    R read(Reply reply) throws IOException;
  }

  @Override
  public ReadCost read(String address, SampleRequest request, Consumer<SampleFrame> each)
      throws IOException {
    return read(address, request, null, each);
  }

  /**
   * Reads samples for a batch of a job, which hears what they cost.
   *
   * @param batch the batch; null when no job is to hear of it
   */
  public ReadCost read(
      String address, SampleRequest request, @Nullable BatchKey batch, Consumer<SampleFrame> each)
      throws IOException {
    var body = body(request, batch);
    var version = request.version();
    var head =
        "POST /v1/datasets/"
            + version.dataset()
            + "/versions/"
            + version.hash()
            + "/samples"
            + " HTTP/1.1\r\nHost: "
            + address
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\nSheaf-Deadline: "
            + peerMillis(request.deadlineNanos())
            + "\r\n"
            + CostTrailer.HEADER
            + ": "
            + CostTrailer.VALUE
            + payer(request)
            + authorization()
            + called(request)
            + "\r\n\r\n";
    return exchange(
        address,
        new Request(head, body, request.deadlineNanos()),
        reply -> frames(reply, request, each));
  }

  private static String payer(SampleRequest request) {
    return request.payer().isSomebody() ? "\r\nSheaf-Job: " + request.payer().job() : "";
  }

  private String authorization() {
    return access.asNode().map(shown -> "\r\nAuthorization: " + shown).orElse("");
  }

  private static String called(SampleRequest request) {
    var id = request.requestId();
    var name = id.isThere() ? "\r\n" + RequestId.HEADER + ": " + id.text() : "";
    return id.traceparent().isEmpty()
        ? name
        : name + "\r\n" + RequestId.TRACE_HEADER + ": " + id.traceparent();
  }

  private static byte[] body(SampleRequest request, @Nullable BatchKey batch) {
    var body = Json.object();
    var ids = body.putArray("ids");
    request.ids().forEach(id -> ids.add(id.longValue()));
    var reach = request.reach().name().toLowerCase(Locale.ROOT);
    if (batch != null) {
      body.putObject("batch")
          .put("job", batch.job())
          .put("generation", batch.generation())
          .put("epoch", batch.epoch())
          .put("rank", batch.rank())
          .put("n", batch.n());
    }
    if (request.grain() == SampleRequest.Grain.SAMPLE) {
      body.put("grain", "sample");
    }
    if (request.manner().atOnce() > 0) {
      body.put("parallelReads", request.manner().atOnce());
    }
    return Json.bytes(body.put("form", "encoded").put("reach", reach));
  }

  /** The peer ends a little before us, so that its late frames can still say so. */
  private static long peerMillis(long deadlineNanos) {
    var millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    return Math.clamp(millis - Math.min(100, millis / 10), 1, 120_000);
  }

  private static ReadCost frames(Reply reply, SampleRequest request, Consumer<SampleFrame> each)
      throws IOException {
    var decoder =
        new BatchDecoder(
            reply.body(), new BatchDecoder.Limits(request.ids().size(), MAX_SAMPLE_BYTES));
    WireFormatException.inRange(
        "count", decoder.header().count(), request.ids().size(), request.ids().size());
    var positions = new Positions(request.ids());
    for (var head = decoder.next(); head != null; head = decoder.next()) {
      each.accept(frame(head, decoder.bytes(), positions));
    }
    return reply.headers().containsKey("sheaf-cost")
        ? CostTrailer.decode(reply.body())
        : ReadCost.NONE;
  }

  private static SampleFrame frame(FrameHead head, byte[] bytes, Positions positions)
      throws IOException {
    var position = positions.take(head.id());
    if (position.isEmpty()) {
      throw new WireFormatException("the peer sent sample " + head.id() + ", not asked for");
    }
    var segment = MemorySegment.ofArray(bytes);
    var whole = head.status() == FrameHead.OK;
    if (whole && Checksums.crc32(segment) != head.checksum()) {
      throw new WireFormatException("the bytes of sample " + head.id() + " changed on their way");
    }
    return new SampleFrame(
        position.getAsInt(),
        head.withFlags(head.flags() | FrameHead.BY_PEER),
        whole ? List.of(segment) : List.of(),
        () -> {});
  }

  @Override
  public SegmentPart segment(String address, String hash, long offset) throws IOException {
    var deadlineNanos = System.nanoTime() + SEGMENT_NANOS;
    var head =
        head("GET", address, "/v1/segments/" + hash, deadlineNanos)
            + "Range: bytes="
            + offset
            + "-\r\n\r\n";
    var request = new Request(head, new byte[0], deadlineNanos);
    return exchange(address, request, HttpPeers::part);
  }

  private static SegmentPart part(Reply reply) throws IOException {
    var bytes = reply.body().readNBytes(SegmentPart.MOST_BYTES);
    var range = reply.headers().getOrDefault("content-range", "/" + bytes.length);
    try {
      return new SegmentPart(bytes, Long.parseLong(range.substring(range.lastIndexOf('/') + 1)));
    } catch (NumberFormatException notOne) {
      throw new IOException("Content-Range must end in a number of bytes but was " + range);
    }
  }

  /**
   * Has a node fetch a manifest that others have, and keep it.
   *
   * @throws IOException when it cannot, or is out of reach
   */
  public void keep(String address, DatasetVersion version, long deadlineNanos) throws IOException {
    var path = "/v1/datasets/" + version.dataset() + "/versions/" + version.hash();
    whole("PUT", address, path, deadlineNanos);
  }

  /**
   * The document of the latest set of files with a name that a node has.
   *
   * @throws IOException when it has none, or is out of reach
   */
  public String latest(String address, FileSet.Name name, long deadlineNanos) throws IOException {
    var reply = get(address, path(name), deadlineNanos);
    try {
      return Json.read(reply).path("document").asText();
    } catch (ProblemException broken) {
      throw new IOException(address + " does not say which files of " + name + " it has", broken);
    }
  }

  /**
   * Has a node fetch a set of files that others have, and keep it.
   *
   * @throws IOException when it cannot, or is out of reach
   */
  public void keep(String address, FileSet.Name name, String document, long deadlineNanos)
      throws IOException {
    whole("PUT", address, path(name) + "/" + document, deadlineNanos);
  }

  private static String path(FileSet.Name name) {
    return "/v1/file-sets/" + name.group() + "/" + name.name();
  }

  /** What {@code path} is answered with, whole; fails when that is no 200. */
  byte[] get(String address, String path, long deadlineNanos) throws IOException {
    return whole("GET", address, path, deadlineNanos);
  }

  /** A reply that was read whole. */
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(int status, Map<String, String> headers, byte[] body) {}

  /** What {@code path} is answered with, whole, whatever its status. */
  Whole ask(String address, String path, long deadlineNanos) throws IOException {
    var head = head("GET", address, path, deadlineNanos) + "\r\n";
    var request = new Request(head, new byte[0], deadlineNanos);
    return exchange(
        address,
        request,
        status -> {},
        reply ->
            new Whole(reply.status(), reply.headers(), reply.body().readNBytes(MAX_WHOLE_BYTES)));
  }

  private byte[] whole(String method, String address, String path, long deadlineNanos)
      throws IOException {
    var head = head(method, address, path, deadlineNanos) + "\r\n";
    var request = new Request(head, new byte[0], deadlineNanos);
    return exchange(address, request, reply -> reply.body().readNBytes(MAX_WHOLE_BYTES));
  }

  private String head(String method, String address, String path, long deadlineNanos) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: "
        + address
        + "\r\nContent-Length: 0\r\nSheaf-Deadline: "
        + peerMillis(deadlineNanos)
        + authorization()
        + "\r\n";
  }

  /** A request, ready to be sent. */
  private static final class Request {
    final String head;
    final byte[] body;
    final long deadlineNanos;

    Request(String head, byte[] body, long deadlineNanos) {
      this.head = head;
      this.body = body;
      this.deadlineNanos = deadlineNanos;
    }

    Sent sendOn(PeerConnection connection) throws IOException {
      try {
        return new Sent(connection, connection.send(head, body, deadlineNanos));
      } catch (IOException failed) {
        connection.close();
        throw failed;
      }
    }
  }

  private record Sent(PeerConnection connection, Reply reply) {}

  /** Refuses what no reading can follow. */
  @FunctionalInterface
  private interface Check {
    void of(Reply reply) throws IOException;
  }

  private <R> R exchange(String address, Request request, Reading<R> reading) throws IOException {
    return exchange(address, request, reply -> checkStatus(address, reply), reading);
  }

  private <R> R exchange(String address, Request request, Check check, Reading<R> reading)
      throws IOException {
    var sent = send(address, request);
    try {
      check.of(sent.reply());
      var result = reading.read(sent.reply());
      if (sent.connection().reusable(sent.reply())) {
        connections.giveBack(address, sent.connection());
      } else {
        sent.connection().close();
      }
      return result;
    } catch (IOException | RuntimeException failed) {
      sent.connection().close();
      throw failed;
    }
  }

  private Sent send(String address, Request request) throws IOException {
    var kept = connections.take(address);
    if (kept.isPresent()) {
      try {
        return request.sendOn(kept.get());
      } catch (SocketTimeoutException late) {
        throw late;
      } catch (IOException closedMeanwhile) {
        LOG.debug("peer {} closed a kept connection", address, closedMeanwhile);
      }
    }
    return request.sendOn(PeerConnection.open(address, request.deadlineNanos, access.tls()));
  }

  private static void checkStatus(String address, Reply reply) throws IOException {
    if (reply.status() != 200 && reply.status() != 206) {
      var words = new String(reply.body().readNBytes(MAX_REFUSAL_BYTES), StandardCharsets.UTF_8);
      throw new IOException("peer " + address + " answered " + reply.status() + ": " + words);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
