package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.route.Listen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request has one name, from the client's header to the peers that are asked for it. */
final class RequestIdTest {
  private static final String SPAN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String BATCH = "/v1/jobs/j/epochs/0/ranks/0/batches/0?generation=1";

  @RegisterExtension static final Served SERVED = Served.empty();

  private static HttpResponse<String> get(Listen at, String path, String id) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://" + at + path));
    if (!id.isEmpty()) {
      request.header("X-Request-Id", id);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  private static String idOf(HttpResponse<String> reply) {
    return reply.headers().firstValue("X-Request-Id").orElse("");
  }

  @Test
  void whatTheClientCallsItIsWhatEveryAnswerCallsIt() throws Exception {
    for (var port :
        List.of(SERVED.servers().http.apiAddress(), SERVED.servers().http.dataAddress())) {
      for (var path : List.of("/alive", BATCH, "/nowhere", "/alive?what=1")) {
        var reply = get(port, path, "train-7/epoch:3");
        assertEquals("train-7/epoch:3", idOf(reply), () -> port + path);
        if (reply.statusCode() >= 400) {
          assertTrue(reply.body().contains("\"requestId\":\"train-7/epoch:3\""), reply.body());
        }
      }
    }
  }

  @Test
  void oneThatIsNotFitToBeLoggedIsReplacedAndOneThatIsMissingIsMade() throws Exception {
    for (var given : List.of("", "two words", "x".repeat(129), "{\"a\":1}")) {
      var reply = get(SERVED.servers().http.apiAddress(), "/alive", given);
      assertTrue(idOf(reply).matches("[0-9a-f]{32}"), () -> given + " became " + idOf(reply));
    }
    var port = SERVED.servers().http.apiAddress();
    assertNotEquals(idOf(get(port, "/alive", "")), idOf(get(port, "/alive", "")));
  }

  @Test
  void whatCannotBeReadIsAnsweredWithANameToo() throws Exception {
    var reply = get(SERVED.servers().http.apiAddress(), "/alive?" + "x".repeat(9000), "");
    assertEquals(414, reply.statusCode());
    assertTrue(idOf(reply).matches("[0-9a-f]{32}"), idOf(reply));
  }

  @Test
  void whatIsNoTraceIsNotTakenOn() {
    var id = new RequestId("a");
    assertEquals(SPAN, id.within(SPAN).traceparent());
    for (var given :
        List.of("", "00-1-2-3", SPAN + "\r\nHost: elsewhere", SPAN.toUpperCase(Locale.ROOT))) {
      assertEquals(id, id.within(given), given);
    }
  }

  @Test
  void aPeerIsToldTheNameOfTheRequestThatItIsAskedFor() throws Exception {
    try (var peers = new HttpPeers()) {
      var asked =
          new RequestId("from-the-gateway")
              .within(SPAN)
              .call(() ->
                  new SampleRequest(
                      FakeNode.CATS,
                      List.of(3L),
                      System.nanoTime() + TimeUnit.SECONDS.toNanos(5),
                      SampleRequest.Reach.NODE));
      peers.read(SERVED.servers().http.dataAddress().toString(), asked, frame -> {});
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
    assertEquals("from-the-gateway", SERVED.node().lastRequestId.text());
    assertEquals(SPAN, SERVED.node().lastRequestId.traceparent(), "and of its trace");
    assertEquals(RequestId.NONE, RequestId.current(), "and nobody else has it");
  }
}
