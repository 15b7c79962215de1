package dev.sheaf.node.origin.s3;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.node.config.Settings;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Buckets of an S3 store as an origin.
 *
 * <p>A tag is a hash of the ETag. It is compared with the answer's own ETag before the body is
 * copied, so a changed object costs no request more and is never served.
 *
 * <p><i>Cost:</i> one GET a read, one LIST per 1,000 objects, one PUT a packed object; tries again
 * are counted as well.
 */
public final class S3Origin implements Origin, AutoCloseable {
  private final S3Connection connection;
  private final S3Faults faults;
  private final OriginMeter meter;
  private final OriginPrice price;
  private volatile boolean writesOnce = true;

  /** An origin that counts in {@code meter}; it connects at first use. */
  public S3Origin(Settings.Origin settings, OriginMeter meter) {
    this(settings.s3(), meter, S3Connection.credentials(settings.s3()), settings.price());
  }

  S3Origin(
      Settings.S3 settings,
      OriginMeter meter,
      AwsCredentialsProvider credentials,
      OriginPrice price) {
    this.connection = new S3Connection(settings, meter, credentials);
    this.faults = new S3Faults(connection);
    this.meter = meter;
    this.price = price;
  }

  @Override
  public OriginPrice price(URI root) {
    return price;
  }

  @Override
  public String label() {
    var region = connection.region();
    return "s3 at " + connection.endpoint() + (region.isEmpty() ? "" : ", " + region);
  }

  @Override
  public OriginMeter meter() {
    return meter;
  }

  @Override
  public boolean tagsLast(URI root) {
    return true;
  }

  /** One page after the other: no more than a page is held here at a time. */
  @Override
  public void list(URI root, Consumer<OriginObject> each) throws OriginException {
    var place = S3Place.of(root);
    var seen = 0L;
    @Nullable String next = null;
    do {
      var token = next;
      var page = page(place, ask -> ask.prefix(place.below()).continuationToken(token));
      for (var object : page.contents()) {
        if (!object.key().endsWith("/")) {
          seen++;
          each.accept(found(object, object.key().substring(place.below().length())));
        }
      }
      next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (next != null);
    if (seen == 0) {
      listOne(place, each);
    }
  }

  /** The place may be an object itself: it comes first among all keys that begin with its name. */
  private void listOne(S3Place place, Consumer<OriginObject> each) throws OriginException {
    if (!place.folder()) {
      for (var object : page(place, ask -> ask.prefix(place.prefix()).maxKeys(1)).contents()) {
        if (object.key().equals(place.prefix())) {
          each.accept(found(object, ""));
          return;
        }
      }
    }
    throw new OriginException(
        Reason.MISSING,
        "there is no object at or below " + place + ": check bucket and prefix (capitals count)");
  }

  private ListObjectsV2Response page(S3Place place, UnaryOperator<ListObjectsV2Request.Builder> ask)
      throws OriginException {
    // Encoded, because XML cannot carry every sign that a key may have; the SDK decodes it.
    var request =
        ask.apply(
                ListObjectsV2Request.builder()
                    .bucket(place.bucket())
                    .encodingType(EncodingType.URL))
            .build();
    try {
      return connection.call(client -> client.listObjectsV2(request));
    } catch (ExecutionException e) {
      throw faults.explain(place.bucket(), place.toString(), e);
    }
  }

  private static OriginObject found(S3Object object, String key) {
    return new OriginObject(key, object.size(), EntityTag.of(object.eTag()));
  }

  @Override
  public void read(URI root, String key, long offset, MemorySegment into, long tag)
      throws OriginException {
    if (into.byteSize() == 0) {
      return;
    }
    var place = S3Place.of(root);
    var request =
        GetObjectRequest.builder()
            .bucket(place.bucket())
            .key(place.key(key))
            .range("bytes=" + offset + "-" + (offset + into.byteSize() - 1))
            .build();
    try (var sink = new SegmentSink(into, offset, tag)) {
      meter.countBytes(connection.call(client -> client.getObject(request, sink)));
    } catch (ExecutionException e) {
      throw faults.explain(place.bucket(), place.name(key), e);
    }
  }

  @Override
  public boolean write(URI root, String key, MemorySegment bytes) throws OriginException {
    var place = S3Place.of(root);
    try {
      put(place, key, bytes);
      return true;
    } catch (ExecutionException e) {
      if (statusOf(e) == 412 || statusOf(e) == 409) {
        return false;
      }
      if (statusOf(e) == 501 && writesOnce) {
        // A store that cannot hold the condition: then the last of two equal writers wins.
        writesOnce = false;
        return write(root, key, bytes);
      }
      throw faults.explain(place.bucket(), place.name(key), e);
    }
  }

  private void put(S3Place place, String key, MemorySegment bytes)
      throws OriginException, ExecutionException {
    var request = PutObjectRequest.builder().bucket(place.bucket()).key(place.key(key));
    if (writesOnce) {
      request.ifNoneMatch("*");
    }
    var body = AsyncRequestBody.fromByteBufferUnsafe(bytes.asByteBuffer().asReadOnlyBuffer());
    connection.call(client -> client.putObject(request.build(), body));
  }

  private static int statusOf(ExecutionException e) {
    return e.getCause() instanceof S3Exception answered ? answered.statusCode() : 0;
  }

  @Override
  public void close() {
    connection.close();
  }
}
