package dev.sheaf.http.s3;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Addressed;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Connection;
import dev.sheaf.http.route.ReaderWatch;
import dev.sheaf.http.route.Replies;
import dev.sheaf.http.route.RouteProblems;
import dev.sheaf.http.route.Subtree;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;

/** Answers everything below {@code /s3}: what S3 would answer, for what can be read. */
public final class S3Gateway implements Subtree {
  private static final ContentType XML =
      MediaTypes.APPLICATION_XML.toContentType(HttpCharsets.UTF_8);
  private static final List<String> LIST =
      List.of(
          "list-type",
          "prefix",
          "delimiter",
          "max-keys",
          "continuation-token",
          "start-after",
          "marker",
          "encoding-type",
          "location",
          "versioning");

  /** What stands in queries of reads besides the signature: names of other things are refused. */
  private static final Set<String> PLAIN =
      Set.of("x-id", "fetch-owner", "optional-object-attributes");

  private final Authentication authentication;
  private final Buckets buckets;
  private final ObjectReplies objects;
  private final HttpMetrics metrics;

  /** What the gateway reads with. */
  public record Ports(
      Asking asking,
      Manifests manifests,
      SampleReader reader,
      ClusterView cluster,
      Gate answers,
      ReaderWatch readers) {
    HttpMetrics metrics() {
      return readers.metrics();
    }
  }

  /** A gateway for those whom {@code access} lets in. */
  public S3Gateway(GatewayAccess access, Ports ports, InstantSource clock) {
    this.authentication = new Authentication(access, clock);
    this.buckets = new Buckets(ports.asking(), ports.manifests());
    this.metrics = ports.metrics();
    this.objects =
        new ObjectReplies(
            new ObjectReader(ports.reader(), ports.cluster(), ports.metrics()),
            ports.answers(),
            ports.readers(),
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("s3-", 0).factory()));
  }

  /** What can be asked of it. */
  public static List<Addressed> routes() {
    return List.of(
        new Route("GET", "/s3", List.of()),
        new Route("GET", "/s3/{bucket}", LIST),
        new Route("HEAD", "/s3/{bucket}", List.of()),
        new Route("GET", "/s3/{bucket}/{key}", List.of()),
        new Route("HEAD", "/s3/{bucket}/{key}", List.of()));
  }

  private record Route(String method, String template, List<String> query) implements Addressed {}

  @Override
  public boolean has(String target) {
    return S3Request.isBelow(S3Request.pathOf(target));
  }

  @Override
  public Answered answer(HttpRequest asked, String target, Connection connection) {
    var route = "/s3";
    var resource = S3Request.pathOf(target);
    try {
      var request = S3Request.of(asked, target);
      route =
          request.bucket().isEmpty()
              ? "/s3"
              : request.key().isEmpty() ? "/s3/{bucket}" : "/s3/{bucket}/{key}";
      return new Answered(route, answer(request, connection));
    } catch (S3Exception refused) {
      return new Answered(route, error(refused, resource));
    } catch (ProblemException unanswered) {
      return new Answered(route, error(refused(unanswered.problem()), resource));
    } catch (Exception | StackOverflowError mistake) {
      var detail = RouteProblems.mistake(mistake, resource).detail();
      return new Answered(route, error(new S3Exception(S3Error.INTERNAL_ERROR, detail), resource));
    }
  }

  /** Whatever is too much now, clients of S3 know by one name. */
  private S3Exception refused(Problem problem) {
    if (problem.isCounted()) {
      metrics.rejected(problem.code().code());
    }
    return new S3Exception(S3Error.SLOW_DOWN, problem.detail())
        .header("Retry-After", Long.toString(Math.max(1, problem.retryAfterSeconds())));
  }

  private HttpResponse answer(S3Request request, Connection connection) throws Exception {
    if (!request.method().equals("GET") && !request.isHead()) {
      throw new S3Exception(
              S3Error.METHOD_NOT_ALLOWED,
              "The specified method is not allowed against this resource: datasets are only read")
          .with("Method", request.method())
          .header("Allow", "GET, HEAD");
    }
    return Caller.as(authentication.check(request), () -> read(request, connection));
  }

  private HttpResponse read(S3Request request, Connection connection) throws InterruptedException {
    if (request.bucket().isEmpty()) {
      return xml(Listing.buckets(buckets.names()));
    }
    var bucket =
        buckets
            .find(request.bucket())
            .orElseThrow(() ->
                new S3Exception(S3Error.NO_SUCH_BUCKET, "The specified bucket does not exist")
                    .with("BucketName", request.bucket()));
    return request.key().isEmpty()
        ? ofBucket(request, bucket)
        : ofObject(request, bucket, connection);
  }

  private static HttpResponse ofBucket(S3Request request, Bucket bucket) {
    holdParameters(request, LIST);
    if (request.isHead()) {
      return Replies.empty(200);
    } else if (request.parameter("location").isPresent()) {
      return xml(Listing.location());
    } else if (request.parameter("versioning").isPresent()) {
      return xml(Listing.versioning());
    }
    return xml(Listing.page(request, bucket));
  }

  private HttpResponse ofObject(S3Request request, Bucket bucket, Connection connection)
      throws InterruptedException {
    holdParameters(request, List.of());
    var object =
        bucket
            .find(request.key())
            .orElseThrow(() ->
                new S3Exception(S3Error.NO_SUCH_KEY, "The specified key does not exist.")
                    .with("Key", request.key()));
    return objects.of(request, object, connection);
  }

  /** A query may name another thing than the object: an access list, tags, an older version. */
  private static void holdParameters(S3Request request, List<String> known) {
    for (var name : request.parameters().keySet()) {
      if (!known.contains(name) && !PLAIN.contains(name) && !name.startsWith("X-Amz-")) {
        throw new S3Exception(
                S3Error.METHOD_NOT_ALLOWED,
                "The gateway does not know ?" + name + ": it serves objects and their lists")
            .with("Method", request.method())
            .with("ResourceType", name)
            .header("Allow", "GET, HEAD");
      }
    }
  }

  private static HttpResponse xml(byte[] document) {
    return Replies.bytes(200, XML, document);
  }

  private static HttpResponse error(S3Exception refused, String resource) {
    var id = UUID.randomUUID().toString();
    var xml =
        new Xml()
            .open("Error")
            .element("Code", refused.error().code())
            .element("Message", refused.message());
    refused.details().forEach(xml::element);
    xml.element("Resource", resource).element("RequestId", id).close("Error");
    var reply = Replies.bytes(refused.error().status(), XML, xml.bytes());
    for (var header : refused.headers().entrySet()) {
      reply = Replies.with(reply, header.getKey(), header.getValue());
    }
    return Replies.with(reply, "x-amz-request-id", id);
  }
}
