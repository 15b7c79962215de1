package dev.sheaf.lambda.local.signature;

import dev.sheaf.wire.signature.CanonicalRequest;
import dev.sheaf.wire.signature.CanonicalRequest.PathRule;
import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks AWS Signature Version 4 in the {@code Authorization} header.
 *
 * <p><i>Errors:</i> the codes and texts that AWS services answer with, as far as known.
 * <i>Source:</i> AWS IAM user guide, "Create a signed AWS API request" (2026-11).
 */
public final class SignatureCheck {
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Map<String, String> secrets;
  private final String region;
  private final String service;

  /** Accepts these keys ({@code access key id → secret}) for one service of one region. */
  public SignatureCheck(Map<String, String> secrets, String region, String service) {
    this.secrets = Map.copyOf(secrets);
    this.region = region;
    this.service = service;
  }

  private record Claim(
      String accessKeyId, String scope, List<String> signedHeaders, String signature) {
    private String[] scopeParts() {
      return scope.split("/", -1);
    }
  }

  /** What the request's signature proves at this instant. */
  public Verdict check(SignedRequest request, Instant now) {
    var authorization = request.header("authorization");
    if (authorization == null) {
      return new Verdict.Refused(
          "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    var claim = claim(authorization);
    var sentAt = request.header("x-amz-date");
    if (claim == null || sentAt == null) {
      return new Verdict.Refused(
          "IncompleteSignatureException",
          "Authorization header requires '%s' with 'Credential', 'SignedHeaders' and 'Signature',"
                  .formatted(Signature.ALGORITHM)
              + " and the header 'X-Amz-Date'. Authorization="
              + withoutSignature(authorization));
    }
    var secret = secrets.get(claim.accessKeyId);
    if (secret == null) {
      return new Verdict.Refused(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    var early = refusedForForm(request, claim, sentAt, now);
    return early != null ? early : compared(request, claim, sentAt, secret);
  }

  private static String withoutSignature(String authorization) {
    return authorization.replaceAll("Signature=[^,\\s]*", "Signature=…");
  }

  private static @Nullable Claim claim(String authorization) {
    if (!authorization.startsWith(Signature.ALGORITHM + " ")) {
      return null;
    }
    var parts = new TreeMap<String, String>();
    for (var part : authorization.substring(Signature.ALGORITHM.length()).split(",", -1)) {
      var equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    var credential = parts.get("Credential");
    var headers = parts.get("SignedHeaders");
    var signature = parts.get("Signature");
    var slash = credential == null ? -1 : credential.indexOf('/');
    if (credential == null || headers == null || signature == null || slash < 1) {
      return null;
    }
    return new Claim(
        credential.substring(0, slash),
        credential.substring(slash + 1),
        List.of(headers.split(";", -1)),
        signature);
  }

  private Verdict.@Nullable Refused refusedForForm(
      SignedRequest request, Claim claim, String sentAt, Instant now) {
    var scope = claim.scopeParts();
    if (scope.length != 4
        || !sentAt.startsWith(scope[0])
        || !scope[1].equals(region)
        || !scope[2].equals(service)
        || !scope[3].equals("aws4_request")) {
      return invalid(
          "Credential should be scoped to a valid region and service: %s/%s/%s/aws4_request but was %s"
              .formatted(
                  sentAt.substring(0, Math.min(8, sentAt.length())), region, service, claim.scope));
    }
    var unsigned = unsigned(request, claim);
    if (unsigned != null) {
      return invalid(
          "'%s' must be a 'SignedHeader' in the Authorization header.".formatted(unsigned));
    }
    var declared = request.header("x-amz-content-sha256");
    if (declared != null && !declared.equals(request.bodySha256())) {
      return invalid("The value of 'x-amz-content-sha256' is not the SHA-256 of the body.");
    }
    return skew(sentAt, now);
  }

  private static @Nullable String unsigned(SignedRequest request, Claim claim) {
    if (!claim.signedHeaders.contains("host")) {
      return "host";
    }
    return request.headers().keySet().stream()
        .filter(name -> name.startsWith("x-amz-") && !claim.signedHeaders.contains(name))
        .findFirst()
        .orElse(null);
  }

  private static Verdict.@Nullable Refused skew(String sentAt, Instant now) {
    try {
      var sent = TIMESTAMP.parse(sentAt, Instant::from);
      if (sent.isBefore(now.minus(MOST_SKEW))) {
        return invalid(
            "Signature expired: %s is now earlier than %s (%s - 5 min.)"
                .formatted(sentAt, TIMESTAMP.format(now.minus(MOST_SKEW)), TIMESTAMP.format(now)));
      }
      if (sent.isAfter(now.plus(MOST_SKEW))) {
        return invalid(
            "Signature not yet current: %s is still later than %s (%s + 5 min.)"
                .formatted(sentAt, TIMESTAMP.format(now.plus(MOST_SKEW)), TIMESTAMP.format(now)));
      }
      return null;
    } catch (DateTimeParseException e) {
      return invalid("Date must be in ISO-8601 'basic format'. Got '%s'.".formatted(sentAt));
    }
  }

  private static Verdict compared(
      SignedRequest request, Claim claim, String sentAt, String secret) {
    var canonical = CanonicalRequest.of(request, claim.signedHeaders, PathRule.RESOLVED_AND_TWICE);
    return Signature.same(Signature.of(secret, sentAt, claim.scope, canonical), claim.signature)
        ? new Verdict.Genuine(claim.accessKeyId)
        : invalid(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key and signing method. Consult the service"
                + " documentation for details.");
  }

  private static Verdict.Refused invalid(String message) {
    return new Verdict.Refused("InvalidSignatureException", message);
  }
}
