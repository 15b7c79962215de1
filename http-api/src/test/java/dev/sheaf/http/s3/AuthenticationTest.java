package dev.sheaf.http.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.signature.Signature;
import dev.sheaf.wire.signature.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that AWS publishes for S3, what differs from them, and the file of keys. */
final class AuthenticationTest {
  private static final Instant THEN = Instant.parse("2013-05-24T00:00:00Z");
  private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final String RANGE_SIGNATURE =
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
  private static final String LIST_SIGNATURE =
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
  private static final String PRESIGNED =
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524"
          + "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
          + "&X-Amz-SignedHeaders=host&X-Amz-Signature="
          + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

  @TempDir Path folder;

  private static Map<String, List<String>> headers(String signedHeaders, String signature) {
    var headers = new TreeMap<String, List<String>>();
    headers.put("host", List.of("examplebucket.s3.amazonaws.com"));
    headers.put("x-amz-content-sha256", List.of(Signature.OF_NOTHING));
    headers.put("x-amz-date", List.of("20130524T000000Z"));
    headers.put(
        "authorization",
        List.of(
            "AWS4-HMAC-SHA256 Credential=%s/20130524/us-east-1/s3/aws4_request,SignedHeaders=%s,Signature=%s"
                .formatted(KEY, signedHeaders, signature)));
    return headers;
  }

  private static Map<String, List<String>> ofRange() {
    var headers = headers("host;range;x-amz-content-sha256;x-amz-date", RANGE_SIGNATURE);
    headers.put("range", List.of("bytes=0-9"));
    return headers;
  }

  private static S3Request request(String path, String query, Map<String, List<String>> headers) {
    var wire = new SignedRequest("GET", path, query, headers, Signature.OF_NOTHING);
    return new S3Request("GET", "b", "k", Percent.parameters(query), wire);
  }

  private static void check(GatewayAccess access, S3Request request, Instant now) {
    new Authentication(access, InstantSource.fixed(now)).check(request);
  }

  private static void check(S3Request request, Instant now) {
    check(GatewayAccess.signed(new AccessKeys(Map.of(KEY, SECRET))), request, now);
  }

  private static S3Exception refused(S3Error expected, S3Request request, Instant now) {
    var refused = assertThrows(S3Exception.class, () -> check(request, now));
    assertEquals(expected, refused.error(), refused.message());
    assertFalse(refused.message().contains(SECRET));
    return refused;
  }

  @Test
  void thePublishedExamplesPass() {
    check(request("/test.txt", "", ofRange()), THEN);
    var list = headers("host;x-amz-content-sha256;x-amz-date", LIST_SIGNATURE);
    check(request("/", "max-keys=2&prefix=J", list), THEN);
    check(request("/", "prefix=J&max-keys=2", list), THEN);
    var host = Map.of("host", List.of("examplebucket.s3.amazonaws.com"));
    check(request("/test.txt", PRESIGNED, host), THEN);
  }

  @Test
  void whatWasChangedOnTheWayIsRefused() {
    refused(S3Error.SIGNATURE_DOES_NOT_MATCH, request("/test.tx", "", ofRange()), THEN);
    refused(S3Error.SIGNATURE_DOES_NOT_MATCH, request("/test.txt", "a=b", ofRange()), THEN);
    var longer = ofRange();
    longer.put("range", List.of("bytes=0-99"));
    refused(S3Error.SIGNATURE_DOES_NOT_MATCH, request("/test.txt", "", longer), THEN);
    var host = Map.of("host", List.of("examplebucket.s3.amazonaws.com"));
    var prolonged = PRESIGNED.replace("=86400", "=86401");
    refused(S3Error.SIGNATURE_DOES_NOT_MATCH, request("/test.txt", prolonged, host), THEN);
  }

  @Test
  void aQuarterOfAnHourOfSkewIsTheMost() {
    var request = request("/test.txt", "", ofRange());
    check(request, THEN.plus(Duration.ofMinutes(15)));
    check(request, THEN.minus(Duration.ofMinutes(15)));
    for (var seconds : List.of(901, -901)) {
      var late = refused(S3Error.REQUEST_TIME_TOO_SKEWED, request, THEN.plusSeconds(seconds));
      assertEquals("900000", late.details().get("MaxAllowedSkewMilliseconds"));
    }
  }

