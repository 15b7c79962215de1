package dev.sheaf.http.s3;

import dev.sheaf.policies.access.Grant;
import dev.sheaf.wire.signature.CanonicalRequest;
import dev.sheaf.wire.signature.CanonicalRequest.PathRule;
import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Lets a request pass that is signed with a known key by AWS Signature Version 4, in its header or
 * in its query; ends any other.
 *
 * <p>Any region is accepted: clients have one set, and there is none here. <i>Source:</i> Amazon S3
 * API reference, "Authenticating Requests (AWS Signature Version 4)" (2026-11).
 */
final class Authentication {
  private static final Duration MOST_SKEW = Duration.ofMinutes(15);
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String BODY_HASH = "x-amz-content-sha256";

  private final GatewayAccess access;
  private final InstantSource clock;

  Authentication(GatewayAccess access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
  }

  /** What the caller may see, when the request may be answered. */
  Grant check(S3Request request) {
    if (access.anonymous()) {
      return Grant.EVERYTHING;
    }
    if (access.keys().isEmpty()) {
      throw new S3Exception(
          S3Error.ACCESS_DENIED,
          "Access Denied: the gateway has no access keys; set sheaf.s3.keys-file");
    }
    var claim = claim(request);
    hold(request, claim);
    return access.keys().grantOf(claim.accessKey());
  }

  private static Claim claim(S3Request request) {
    var header = request.header("authorization");
    var presigned =
        request.parameter("X-Amz-Signature").isPresent()
            || request.parameter("X-Amz-Algorithm").isPresent();
    var older = request.parameter("AWSAccessKeyId").isPresent();
    if (older || header.filter(text -> !text.startsWith(Signature.ALGORITHM + " ")).isPresent()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The authorization mechanism you have provided is not supported. Please use "
              + Signature.ALGORITHM
              + ".");
    }
    if (header.isPresent() && presigned) {
      throw new S3Exception(
          S3Error.INVALID_ARGUMENT,
          "Only one auth mechanism allowed: the header Authorization, or the query X-Amz-Signature");
    }
    if (presigned) {
      return Claim.ofQuery(request);
    }
    return header
        .map(text -> Claim.ofHeader(request, text))
        .orElseThrow(() ->
            new S3Exception(S3Error.ACCESS_DENIED, "Access Denied: the request is not signed"));
  }

  private void hold(S3Request request, Claim claim) {
    var secret = access.keys().secretOf(claim.accessKey());
    if (secret.isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_ACCESS_KEY_ID,
          "The AWS Access Key Id you provided does not exist in our records.");
    }
    holdTime(claim, clock.instant());
    holdHeaders(request, claim);
    var canonical =
        CanonicalRequest.of(
            signed(request, claim, bodyHash(request, claim)), claim.signedHeaders(), PathRule.ONCE);
    var expected = Signature.of(secret.get(), claim.sentAt(), claim.scope(), canonical);
    if (!Signature.same(expected, claim.signature())) {
      throw new S3Exception(
          S3Error.SIGNATURE_DOES_NOT_MATCH,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your key and signing method.");
    }
  }

  private static void holdTime(Claim claim, Instant now) {
    var sent = claim.signedAt();
    var early = now.isBefore(sent.minus(MOST_SKEW));
    if (claim.lifetime().isPresent()) {
      var until = sent.plus(claim.lifetime().get());
      if (early || now.isAfter(until)) {
        throw new S3Exception(
                S3Error.ACCESS_DENIED, early ? "Request is not yet valid" : "Request has expired")
            .with("X-Amz-Expires", Long.toString(claim.lifetime().get().toSeconds()))
            .with("Expires", until.toString())
            .with("ServerTime", now.toString());
      }
    } else if (early || now.isAfter(sent.plus(MOST_SKEW))) {
      throw new S3Exception(
              S3Error.REQUEST_TIME_TOO_SKEWED,
              "The difference between the request time and the current time is too large.")
          .with("RequestTime", claim.sentAt())
          .with("ServerTime", now.toString())
          .with("MaxAllowedSkewMilliseconds", Long.toString(MOST_SKEW.toMillis()));
    }
  }

  private static void holdHeaders(S3Request request, Claim claim) {
    var unsigned =
        request.wire().headers().keySet().stream()
            .filter(name -> name.equals("host") || name.startsWith("x-amz-"))
            .filter(name -> !claim.signedHeaders().contains(name))
            .collect(Collectors.joining(", "));
    if (!unsigned.isEmpty()) {
      throw new S3Exception(
              S3Error.ACCESS_DENIED,
              "There were headers present in the request which were not signed")
          .with("HeadersNotSigned", unsigned);
    }
  }

  /** What the signature says the body is; a request that only reads has none. */
  private static String bodyHash(S3Request request, Claim claim) {
    var stated = request.header(BODY_HASH);
    if (stated.isEmpty()) {
      if (claim.lifetime().isEmpty()) {
        throw new S3Exception(
            S3Error.INVALID_REQUEST, "Missing required header for this request: " + BODY_HASH);
      }
      return UNSIGNED;
    }
    if (!stated.get().equals(UNSIGNED) && !stated.get().equals(Signature.OF_NOTHING)) {
      throw new S3Exception(
          S3Error.CONTENT_SHA256_MISMATCH,
          "The provided '" + BODY_HASH + "' header does not match what was computed.");
    }
    return stated.get();
  }

  /** The request as it was signed: a presigned address had no signature in its query then. */
  private static SignedRequest signed(S3Request request, Claim claim, String bodyHash) {
    var wire = request.wire();
    var query =
        claim.lifetime().isEmpty()
            ? wire.rawQuery()
            : Arrays.stream(wire.rawQuery().split("&", -1))
                .filter(pair -> !pair.startsWith("X-Amz-Signature="))
                .collect(Collectors.joining("&"));
    return new SignedRequest(wire.method(), wire.rawPath(), query, wire.headers(), bodyHash);
  }
}
