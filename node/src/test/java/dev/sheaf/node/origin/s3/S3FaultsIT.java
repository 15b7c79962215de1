package dev.sheaf.node.origin.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginException.Reason;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.node.torture.FaultyLink;
import dev.sheaf.node.torture.FaultyLink.Fault;
import dev.sheaf.node.torture.S3Server;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What networks and stores do to reads, between the S3 origin and a real S3 server. */
class S3FaultsIT {
  private static final String ROOT = "s3://faults/set";
  private static final byte[] BYTES = Origins.pattern(300_000, 3);

  @TempDir static Path folder;
  private static S3Server server;
  private FaultyLink link;
  private S3Origin origin;
  private OriginObject object;

  @BeforeAll
  static void start() throws IOException {
    S3Server.whyNot().ifPresent(why -> Assumptions.abort(why));
    server = S3Server.start(folder);
    server.bucket("faults");
    try (var direct = Origins.at(server.endpoint())) {
      direct.write(URI.create(ROOT), "a.jpg", MemorySegment.ofArray(BYTES));
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void connect() throws IOException {
    link = new FaultyLink(server.port());
    origin = Origins.at(link.endpoint(), "origin.s3.max-attempts=3");
    object = Origins.one(origin, ROOT, "a.jpg");
    assertTrue(object.tag() != 0);
  }

  @AfterEach
  void disconnect() throws IOException {
    origin.close();
    link.close();
  }

  private static Fault error(int status, String code, String headers) {
    return new Fault.Answer(
        status,
        headers,
        "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>");
  }

  private OriginException refusal(Fault forEver) {
    link.each(line -> forEver);
    return Origins.refused(() -> Origins.read(origin, ROOT, object));
  }

  private long gets() {
    return origin.meter().gets();
  }

  @Test
  void aThrottledReadBacksOffAndIsServedAndCounted() throws IOException {
    link.next(2, error(503, "SlowDown", "Retry-After: 1\r\n"));

    assertArrayEquals(BYTES, Origins.read(origin, ROOT, object));

    assertEquals(2, origin.meter().throttles());
    assertEquals(3, gets());
  }

  @Test
  void aReadThatIsThrottledToTheEndSaysSo() {
    var refusal = refusal(error(503, "SlowDown", ""));

    assertEquals(Reason.THROTTLED, refusal.reason());
    assertTrue(refusal.getMessage().contains("lower sheaf.origin.parallel-reads"));
    assertEquals(3, origin.meter().throttles());
    assertEquals(Reason.THROTTLED, refusal(error(429, "TooManyRequests", "")).reason());
  }

  @Test
  void aBodyThatIsCutIsReadAgainFromItsBeginning() throws IOException {
    link.next(2, new Fault.Cut(100_000));

    assertArrayEquals(BYTES, Origins.read(origin, ROOT, object));
    assertEquals(3, gets());
  }

  @Test
  void aBodyThatIsAlwaysCutIsReportedAsOutOfReach() {
    var refusal = refusal(new Fault.Cut(100_000));

    assertEquals(Reason.UNAVAILABLE, refusal.reason());
    assertTrue(refusal.getMessage().startsWith("s3://faults/set/a.jpg could not be read from"));
  }

  @Test
  void aBodyThatStallsIsGivenUpAndReadAgain() throws IOException {
    link.next(1, new Fault.Stall(100_000));

    try (var hasty = hasty()) {
      assertArrayEquals(BYTES, Origins.read(hasty, ROOT, object));
      assertTrue(hasty.meter().gets() >= 2);
    }
  }

  @Test
  void aReadThatAlwaysStallsEndsAtItsLimit() {
    link.each(line -> new Fault.Stall(100_000));

    try (var hasty = hasty()) {
      var refusal = Origins.refused(() -> Origins.read(hasty, ROOT, object));
      assertEquals(Reason.UNAVAILABLE, refusal.reason());
      assertEquals(2, hasty.meter().gets());
    }
  }

  private S3Origin hasty() {
    return Origins.at(link.endpoint(), "origin.s3.max-attempts=2", "origin.s3.attempt-timeout=3 s");
  }

  @Test
  void anotherTagIsNeverServedWhateverTheBody() {
    var refusal = refusal(new Fault.Alter("(?i)etag: .*\r\n", "ETag: \"other\"\r\n"));

    assertEquals(Reason.CHANGED, refusal.reason());
    assertEquals(1, gets());
  }

  @Test
  void aChangeBetweenTwoAttemptsIsSeen() {
    var answers = new java.util.concurrent.atomic.AtomicInteger();
    link.each(line ->
        answers.getAndIncrement() == 0
            ? new Fault.Cut(100_000)
            : new Fault.Alter("(?i)etag: .*\r\n", "ETag: \"other\"\r\n"));

    var refusal = Origins.refused(() -> Origins.read(origin, ROOT, object));

    assertEquals(Reason.CHANGED, refusal.reason());
    assertEquals(2, gets());
  }

  @Test
  void expiredCredentialsAreNamed() {
    var refusal = refusal(error(400, "ExpiredToken", ""));

    assertEquals(Reason.DENIED, refusal.reason());
    assertTrue(refusal.getMessage().contains("have expired: renew the session token"));
    assertEquals(1, gets());
  }

  @Test
  void aForbiddenObjectSaysWhatToAllow() {
    var refusal = refusal(error(403, "AccessDenied", ""));

    assertEquals(Reason.DENIED, refusal.reason());
    assertTrue(refusal.getMessage().contains("s3:GetObject"), refusal.getMessage());
  }

  @Test
  void aBucketOfAnotherRegionSaysWhichToSet() {
    var moved = refusal(error(301, "PermanentRedirect", "x-amz-bucket-region: eu-central-1\r\n"));
    var malformed =
        refusal(
            new Fault.Answer(
                400,
                "",
                "<?xml version=\"1.0\"?><Error><Code>AuthorizationHeaderMalformed</Code><Message>"
                    + "The authorization header is malformed; the region 'us-east-1' is wrong;"
                    + " expecting 'eu-west-1'</Message><Region>eu-west-1</Region></Error>"));

    assertEquals(
        "bucket faults is not in region us-east-1: set sheaf.origin.s3.region=eu-central-1",
        moved.getMessage());
    assertEquals(
        "bucket faults is not in region us-east-1: set sheaf.origin.s3.region=eu-west-1",
        malformed.getMessage());
  }

  @Test
  void aStoreThatIgnoresTheRangeIsNotTrusted() {
    var refusal =
        refusal(new Fault.Alter("(?i)content-range: bytes 0-", "Content-Range: bytes 7-"));

    assertEquals(Reason.UNAVAILABLE, refusal.reason());
  }

  @Test
  void nobodyListeningIsOutOfReach() throws IOException {
    link.close();

    var refusal = Origins.refused(() -> Origins.read(origin, ROOT, object));

    assertEquals(Reason.UNAVAILABLE, refusal.reason());
    assertTrue(refusal.getMessage().contains(link.endpoint()), refusal.getMessage());
  }
}
