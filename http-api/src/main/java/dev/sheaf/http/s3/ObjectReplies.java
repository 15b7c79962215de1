package dev.sheaf.http.s3;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.ResponseEntity;
import akka.japi.Pair;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.sheaf.http.admission.Gate;
import dev.sheaf.http.route.Connection;
import dev.sheaf.http.route.ReaderWatch;
import dev.sheaf.http.route.Replies;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Answers that carry an object, or a part of it.
 *
 * <p>The first megabyte is read before the answer begins, so that what is wrong with it is said by
 * a status. A longer object follows part by part, each read when the reader has taken the one
 * before the last: a slow reader holds that much memory and no more, and no lease. What goes wrong
 * then ends the connection before the length that was announced.
 */
final class ObjectReplies {
  /** Nothing knows when an object was written: its version and its tag tell what it is. */
  static final String NEVER = "Thu, 01 Jan 1970 00:00:00 GMT";

  /** What a reply takes of the budget at most: two parts. */
  private static final long MOST_HELD_BYTES = 8L << 20;

  private final ObjectReader reader;
  private final Gate answers;
  private final ReaderWatch readers;
  private final Executor threads;

  ObjectReplies(ObjectReader reader, Gate answers, ReaderWatch readers, Executor threads) {
    this.reader = reader;
    this.answers = answers;
    this.readers = readers;
    this.threads = threads;
  }

  /** The answer to GET or HEAD of an object. */
  HttpResponse of(S3Request request, StoredObject object, Connection connection)
      throws InterruptedException {
    request
        .header("if-match")
        .filter(tags -> !names(tags, object.tag()))
        .ifPresent(tags -> {
          throw new S3Exception(
                  S3Error.PRECONDITION_FAILED,
                  "At least one of the pre-conditions you specified did not hold")
              .with("Condition", "If-Match")
              .header("ETag", object.tag());
        });
    if (request.header("if-none-match").filter(tags -> names(tags, object.tag())).isPresent()) {
      return Replies.with(Replies.empty(304), "ETag", object.tag());
    }
    var range = range(request, object);
    var reply =
        Replies.empty(range.whole() ? 200 : 206)
            .withEntity(entity(request, object, range, connection));
    return described(request, object, range, reply);
  }

  private static boolean names(String tags, String tag) {
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .map(each -> each.startsWith("W/") ? each.substring(2) : each)
        .anyMatch(each -> each.equals("*") || each.equals(tag) || tag.equals('"' + each + '"'));
  }

  private static ByteRange range(S3Request request, StoredObject object) {
    var size = object.sizeBytes();
    var same = request.header("if-range").map(tag -> names(tag, object.tag())).orElse(true);
    return request
        .header("range")
        .filter(header -> same)
        .map(header -> ByteRange.of(header, size))
        .orElseGet(() -> new ByteRange(0, size, true));
  }

  private static HttpResponse described(
      S3Request request, StoredObject object, ByteRange range, HttpResponse bare) {
    var reply = Replies.with(bare, "ETag", object.tag());
    reply = Replies.with(reply, "Last-Modified", NEVER);
    reply = Replies.with(reply, "Accept-Ranges", "bytes");
    if (!range.whole()) {
      reply =
          Replies.with(
              reply,
              "Content-Range",
              "bytes " + range.from() + "-" + (range.to() - 1) + "/" + object.sizeBytes());
    }
    return object.isSample() ? ofSample(request, object, range, reply) : reply;
  }

  /** A sample's checksum and label are known without its bytes. */
  private static HttpResponse ofSample(
      S3Request request, StoredObject object, ByteRange range, HttpResponse bare) {
    var manifest = object.file().manifest();
    var id = object.file().id(0);
    var reply = Replies.with(bare, "x-amz-meta-sheaf-id", Long.toString(id));
    reply = Replies.with(reply, "x-amz-meta-sheaf-label", Integer.toString(manifest.label(id)));
    if (!range.whole()
        || !request.header("x-amz-checksum-mode").orElse("").equalsIgnoreCase("ENABLED")) {
      return reply;
    }
    var crc = ByteBuffer.allocate(Integer.BYTES).putInt(manifest.crc(id)).array();
    reply = Replies.with(reply, "x-amz-checksum-crc32", Base64.getEncoder().encodeToString(crc));
    return Replies.with(reply, "x-amz-checksum-type", "FULL_OBJECT");
  }

  private ResponseEntity entity(
      S3Request request, StoredObject object, ByteRange range, Connection connection)
      throws InterruptedException {
    var type = typeOf(object.key());
    if (request.isHead()) {
      return HttpEntities.create(type, range.length(), Source.<ByteString>empty());
    }
    var held = Math.min(range.length(), MOST_HELD_BYTES);
    if (!connection.tryHold(held)) {
      throw ObjectReader.slowDown("There is no room for another reply now (reply memory)");
    }
    var place = answers.enter(request.bucket(), held, ObjectReader.PATIENCE);
    try {
      var file = object.file();
      var end = reader.endOfPart(file, range.from(), range.to());
      var first = ByteString.fromArrayUnsafe(reader.read(file, range.from(), end, false));
      if (end == range.to()) {
        place.leave(true);
        return HttpEntities.create(type, first);
      }
      connection.keep(place);
      var parts = parts(file, first, end, range.to(), connection);
      return HttpEntities.create(type, range.length(), readers.over(parts));
    } catch (InterruptedException | RuntimeException failed) {
      place.leave();
      throw failed;
    }
  }

  private Source<ByteString, ?> parts(
      RecordFile file, ByteString first, long from, long to, Connection connection) {
    return Source.single(first)
        .concat(Source.unfoldAsync(from, at -> next(file, at, to)))
        .buffer(1, OverflowStrategy.backpressure())
        .watchTermination((notUsed, ended) -> {
          ended.whenComplete((done, failure) -> connection.written());
          return notUsed;
        });
  }

  private CompletionStage<Optional<Pair<Long, ByteString>>> next(
      RecordFile file, long from, long to) {
    if (from >= to) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            var end = reader.endOfPart(file, from, to);
            var part = ByteString.fromArrayUnsafe(reader.read(file, from, end, true));
            return Optional.of(Pair.create(end, part));
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CompletionException(stopped);
          }
        },
        threads);
  }

  private static ContentType typeOf(String key) {
    var lower = key.toLowerCase(Locale.ROOT);
    return switch (lower.substring(lower.lastIndexOf('.') + 1)) {
      case "jpg", "jpeg" -> MediaTypes.IMAGE_JPEG.toContentType();
      case "png" -> MediaTypes.IMAGE_PNG.toContentType();
      case "gif" -> MediaTypes.IMAGE_GIF.toContentType();
      case "bmp" -> MediaTypes.IMAGE_X_MS_BMP.toContentType();
      case "tar" -> MediaTypes.APPLICATION_X_TAR.toContentType();
      default -> ContentTypes.APPLICATION_OCTET_STREAM;
    };
  }
}
