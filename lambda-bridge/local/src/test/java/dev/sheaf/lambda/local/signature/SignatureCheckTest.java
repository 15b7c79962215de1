package dev.sheaf.lambda.local.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.wire.signature.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The examples that AWS publishes for Signature Version 4, and what differs from them. */
class SignatureCheckTest {
  private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final Map<String, String> KEYS =
      Map.of("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  private static final String VANILLA =
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

  private static Map<String, List<String>> headers(String signature) {
    var headers = new TreeMap<String, List<String>>();
    headers.put("Host", List.of("example.amazonaws.com"));
    headers.put("X-Amz-Date", List.of("20150830T123600Z"));
    headers.put(
        "Authorization",
        List.of(
            "AWS4-HMAC-SHA256"
                + " Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders=host;x-amz-date, Signature="
                + signature));
    return headers;
  }

  private static Verdict check(SignedRequest request, Instant now) {
    return new SignatureCheck(KEYS, "us-east-1", "service").check(request, now);
  }

  private static Verdict.Refused refused(Map<String, List<String>> headers, Instant now) {
    return assertInstanceOf(
        Verdict.Refused.class, check(new SignedRequest("GET", "/", "", headers, EMPTY), now));
  }

  private static void genuine(String method, String path, String query, String signature) {
    var request = new SignedRequest(method, path, query, headers(signature), EMPTY);
    assertEquals(new Verdict.Genuine("AKIDEXAMPLE"), check(request, THEN), method + path + query);
  }

  @Test
  void thePublishedExamplesAreGenuine() {
    genuine("GET", "/", "", VANILLA);
    genuine("GET", "/example/..", "", VANILLA);
    genuine("GET", "//", "", VANILLA);
    genuine("POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    genuine(
        "GET",
        "/",
        "Param2=value2&Param1=value1",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  }

  @Test
  void theExampleOfTheUserGuideIsGenuine() {
    var headers = headers("");
    headers.put("Host", List.of("iam.amazonaws.com"));
    headers.put("Content-Type", List.of("application/x-www-form-urlencoded; charset=utf-8"));
    headers.put(
        "Authorization",
        List.of(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date,"
                + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
    var request =
        new SignedRequest("GET", "/", "Action=ListUsers&Version=2010-05-08", headers, EMPTY);
    assertEquals(
        new Verdict.Genuine("AKIDEXAMPLE"),
        new SignatureCheck(KEYS, "us-east-1", "iam").check(request, THEN));
  }

  @Test
  void whatWasChangedOnTheWayIsRefused() {
    var signed = headers(VANILLA);
    for (var changed :
        List.of(
            new SignedRequest("PUT", "/", "", signed, EMPTY),
            new SignedRequest("GET", "/other", "", signed, EMPTY),
            new SignedRequest("GET", "/", "a=b", signed, EMPTY),
            new SignedRequest("GET", "/", "", signed, EMPTY.replace('e', 'f')))) {
      var refused = assertInstanceOf(Verdict.Refused.class, check(changed, THEN));
      assertEquals("InvalidSignatureException", refused.code());
      assertTrue(
          refused.message().startsWith("The request signature we calculated does not match"));
    }
  }

  @Test
  void fiveMinutesOfSkewAreTheMost() {
    assertInstanceOf(
        Verdict.Genuine.class,
        check(
            new SignedRequest("GET", "/", "", headers(VANILLA), EMPTY),
            THEN.plus(Duration.ofMinutes(5))));
    var late = refused(headers(VANILLA), THEN.plus(Duration.ofSeconds(301)));
    assertTrue(late.message().startsWith("Signature expired: 20150830T123600Z"), late::message);
    var early = refused(headers(VANILLA), THEN.minus(Duration.ofSeconds(301)));
    assertTrue(early.message().startsWith("Signature not yet current"), early::message);
  }

  @Test
  void whatIsMissingIsNamed() {
    var unsigned = headers(VANILLA);
    unsigned.remove("Authorization");
    assertEquals("MissingAuthenticationTokenException", refused(unsigned, THEN).code());
    var undated = headers(VANILLA);
    undated.remove("X-Amz-Date");
    assertEquals("IncompleteSignatureException", refused(undated, THEN).code());
    var smuggled = headers(VANILLA);
    smuggled.put("X-Amz-Invocation-Type", List.of("Event"));
    assertTrue(refused(smuggled, THEN).message().contains("'x-amz-invocation-type' must be"));
  }

  @Test
  void unknownKeysAndOtherScopesAreRefused() {
    var other = new SignedRequest("GET", "/", "", headers(VANILLA), EMPTY);
    var verdict = new SignatureCheck(Map.of("B", "b"), "us-east-1", "service").check(other, THEN);
    assertEquals("UnrecognizedClientException", ((Verdict.Refused) verdict).code());
    var abroad = new SignatureCheck(KEYS, "eu-west-1", "service").check(other, THEN);
    assertTrue(((Verdict.Refused) abroad).message().contains("valid region"));
  }
}
