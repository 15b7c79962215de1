package dev.sheaf.http.dataport;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.http.batch.BatchBody;
import dev.sheaf.http.batch.BatchBody.Opened;
import dev.sheaf.http.batch.BatchRoutes;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.BatchHeader;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** The routes of the data port. */
public final class DataPortRoutes {
  /** Samples of one request at most; as many as a batch may have. */
  public static final int MAX_IDS = 65_536;

  private static final long MAX_BODY_BYTES = 2 << 20;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern ENCODED = Pattern.compile("encoded");

  private final SampleReader reader;
  private final Manifests manifests;
  private final SegmentSource segments;
  private final BatchBody body;

  /** Routes over this node's own tiers. */
  public DataPortRoutes(
      SampleReader reader, Manifests manifests, SegmentSource segments, BatchBody body) {
    this.reader = reader;
    this.manifests = manifests;
    this.segments = segments;
    this.body = body;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/datasets/{dataset}/versions/{version}/samples", this::samples)
            .maxBody(MAX_BODY_BYTES),
        Endpoint.get("/v1/segments/{hash}", this::segment),
        Endpoint.get("/alive", exchange -> Replies.json(200, Json.object().put("alive", true))));
  }

  private HttpResponse samples(Exchange exchange) throws Exception {
    var version = new DatasetVersion(Names.inPath(exchange, "dataset"), hash(exchange, "version"));
    var fields = exchange.fields(List.of("ids", "form", "reach"));
    fields.text("form", ENCODED, "encoded", "encoded");
    var ids = fields.integers("ids", MAX_IDS, 0, samples(version) - 1);
    var reach = fields.choice("reach", List.of(Reach.MEMORY, Reach.NODE), Reach.NODE);
    fields.check();
    var deadlineNanos = System.nanoTime() + BatchBody.deadline(exchange).toNanos();
    var request =
        new SampleRequest(version, LongStream.of(ids).boxed().toList(), deadlineNanos, reach);
    return body.reply(exchange, () -> read(request));
  }

  private Opened read(SampleRequest request) {
    try {
      return new Opened.Frames(
          new BatchHeader(0, request.ids().size(), 0, 0, 0, 0), reader.read(request), whole -> {});
    } catch (SampleReader.Overloaded full) {
      throw BatchRoutes.overloaded(full);
    }
  }

  private long samples(DatasetVersion version) {
    try {
      return manifests.open(version).table().samples();
    } catch (IOException absent) {
      throw Problem.of(
              ProblemCode.UNKNOWN_VERSION,
              "dataset " + version.dataset() + " has no version " + version.hash() + " here")
          .exception();
    }
  }

  private static String hash(Exchange exchange, String name) {
    var hash = exchange.path(name);
    if (!HASH.matcher(hash).matches()) {
      throw Problem.of(
              ProblemCode.BAD_PARAMETER, name + " must be 64 lower-case hex digits but was not")
          .with("field", name)
          .exception();
    }
    return hash;
  }

  private HttpResponse segment(Exchange exchange) throws IOException {
    var hash = hash(exchange, "hash");
    return segments
        .segment(hash)
        .map(bytes -> Replies.bytes(200, ContentTypes.APPLICATION_OCTET_STREAM, bytes))
        .orElseThrow(() ->
            Problem.of(ProblemCode.UNKNOWN_SEGMENT, "this node has no segment " + hash)
                .exception());
  }
}
