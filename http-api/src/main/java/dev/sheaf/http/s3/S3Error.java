package dev.sheaf.http.s3;

/** What clients of S3 know by its code, and the status that goes with it. */
enum S3Error {
  AUTHORIZATION_HEADER_MALFORMED("AuthorizationHeaderMalformed", 400),
  AUTHORIZATION_QUERY_PARAMETERS_ERROR("AuthorizationQueryParametersError", 400),
  INVALID_ARGUMENT("InvalidArgument", 400),
  INVALID_REQUEST("InvalidRequest", 400),
  INVALID_URI("InvalidURI", 400),
  KEY_TOO_LONG("KeyTooLongError", 400),
  CONTENT_SHA256_MISMATCH("XAmzContentSHA256Mismatch", 400),
  ACCESS_DENIED("AccessDenied", 403),
  INVALID_ACCESS_KEY_ID("InvalidAccessKeyId", 403),
  REQUEST_TIME_TOO_SKEWED("RequestTimeTooSkewed", 403),
  SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
  NO_SUCH_BUCKET("NoSuchBucket", 404),
  NO_SUCH_KEY("NoSuchKey", 404),
  METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
  /** S3 has no such thing: its objects do not change while they are cached elsewhere. */
  OBJECT_CHANGED("ObjectChanged", 409),
  PRECONDITION_FAILED("PreconditionFailed", 412),
  INVALID_RANGE("InvalidRange", 416),
  INTERNAL_ERROR("InternalError", 500),
  SLOW_DOWN("SlowDown", 503);

  private final String code;
  private final int status;

  S3Error(String code, int status) {
    this.code = code;
    this.status = status;
  }

  String code() {
    return code;
  }

  int status() {
    return status;
  }
}