  @Test
  void aPresignedAddressHoldsAsLongAsItSays() {
    var host = Map.of("host", List.of("examplebucket.s3.amazonaws.com"));
    var request = request("/test.txt", PRESIGNED, host);
    check(request, THEN.plusSeconds(86_400));
    var over = refused(S3Error.ACCESS_DENIED, request, THEN.plusSeconds(86_401));
    assertEquals("Request has expired", over.message());
    refused(S3Error.ACCESS_DENIED, request, THEN.minusSeconds(901));
    var week = PRESIGNED.replace("=86400", "=604801");
    refused(S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR, request("/test.txt", week, host), THEN);
  }

  @Test
  void whoIsUnknownOrSaysNothingIsRefused() {
    var strangers = GatewayAccess.signed(new AccessKeys(Map.of("other", SECRET)));
    var request = request("/test.txt", "", ofRange());
    var unknown = assertThrows(S3Exception.class, () -> check(strangers, request, THEN));
    assertEquals(S3Error.INVALID_ACCESS_KEY_ID, unknown.error());
    var closed = assertThrows(S3Exception.class, () -> check(GatewayAccess.CLOSED, request, THEN));
    assertTrue(closed.message().contains("sheaf.s3.keys-file"), closed.message());
    check(GatewayAccess.OPEN, request("/", "", Map.of()), THEN);
    refused(S3Error.ACCESS_DENIED, request("/", "", Map.of()), THEN);
    refused(S3Error.INVALID_REQUEST, request("/", "AWSAccessKeyId=a&Signature=b", Map.of()), THEN);
    refused(S3Error.INVALID_ARGUMENT, request("/test.txt", PRESIGNED, ofRange()), THEN);
  }

  @Test
  void whatIsMalformedSaysHow() {
    for (var wrong :
        List.of(
            headers("host;x-amz-content-sha256;x-amz-date", "s")
                .get("authorization")
                .getFirst()
                .replace("/s3/", "/ec2/"),
            "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b",
            "AWS4-HMAC-SHA256 ")) {
      var headers = ofRange();
      headers.put("authorization", List.of(wrong));
      refused(S3Error.AUTHORIZATION_HEADER_MALFORMED, request("/", "", headers), THEN);
    }
    var smuggled = ofRange();
    smuggled.put("x-amz-meta-a", List.of("b"));
    assertEquals(
        "x-amz-meta-a",
        refused(S3Error.ACCESS_DENIED, request("/test.txt", "", smuggled), THEN)
            .details()
            .get("HeadersNotSigned"));
  }

  private Path file(String text, String permissions) throws IOException {
    var file = Files.writeString(folder.resolve("keys"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aFileOfKeysIsReadAndNeverShown() throws IOException {
    var keys = AccessKeys.read(file("# who\n\n" + KEY + ":" + SECRET + "\n", "rw-------"));
    assertEquals(SECRET, keys.secretOf(KEY).orElseThrow());
    assertEquals("1 access keys", keys.toString());
  }

  @Test
  void aFileOfKeysThatIsNoneSaysWhereAndNotWhat() throws IOException {
    var open = file(KEY + ":" + SECRET, "rw-r-----");
    var told = assertThrows(IOException.class, () -> AccessKeys.read(open)).getMessage();
    assertTrue(told.contains("chmod 600"), told);
    for (var text :
        List.of(
            "a:" + SECRET, KEY + ":short", KEY, KEY + ":" + SECRET + "\n" + KEY + ":" + SECRET)) {
      var wrong = file("\n" + text, "rw-------");
      var line = assertThrows(IOException.class, () -> AccessKeys.read(wrong)).getMessage();
      assertTrue(line.contains("line "), line);
      assertFalse(line.contains(SECRET) || line.contains("short"), line);
    }
    var empty = file("# nobody\n", "rw-------");
    assertThrows(IOException.class, () -> AccessKeys.read(empty));
    assertThrows(IOException.class, () -> AccessKeys.read(folder.resolve("absent")));
  }
}
