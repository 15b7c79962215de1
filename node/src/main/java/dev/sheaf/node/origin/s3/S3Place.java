package dev.sheaf.node.origin.s3;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * The bucket and prefix that an address such as {@code s3://bucket/some/prefix} means.
 *
 * <p>What follows the bucket is decoded: a blank in a key is written {@code %20}, a percent sign
 * {@code %25}; a plus sign is itself.
 *
 * @param bucket its name
 * @param prefix the key or prefix without a slash at either end; empty for the whole bucket
 * @param folder true when the address ends in a slash: then it cannot be an object
 */
record S3Place(String bucket, String prefix, boolean folder) {
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  /**
   * The place that {@code uri} names.
   *
   * @throws OriginException when it names none
   */
  static S3Place of(URI uri) throws OriginException {
    var bucket = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    if (!"s3".equals(uri.getScheme()) || !BUCKET.matcher(bucket).matches()) {
      throw new OriginException(
          Reason.MISSING,
          uri
              + " names no bucket: write s3://bucket/prefix, the bucket in letters, digits, . and -");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new OriginException(
          Reason.MISSING, uri + " has a ? or #: write %3F or %23 when the key has such a sign");
    }
    var path = uri.getPath() == null ? "" : uri.getPath();
    var begun = path.startsWith("/") ? path.substring(1) : path;
    var folder = begun.isEmpty() || begun.endsWith("/");
    return new S3Place(
        bucket,
        folder && !begun.isEmpty() ? begun.substring(0, begun.length() - 1) : begun,
        folder);
  }

  /** What the keys below this place begin with. */
  String below() {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  /** The whole key of what is called {@code key} below this place; empty means the place itself. */
  String key(String key) {
    return key.isEmpty() ? prefix : below() + key;
  }

  /** How an object of this place is called in messages. */
  String name(String key) {
    return "s3://" + bucket + "/" + key(key);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
