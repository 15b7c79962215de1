package dev.sheaf.http.s3;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A page of a bucket's keys, in the order of their bytes: {@code ListObjectsV2}, and {@code
 * ListObjects} for older clients.
 *
 * <p>A page says where the next one begins by the last key it gave, so that it follows on in
 * whatever version is current then. <i>Cost:</i> a search for the first key, one look-up a key, and
 * one search for each common prefix, however many keys share it.
 */
final class Listing {
  private static final int MOST_KEYS = 1000;
  private static final String SPACE = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
  private static final String NEVER = "1970-01-01T00:00:00.000Z";

  private final S3Request request;
  private final Bucket bucket;
  private final boolean second;
  private final String prefix;
  private final String delimiter;
  private final int mostKeys;
  private final boolean encoded;
  private final List<StoredObject> objects = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private String last = "";
  private boolean lastIsPrefix;
  private boolean more;

  private Listing(S3Request request, Bucket bucket) {
    this.request = request;
    this.bucket = bucket;
    this.second = isSecond(request);
    this.prefix = request.parameter("prefix").orElse("");
    this.delimiter = request.parameter("delimiter").orElse("");
    this.mostKeys = mostKeys(request);
    this.encoded = isEncoded(request);
  }

  /** The page that a request asks for, as XML. */
  static byte[] page(S3Request request, Bucket bucket) {
    var listing = new Listing(request, bucket);
    listing.gather();
    return listing.xml();
  }

  private static boolean isSecond(S3Request request) {
    var type = request.parameter("list-type");
    if (type.filter(text -> !text.equals("2")).isPresent()) {
      throw invalid("list-type", "2, or not be there", type.get());
    }
    return type.isPresent();
  }

  private static int mostKeys(S3Request request) {
    var text = request.parameter("max-keys").orElse("1000");
    if (!text.matches("\\d{1,9}")) {
      throw invalid("max-keys", "0..2147483647", text);
    }
    return Math.min(Integer.parseInt(text), MOST_KEYS);
  }

  private static boolean isEncoded(S3Request request) {
    var encoding = request.parameter("encoding-type");
    if (encoding.filter(text -> !text.equals("url")).isPresent()) {
      throw invalid("encoding-type", "url", encoding.get());
    }
    return encoding.isPresent();
  }

  private static S3Exception invalid(String name, String rule, String value) {
    var shown = value.length() <= 80 ? value : value.substring(0, 80) + "…";
    return new S3Exception(S3Error.INVALID_ARGUMENT, name + " must be " + rule)
        .with("ArgumentName", name)
        .with("ArgumentValue", shown);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The rank behind all keys that begin with {@code text}. */
  private long behind(String text) {
    var bytes = bytes(text);
    if (bytes.length == 0) {
      return bucket.count();
    }
    bytes[bytes.length - 1]++;
    return bucket.ceiling(bytes);
  }

  private long start() {
    var token = request.parameter("continuation-token").filter(text -> second);
    if (token.isPresent()) {
      var place = place(token.get());
      return place.startsWith("p") ? behind(place.substring(1)) : after(place.substring(1));
    }
    var after = request.parameter(second ? "start-after" : "marker").orElse("");
    var isPrefix = !second && !delimiter.isEmpty() && after.endsWith(delimiter);
    return isPrefix ? behind(after) : after(after);
  }

  private long after(String key) {
    var rank = bucket.ceiling(bytes(key));
    return rank < bucket.count() && bucket.key(rank).equals(key) ? rank + 1 : rank;
  }

  private static String place(String token) {
    try {
      var place = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (place.startsWith("p") || place.startsWith("k")) {
        return place;
      }
    } catch (IllegalArgumentException notOurs) {
      // Told below, together with those that say something else.
    }
    throw new S3Exception(S3Error.INVALID_ARGUMENT, "The continuation token provided is incorrect")
        .with("ArgumentName", "continuation-token");
  }

  private void gather() {
    var end = behind(prefix);
    var at = Math.max(bucket.ceiling(bytes(prefix)), start());
    while (at < end && objects.size() + prefixes.size() < mostKeys) {
      last = bucket.key(at);
      var cut = delimiter.isEmpty() ? -1 : last.indexOf(delimiter, prefix.length());
      lastIsPrefix = cut >= 0;
      if (lastIsPrefix) {
        last = last.substring(0, cut + delimiter.length());
        prefixes.add(last);
        at = behind(last);
      } else {
        objects.add(bucket.object(at));
        at++;
      }
    }
    more = at < end && mostKeys > 0;
  }

  private byte[] xml() {
    var xml = new Xml().open("ListBucketResult", SPACE);
    xml.element("Name", request.bucket()).element("Prefix", coded(prefix));
    if (second) {
      xml.element("KeyCount", (long) objects.size() + prefixes.size());
      echo(xml, "ContinuationToken", "continuation-token", false);
      echo(xml, "StartAfter", "start-after", true);
    } else {
      xml.element("Marker", coded(request.parameter("marker").orElse("")));
    }
    xml.element("MaxKeys", mostKeys);
    echo(xml, "Delimiter", "delimiter", true);
    echo(xml, "EncodingType", "encoding-type", false);
    xml.element("IsTruncated", Boolean.toString(more));
    if (more) {
      next(xml);
    }
    objects.forEach(object -> contents(xml, object));
    for (var common : prefixes) {
      xml.open("CommonPrefixes").element("Prefix", coded(common)).close("CommonPrefixes");
    }
    return xml.close("ListBucketResult").bytes();
  }

  private void next(Xml xml) {
    if (second) {
      var place = bytes((lastIsPrefix ? "p" : "k") + last);
      xml.element(
          "NextContinuationToken", Base64.getUrlEncoder().withoutPadding().encodeToString(place));
    } else {
      xml.element("NextMarker", coded(last));
    }
  }

  private void echo(Xml xml, String element, String parameter, boolean isKey) {
    request
        .parameter(parameter)
        .ifPresent(value -> xml.element(element, isKey ? coded(value) : value));
  }

  private void contents(Xml xml, StoredObject object) {
    xml.open("Contents")
        .element("Key", coded(object.key()))
        .element("LastModified", NEVER)
        .element("ETag", object.tag())
        .element("Size", object.sizeBytes())
        .element("StorageClass", "STANDARD")
        .close("Contents");
  }

  private String coded(String key) {
    return encoded ? Percent.encode(key) : key;
  }

  /** The document that lists all buckets. */
  static byte[] buckets(List<String> names) {
    var xml = new Xml().open("ListAllMyBucketsResult", SPACE);
    xml.open("Owner").element("ID", "sheaf").element("DisplayName", "sheaf").close("Owner");
    xml.open("Buckets");
    for (var name : names) {
      xml.open("Bucket").element("Name", name).element("CreationDate", NEVER).close("Bucket");
    }
    return xml.close("Buckets").close("ListAllMyBucketsResult").bytes();
  }

  /** The document that says where a bucket is: nowhere in particular. */
  static byte[] location() {
    return new Xml().open("LocationConstraint", SPACE).close("LocationConstraint").bytes();
  }

  /** The document that says whether older versions can be read: they cannot. */
  static byte[] versioning() {
    return new Xml()
        .open("VersioningConfiguration", SPACE)
        .close("VersioningConfiguration")
        .bytes();
  }
}
