package dev.sheaf.http.dataport;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.Delivery;
import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleRequest.Grain;
import dev.sheaf.actors.reading.SampleRequest.Manner;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.http.admission.Doors;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.batch.BatchDoor;
import dev.sheaf.http.batch.BatchWishes;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Names;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.wire.batch.BatchHeader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The routes of the data port. */
public final class DataPortRoutes {
  /** Samples of one request at most; as many as a batch may have. */
  public static final int MAX_IDS = 65_536;

  /** A longer request is read aside, so that it holds up no other connection. */
  private static final int MOST_BYTES_AT_ONCE = 64 << 10;

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,15})-");
  private static final String OCTETS = "application/octet-stream";
  private static final Pattern ENCODED = Pattern.compile("encoded");

  private final Ports ports;
  private final Gate answers;

  /** Where bytes, manifests and their segments are, and who counts what a job was served. */
  public record Ports(
      SampleReader reader,
      Manifests manifests,
      SegmentSource segments,
      BatchDesk desk,
      HttpMetrics metrics) {}

  /** Routes over this node's own tiers; {@code answers} bounds what is under way. */
  public DataPortRoutes(Ports ports, Gate answers) {
    this.ports = ports;
    this.answers = answers;
  }

  /** The table. */
  public List<DataRoute> table() {
    return List.of(
        new DataRoute("POST", "/v1/datasets/{dataset}/versions/{version}/samples", this::samples),
        new DataRoute("PUT", "/v1/datasets/{dataset}/versions/{version}", this::keep),
        new DataRoute("GET", "/v1/segments/{hash}", this::segment),
        new DataRoute(
            "GET", "/alive", request -> PortReply.json(200, Json.object().put("alive", true))));
  }

  private static DatasetVersion version(PortRequest request) {
    return new DatasetVersion(
        Names.checked("dataset", request.path("dataset")), hash(request, "version"));
  }

  /** This node fetches the manifest from one that has it, and keeps it. */
  private PortReply keep(PortRequest request) {
    var version = version(request);
    return new PortReply.Later(
        () -> PortReply.json(200, Json.object().put("samples", open(version).table().samples())));
  }

  private PortReply samples(PortRequest request) {
    var version = version(request);
    var manifest = ports.manifests().opened(version);
    return manifest.isPresent() && request.bodyBytes() <= MOST_BYTES_AT_ONCE
        ? samples(request, manifest.get())
        : new PortReply.Later(() -> samples(request, open(version)));
  }

  private PortReply samples(PortRequest request, Manifest manifest) {
    var fields = request.fields(List.of("ids", "form", "reach", "grain", "parallelReads", "batch"));
    fields.text("form", ENCODED, "encoded", "encoded");
    var ids = fields.integers("ids", MAX_IDS, 0, manifest.table().samples() - 1);
    var reach = fields.choice("reach", List.of(Reach.MEMORY, Reach.NEAR, Reach.NODE), Reach.NODE);
    var manner =
        new Manner(
            fields.choice("grain", List.of(Grain.values()), Grain.PACKAGE),
            (int) fields.integer("parallelReads", 0, JobKnobs.MOST_READS, 0L));
    var batch = fields.has("batch") ? batch(fields) : null;
    fields.check();
    var wishes = BatchWishes.of(request::header);
    var asked =
        new SampleRequest(
            manifest.version(),
            LongStream.of(ids).boxed().toList(),
            System.nanoTime() + wishes.deadline().toNanos(),
            reach,
            manner,
            payer(request, batch));
    return read(asked, wishes, batch, bytes(manifest, ids));
  }

  /** Who pays for what the functions do; a name that no job can have is nobody's. */
  private static Payer payer(PortRequest request, @Nullable BatchKey batch) {
    return batch == null
        ? request
            .header("Sheaf-Job")
            .filter(job -> Names.PATTERN.matcher(job).matches())
            .filter(job -> Caller.current().sees(job))
            .map(Payer::new)
            .orElse(Payer.NOBODY)
        : new Payer(batch.job());
  }

  /** The batch that the samples are read for. */
  private static BatchKey batch(Fields fields) {
    var inner = fields.inner("batch", List.of("job", "generation", "epoch", "rank", "n"));
    var key =
        new BatchKey(
            inner.text("job", Names.PATTERN, Names.RULE, null),
            inner.integer("generation", 1, Long.MAX_VALUE, null),
            (int) inner.integer("epoch", 0, Integer.MAX_VALUE, null),
            (int) inner.integer("rank", 0, Integer.MAX_VALUE, null),
            (int) inner.integer("n", 0, Integer.MAX_VALUE, null));
    inner.check();
    if (!Caller.current().sees(key.job())) {
      throw Problem.of(ProblemCode.UNKNOWN_JOB, "there is no job " + key.job()).exception();
    }
    return key;
  }

  private static long bytes(Manifest manifest, long[] ids) {
    return LongStream.of(ids).map(manifest::length).sum();
  }

  /**
   * A part of a batch that was let in where it was asked for: its pace is looked at there, its
   * share here too.
   */
  private PortReply read(
      SampleRequest asked, BatchWishes wishes, @Nullable BatchKey batch, long bytes) {
    var job = asked.payer().equals(Payer.NOBODY) ? asked.version().dataset() : asked.payer().job();
    var place = answers.enter(job, bytes, Doors.FOR_EVER);
    try {
      var stream = ports.reader().read(asked);
      return new PortReply.Frames(
          header(asked, batch), stream, wishes, Map.of(), place, metered(batch));
    } catch (SampleReader.Overloaded full) {
      place.leave();
      throw BatchDoor.overloaded(full);
    } catch (RuntimeException failed) {
      place.leave();
      throw failed;
    }
  }

  private static BatchHeader header(SampleRequest asked, @Nullable BatchKey batch) {
    var count = asked.ids().size();
    return batch == null
        ? new BatchHeader(0, count, 0, 0, 0, 0)
        : new BatchHeader(0, count, batch.epoch(), batch.rank(), batch.n(), 0);
  }

  /** The job hears what its samples cost; who named their owners has counted the samples. */
  private Consumer<SampleStream> metered(@Nullable BatchKey batch) {
    if (batch == null) {
      return served -> {};
    }
    var meter = ports.metrics().batch();
    return served -> {
      meter.ended(served);
      ports.desk().delivered(batch, delivery(batch, served.cost()));
    };
  }

  private static Delivery delivery(BatchKey batch, ReadCost cost) {
    return new Delivery(
        batch.epoch(),
        0,
        0,
        cost.memoryHits(),
        cost.diskHits(),
        cost.lambdaHits(),
        cost.originSamples(),
        cost.originGets(),
        cost.originBytes(),
        cost.waitNanos());
  }

  private Manifest open(DatasetVersion version) {
    try {
      return ports.manifests().open(version);
    } catch (IOException absent) {
      throw Problem.of(
              ProblemCode.UNKNOWN_VERSION,
              "dataset " + version.dataset() + " has no version " + version.hash() + " here")
          .exception();
    }
  }

  /** A hash in the path. */
  static String hash(PortRequest request, String name) {
    var hash = request.path(name);
    if (!HASH.matcher(hash).matches()) {
      throw Problem.of(
              ProblemCode.BAD_PARAMETER, name + " must be 64 lower-case hex digits but was not")
          .with("field", name)
          .exception();
    }
    return hash;
  }

  /** Where the part that is asked for begins; who asks for no part gets the first one. */
  private static long offset(PortRequest request) {
    var range = request.header("Range").map(RANGE::matcher);
    if (range.isEmpty()) {
      return 0;
    }
    if (!range.get().matches()) {
      throw Problem.of(
              ProblemCode.BAD_PARAMETER, "Range must be bytes=N- with N below 2^53 but was not")
          .with("field", "Range")
          .exception();
    }
    return Long.parseLong(range.get().group(1));
  }

  private static PortReply held(PortRequest request, SegmentPart part, long offset) {
    if (!request.connection().tryHold(part.bytes().length)) {
      throw Problem.of(ProblemCode.OVERLOADED, "the heap has no room for this reply now")
          .retryAfter(SOON)
          .exception();
    }
    return reply(part, offset);
  }

  /** A part says where it lies, unless it is all there is. */
  private static PortReply reply(SegmentPart part, long offset) {
    var body = new PortReply.Body(part.bytes());
    if (part.bytes().length == part.segmentBytes()) {
      return new PortReply.Document(200, OCTETS, Map.of(), body);
    }
    var which = part.bytes().length == 0 ? "*" : offset + "-" + (offset + part.bytes().length - 1);
    return new PortReply.Document(
        206, OCTETS, Map.of("Content-Range", "bytes " + which + "/" + part.segmentBytes()), body);
  }

  private PortReply segment(PortRequest request) {
    var hash = hash(request, "hash");
    var offset = offset(request);
    return new PortReply.Later(() ->
        ports
            .segments()
            .segment(hash, offset)
            .map(part -> held(request, part, offset))
            .orElseThrow(() ->
                Problem.of(ProblemCode.UNKNOWN_SEGMENT, "this node has no segment " + hash)
                    .exception()));
  }
}
