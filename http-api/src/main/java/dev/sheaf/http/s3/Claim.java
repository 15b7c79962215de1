package dev.sheaf.http.s3;

import dev.sheaf.wire.signature.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Who a request says it comes from, by its header {@code Authorization} or by its query.
 *
 * @param scope day, region, service and {@code aws4_request}
 * @param signedHeaders names of the headers that the signature covers
 * @param sentAt when it was signed, as it says
 * @param lifetime how long a presigned address holds; empty for a signed request
 */
record Claim(
    String accessKey,
    String scope,
    List<String> signedHeaders,
    String signature,
    String sentAt,
    Optional<Duration> lifetime) {
  private static final long MOST_LIFETIME_SECONDS = Duration.ofDays(7).toSeconds();
  private static final Pattern SCOPE = Pattern.compile("\\d{8}/[^/]+/s3/aws4_request");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** A refusal to read a claim, by what of it is wrong. */
  private interface Refusal extends Function<String, S3Exception> {}

  /** The claim in the header. */
  static Claim ofHeader(S3Request request, String authorization) {
    Refusal refusal =
        wrong ->
            new S3Exception(
                S3Error.AUTHORIZATION_HEADER_MALFORMED,
                "The authorization header is malformed; " + wrong);
    var parts = new TreeMap<String, String>();
    for (var part : authorization.substring(Signature.ALGORITHM.length()).split(",", -1)) {
      var equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    return read(
        name -> Optional.ofNullable(parts.get(name)),
        request.header("x-amz-date"),
        Optional.empty(),
        refusal);
  }

  /** The claim in the query of a presigned address. */
  static Claim ofQuery(S3Request request) {
    Refusal refusal =
        wrong ->
            new S3Exception(
                S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
                "Error parsing the query parameters of the signature; " + wrong);
    if (!request.parameter("X-Amz-Algorithm").orElse("").equals(Signature.ALGORITHM)) {
      throw refusal.apply("X-Amz-Algorithm must be " + Signature.ALGORITHM);
    }
    var lifetime = lifetime(request.parameter("X-Amz-Expires").orElse(""), refusal);
    return read(
        name -> request.parameter("X-Amz-" + name),
        request.parameter("X-Amz-Date"),
        Optional.of(lifetime),
        refusal);
  }

  private static Duration lifetime(String seconds, Refusal refusal) {
    if (!seconds.matches("\\d{1,6}") || Long.parseLong(seconds) > MOST_LIFETIME_SECONDS) {
      throw refusal.apply("X-Amz-Expires must be 0.." + MOST_LIFETIME_SECONDS + " seconds");
    }
    return Duration.ofSeconds(Long.parseLong(seconds));
  }

  private static Claim read(
      Function<String, Optional<String>> part,
      Optional<String> sentAt,
      Optional<Duration> lifetime,
      Refusal refusal) {
    var credential = present(part, "Credential", refusal);
    var at = sentAt.orElseThrow(() -> refusal.apply("X-Amz-Date must be there"));
    var slashes = credential.split("/", -1);
    var scope =
        slashes.length < 5
            ? ""
            : String.join("/", Arrays.asList(slashes).subList(slashes.length - 4, slashes.length));
    if (!SCOPE.matcher(scope).matches()) {
      throw refusal.apply("the Credential must be ACCESSKEY/YYYYMMDD/REGION/s3/aws4_request");
    }
    if (instant(at).isEmpty() || !at.startsWith(scope.substring(0, 8))) {
      throw refusal.apply(
          "X-Amz-Date must be YYYYMMDDTHHMMSSZ, of the day that the Credential names");
    }
    return new Claim(
        credential.substring(0, credential.length() - scope.length() - 1),
        scope,
        List.of(present(part, "SignedHeaders", refusal).split(";", -1)),
        present(part, "Signature", refusal),
        at,
        lifetime);
  }

  private static String present(
      Function<String, Optional<String>> part, String name, Refusal refusal) {
    return part.apply(name).orElseThrow(() -> refusal.apply(name + " must be there"));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(TIMESTAMP.parse(text, Instant::from));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }

  /** When it was signed. */
  Instant signedAt() {
    return instant(sentAt).orElseThrow();
  }
}
