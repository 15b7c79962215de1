package dev.sheaf.http.s3;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request with an error; has no stack trace, as it is an answer and not a fault. */
final class S3Exception extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final S3Error error;
  private final transient Map<String, String> details = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  S3Exception(S3Error error, String message) {
    super(message, null, false, false);
    this.error = error;
  }

  /** With a further element in the document. */
  S3Exception with(String name, String value) {
    details.put(name, value);
    return this;
  }

  /** With a header of the answer. */
  S3Exception header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  S3Error error() {
    return error;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  Map<String, String> details() {
    return details;
  }

  Map<String, String> headers() {
    return headers;
  }
}
