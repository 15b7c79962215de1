package dev.sheaf.http.s3;

import java.util.regex.Pattern;

/**
 * The part of an object that a request is answered with.
 *
 * @param from its first byte
 * @param to behind its last byte
 * @param whole true when no part was asked for
 */
record ByteRange(long from, long to, boolean whole) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * The part that a header names of an object of {@code size} bytes.
   *
   * <p>As S3 has it, what is not understood, and several ranges at once, are passed over, and the
   * whole object is the answer; a range that begins behind the end is an error.
   */
  static ByteRange of(String header, long size) {
    var matched = ONE.matcher(header.strip());
    if (!matched.matches() || (matched.group(1).isEmpty() && matched.group(2).isEmpty())) {
      return new ByteRange(0, size, true);
    }
    var first = matched.group(1);
    var last = matched.group(2);
    if (first.isEmpty()) {
      var length = Long.parseLong(last);
      return length == 0
          ? refuse(header, size)
          : new ByteRange(Math.max(0, size - length), size, false);
    }
    var from = Long.parseLong(first);
    var to = last.isEmpty() ? size : Long.parseLong(last) + 1;
    if (to <= from && !last.isEmpty()) {
      return new ByteRange(0, size, true);
    }
    return from >= size ? refuse(header, size) : new ByteRange(from, Math.min(to, size), false);
  }

  private static ByteRange refuse(String header, long size) {
    throw new S3Exception(S3Error.INVALID_RANGE, "The requested range is not satisfiable")
        .with("RangeRequested", header)
        .with("ActualObjectSize", Long.toString(size))
        .header("Content-Range", "bytes */" + size);
  }

  long length() {
    return to - from;
  }
}
