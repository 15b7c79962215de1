package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.s3.GatewayAccess;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The S3 gateway over a fake node: the dataset {@code cats}, objects {@code sample-0} to 99. */
final class S3GatewayTest {
  private static final int LENGTH = 1000;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final Pattern TOKEN =
      Pattern.compile("<NextContinuationToken>([^<]*)</NextContinuationToken>");

  @TempDir Path folder;
  private Servers servers;

  @BeforeEach
  void start() throws Exception {
    servers = open(LENGTH);
  }

  private Servers open(int length) throws Exception {
    var node = new FakeNode(length);
    node.gateway = true;
    return Servers.open(node, folder, GatewayAccess.OPEN).withCats();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + servers.http.apiAddress() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  private static String text(HttpResponse<byte[]> reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<?> reply, String name) {
    return reply.headers().firstValue(name).orElse("");
  }

  private void refused(int status, String code, HttpResponse<byte[]> reply) {
    assertEquals(status, reply.statusCode(), text(reply));
    assertTrue(text(reply).contains("<Code>" + code + "</Code>"), text(reply));
  }

  private byte[] sample(long id) {
    return servers.node.samples.bytes(id);
  }

  @Test
  void anObjectIsItsSample() throws Exception {
    var reply = get("/s3/cats/sample-42", "x-amz-checksum-mode", "ENABLED");
    assertEquals(200, reply.statusCode());
    assertArrayEquals(sample(42), reply.body());
    assertEquals("42", header(reply, "x-amz-meta-sheaf-id"));
    assertEquals(8, header(reply, "x-amz-checksum-crc32").length());
    Eventually.is(() -> servers.node.last.leased.get() == 0);
    assertTrue(servers.node.last.closed.await(10, java.util.concurrent.TimeUnit.SECONDS));
  }

  @Test
  void aHeadHasTheLengthAndReadsNothing() throws Exception {
    var before = servers.node.last;
    var reply = send("HEAD", "/s3/cats/sample-42");
    assertEquals(200, reply.statusCode());
    assertEquals("" + LENGTH, header(reply, "Content-Length"));
    assertEquals(before, servers.node.last, "no sample was asked for");
    assertEquals(header(get("/s3/cats/sample-42"), "ETag"), header(reply, "ETag"));
    assertEquals(404, send("HEAD", "/s3/cats/none").statusCode());
    assertEquals(200, send("HEAD", "/s3/cats").statusCode());
    assertTrue(Integer.parseInt(header(send("HEAD", "/v1/datasets"), "Content-Length")) > 0);
  }

  @Test
  void rangesAreCutAsS3CutsThem() throws Exception {
    var whole = sample(7);
    assertRange("bytes=0-0", 0, 1, whole);
    assertRange("bytes=300-699", 300, 700, whole);
    assertRange("bytes=990-5000", 990, 1000, whole);
    assertRange("bytes=-1", 999, 1000, whole);
    assertRange("bytes=-5000", 0, 1000, whole);
    for (var passedOver : List.of("bytes=0-1,5-6", "bytes=5-4", "lines=1-2", "bytes=-", "x")) {
      var reply = get("/s3/cats/sample-7", "Range", passedOver);
      assertEquals(200, reply.statusCode(), passedOver);
      assertArrayEquals(whole, reply.body());
    }
    for (var behind : List.of("bytes=1000-", "bytes=1000-1001", "bytes=-0")) {
      var reply = get("/s3/cats/sample-7", "Range", behind);
      refused(416, "InvalidRange", reply);
      assertEquals("bytes */1000", header(reply, "Content-Range"));
    }
  }

  private void assertRange(String range, int from, int to, byte[] whole) throws Exception {
    var reply = get("/s3/cats/sample-7", "Range", range);
    assertEquals(206, reply.statusCode(), range);
    assertArrayEquals(Arrays.copyOfRange(whole, from, to), reply.body(), range);
    assertEquals("bytes %d-%d/1000".formatted(from, to - 1), header(reply, "Content-Range"));
  }

  @Test
  void tagsHoldForOneVersion() throws Exception {
    var tag = header(get("/s3/cats/sample-1"), "ETag");
    assertEquals("\"" + FakeNode.CATS.hash().substring(0, 32) + "-1\"", tag);
    assertEquals(304, get("/s3/cats/sample-1", "If-None-Match", tag).statusCode());
    assertEquals(200, get("/s3/cats/sample-2", "If-None-Match", tag).statusCode());
    assertEquals(200, get("/s3/cats/sample-1", "If-Match", "\"x\", " + tag).statusCode());
    refused(412, "PreconditionFailed", get("/s3/cats/sample-2", "If-Match", tag));
    var other = get("/s3/cats/sample-2", "If-Range", tag, "Range", "bytes=0-1");
    assertEquals(LENGTH, other.body().length, "the range is of another version: all is sent");
  }

  @Test
  void pagesHaveEveryKeyOnceInTheOrderOfBytes() throws Exception {
    var found = new ArrayList<String>();
    var next = "";
    do {
      var page = text(get("/s3/cats?list-type=2&max-keys=7" + next));
      KEY.matcher(page).results().forEach(match -> found.add(match.group(1)));
      var token = TOKEN.matcher(page);
      next = token.find() ? "&continuation-token=" + token.group(1) : "";
    } while (!next.isEmpty());
    assertEquals(IntStream.range(0, 100).mapToObj(i -> "sample-" + i).sorted().toList(), found);
  }

  @Test
  void prefixesAreFoldedAndPassedOver() throws Exception {
    var folded = text(get("/s3/cats?list-type=2&prefix=sample-&delimiter=1"));
    assertTrue(folded.contains("<CommonPrefixes><Prefix>sample-1</Prefix>"), folded);
    assertTrue(folded.contains("<CommonPrefixes><Prefix>sample-21</Prefix>"), folded);
    assertEquals(9, folded.split("<CommonPrefixes>", -1).length - 1, "sample-1, sample-21 to 91");
    assertEquals(81, KEY.matcher(folded).results().count(), "what has no 1 behind the dash");
    var after = text(get("/s3/cats?list-type=2&start-after=sample-98"));
    assertEquals(List.of("sample-99"), KEY.matcher(after).results().map(m -> m.group(1)).toList());
    var none = text(get("/s3/cats?list-type=2&max-keys=0"));
    assertTrue(none.contains("<IsTruncated>false</IsTruncated>"), none);
    refused(400, "InvalidArgument", get("/s3/cats?list-type=2&max-keys=-1"));
    refused(400, "InvalidArgument", get("/s3/cats?list-type=2&continuation-token=!"));
    refused(400, "InvalidArgument", get("/s3/cats?list-type=3"));
  }

  @Test
  void keysAreDecodedOnce() throws Exception {
    assertArrayEquals(sample(1), get("/s3/cats/%73ample%2D1").body());
    for (var other :
        List.of(
            "%2573ample-1", "/sample-1", "./sample-1", "../cats/sample-1", "sample-1/", "a+b")) {
      var reply = raw("GET", "/s3/cats/" + other);
      assertTrue(reply.contains("<Code>NoSuchKey</Code>"), other + ": " + reply);
    }
    assertTrue(raw("GET", "/s3/cats/%00%01").contains("<Key>&#0;&#1;</Key>"));
    assertTrue(raw("GET", "/s3/cats/%ff").contains("<Code>InvalidURI</Code>"));
    assertTrue(raw("GET", "/s3/cats/" + "k".repeat(1025)).contains("KeyTooLongError"));
    assertTrue(raw("GET", "/s3/../v1/datasets").contains("<Code>NoSuchBucket</Code>"));
  }

  private String raw(String method, String target) throws Exception {
    var at = servers.http.apiAddress();
    try (var socket = new Socket(at.host(), at.port())) {
      socket.setSoTimeout(10_000);
      var request = method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var reply = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(reply);
      return reply.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatCannotBeServedIsSaidAsS3SaysIt() throws Exception {
    refused(404, "NoSuchKey", get("/s3/cats/sample-13"));
    refused(404, "NoSuchBucket", get("/s3/dogs/sample-1"));
    for (var method : List.of("PUT", "POST", "DELETE")) {
      var reply = send(method, "/s3/cats/sample-1");
      refused(405, "MethodNotAllowed", reply);
      assertEquals("GET, HEAD", header(reply, "Allow"));
    }
    refused(405, "MethodNotAllowed", get("/s3/cats/sample-1?acl"));
    servers.node.full = true;
    var full = get("/s3/cats/sample-1");
    refused(503, "SlowDown", full);
    assertEquals("1", header(full, "Retry-After"));
  }

  @Test
  void withoutKeysAndWithoutLeaveNobodyReads() throws Exception {
    servers.close();
    servers = new Servers(new FakeNode(LENGTH), folder).withCats();
    var reply = get("/s3/cats/sample-1");
    refused(403, "AccessDenied", reply);
    assertTrue(text(reply).contains("sheaf.s3.keys-file"), text(reply));
  }

  @Test
  void aSlowReaderHoldsNoLease() throws Exception {
    servers.close();
    servers = open(12 << 20);
    var at = servers.http.apiAddress();
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(64 << 10);
      socket.connect(new InetSocketAddress(at.host(), at.port()));
      socket
          .getOutputStream()
          .write(
              "GET /s3/cats/sample-3 HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertEquals('H', socket.getInputStream().read());
      Eventually.is(
          () -> servers.node.last.leased.get() == 0 && servers.node.last.closed.getCount() == 0);
    }
    assertArrayEquals(sample(3), get("/s3/cats/sample-3").body());
  }
}
