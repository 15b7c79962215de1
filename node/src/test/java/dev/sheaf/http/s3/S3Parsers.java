package dev.sheaf.http.s3;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the S3 gateway reads of a request: ranges, escapes, signatures, places in lists. */
public final class S3Parsers {
  private static final List<Class<? extends Exception>> REFUSALS = List.of(S3Exception.class);
  private static final long SIZE = 1000;
  private static final Authentication AUTHENTICATION =
      new Authentication(
          GatewayAccess.signed(
              new AccessKeys(Map.of("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG"))),
          InstantSource.fixed(Instant.parse("2013-05-24T00:00:00Z")));

  private S3Parsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "s3-range", texts("bytes=0-9", "bytes=-5", "bytes=7-"), S3Parsers::range, REFUSALS),
        new Target(
            "s3-escapes", texts("a%20b/%C3%A9", "x=1&y=%2F&z"), S3Parsers::escapes, REFUSALS),
        new Target(
            "s3-signed-header",
            texts(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                    + "SignedHeaders=host;x-amz-date,Signature="
                    + "0".repeat(64)
                    + "\n20130524T000000Z"),
            S3Parsers::header,
            REFUSALS),
        new Target(
            "s3-signed-query",
            texts(
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524"
                    + "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
                    + "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
                    + "0".repeat(64)),
            S3Parsers::query,
            REFUSALS),
        new Target(
            "s3-list",
            texts(
                "list-type=2&prefix=a&max-keys=2&continuation-token=a2E=&delimiter=/",
                "marker=b&encoding-type=url"),
            S3Parsers::list,
            REFUSALS));
  }

  private static void range(byte[] input) {
    var range = ByteRange.of(text(input), SIZE);
    if (range.from() < 0 || range.to() > SIZE || range.length() < 1) {
      throw new IllegalStateException(range + " is no part of " + SIZE + " bytes");
    }
  }

  private static void escapes(byte[] input) {
    var decoded = Percent.decode(text(input));
    if (!Percent.decode(Percent.encode(decoded)).equals(decoded)) {
      throw new IllegalStateException("an escaped key is another one: " + decoded);
    }
    Percent.parameters(text(input));
  }

  private static S3Request request(String query, Map<String, List<String>> headers) {
    var wire = new SignedRequest("GET", "/s3/b/k", query, headers, Signature.OF_NOTHING);
    return new S3Request("GET", "b", "k", Percent.parameters(query), wire);
  }

  private static void header(byte[] input) {
    var lines = Arrays.copyOf(text(input).split("\n", 2), 2);
    var headers = new TreeMap<String, List<String>>();
    headers.put("host", List.of("h"));
    headers.put("authorization", List.of(lines[0]));
    if (lines[1] != null) {
      headers.put("x-amz-date", List.of(lines[1]));
      headers.put("x-amz-content-sha256", List.of(Signature.OF_NOTHING));
    }
    AUTHENTICATION.check(request("", headers));
    throw new IllegalStateException("a signature of zeros was believed");
  }

  private static void query(byte[] input) {
    AUTHENTICATION.check(request(text(input), Map.of("host", List.of("h"))));
    throw new IllegalStateException("a signature of zeros was believed");
  }

  private static void list(byte[] input) {
    Listing.page(request(text(input), Map.of()), new ThreeKeys());
  }

  /** A fake: a bucket of three keys, without what lies below them. */
  private static final class ThreeKeys implements Bucket {
    private static final List<String> KEYS = List.of("a/1", "a/2", "b");

    @Override
    public Manifest manifest() {
      throw new UnsupportedOperationException("a listing asks for keys only");
    }

    @Override
    public long count() {
      return KEYS.size();
    }

    @Override
    public String key(long rank) {
      return KEYS.get((int) rank);
    }

    @Override
    public StoredObject object(long rank) {
      return new StoredObject(
          key(rank), "\"t-" + rank + "\"", new RecordFile(null, 0, n -> n, new PlainForm()));
    }

    @Override
    public long ceiling(byte[] key) {
      return KEYS.stream()
          .filter(k -> Arrays.compareUnsigned(k.getBytes(StandardCharsets.UTF_8), key) < 0)
          .count();
    }

    @Override
    public Optional<StoredObject> find(String key) {
      return Optional.empty();
    }
  }
}
