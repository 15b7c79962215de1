package dev.sheaf.http.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.BackpressureTimeoutException;
import akka.stream.javadsl.AsPublisher;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.http.dashboard.EventRoutes.Limits;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Streams of events, read as fast as they come, slowly, or not at all. */
@Timeout(30)
final class EventRoutesTest {
  private static ActorTestKit kit;
  private static FakeNode node;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.loglevel = WARNING"));
    node = new FakeNode(10);
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    node.close();
  }

  private static EventRoutes routes(Look look, Limits limits) {
    var observatory = new Observatory(Map.of("part", look), InstantSource.system());
    return new EventRoutes(observatory, new HttpMetrics(node), limits);
  }

  private static SinkQueueWithCancel<ByteString> read(HttpResponse reply) {
    return reply.entity().getDataBytes().runWith(Sink.queue(), Adapter.toClassic(kit.system()));
  }

  private static String next(SinkQueueWithCancel<ByteString> events) {
    return events.pull().toCompletableFuture().join().orElseThrow().utf8String();
  }

  private static ObjectNode dataOf(String type, String event) {
    assertTrue(event.startsWith("event: " + type + "\n"), event);
    var data = event.lines().filter(line -> line.startsWith("data: ")).findFirst().orElseThrow();
    return Json.read(data.substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everythingComesFirstAndThenWhatHasChanged() {
    var looks = new AtomicInteger();
    var routes =
        routes(
            () -> Json.object().put("looks", looks.incrementAndGet()).put("same", "x"),
            Limits.DEFAULT);
    var events = read(routes.follow());
    var first = dataOf("snapshot", next(events)).path("part");
    assertEquals("{\"looks\":1,\"same\":\"x\"}", first.toString());
    var change = dataOf("change", next(events)).path("part");
    assertEquals("{\"looks\":2}", change.toString());
    events.cancel();
  }

  @Test
  void twoReadersShareOneLook() {
    var looks = new AtomicInteger();
    var routes = routes(() -> Json.object().put("looks", looks.incrementAndGet()), Limits.DEFAULT);
    var one = read(routes.follow());
    var other = read(routes.follow());
    assertEquals(next(one), next(other));
    assertEquals(1, looks.get());
    one.cancel();
    other.cancel();
  }

  @Test
  void aPartThatFailsIsNamedAndTheOthersAreShown() {
    var failing =
        Map.<String, Look>of(
            "good",
            () -> Json.object().put("a", 1),
            "bad",
            () -> {
              throw new java.io.IOException("gone");
            });
    var observatory = new Observatory(failing, InstantSource.system());
    var seen = observatory.latest().toCompletableFuture().join();
    assertEquals("[\"bad\"]", seen.path("late").toString());
    assertEquals(1, seen.path("good").path("a").asInt());
    assertTrue(seen.path("bad").isEmpty());
  }

  @Test
  void silenceIsFilledWithComments() {
    var gate = new CountDownLatch(1);
    var routes =
        routes(
            () -> {
              gate.await();
              return Json.object();
            },
            new Limits(1, Duration.ofMillis(20), Duration.ofSeconds(20)));
    var events = read(routes.follow());
    assertEquals(": still here\n\n", next(events));
    gate.countDown();
    events.cancel();
  }

  @Test
  void oneReaderMoreThanThereIsRoomForIsTurnedAway() {
    var routes = routes(Json::object, new Limits(1, Duration.ofSeconds(10), Duration.ofSeconds(9)));
    var first = read(routes.follow());
    next(first);
    var refusal = assertThrows(ProblemException.class, routes::follow).problem();
    assertEquals(5, refusal.retryAfterSeconds());
    first.cancel();
  }

  @Test
  void aReaderThatTakesNothingIsCutOffAndCounted() throws Exception {
    var metrics = new HttpMetrics(node);
    var looks = new AtomicInteger();
    var observatory =
        new Observatory(
            Map.of("part", () -> Json.object().put("looks", looks.incrementAndGet())),
            InstantSource.system());
    var limits = new Limits(1, Duration.ofMillis(10), Duration.ofMillis(50));
    var failure = new CompletableFuture<Throwable>();
    new EventRoutes(observatory, metrics, limits)
        .follow()
        .entity()
        .getDataBytes()
        .runWith(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), Adapter.toClassic(kit.system()))
        .subscribe(new TakesOne(failure));
    assertInstanceOf(BackpressureTimeoutException.class, failure.get(20, TimeUnit.SECONDS));
    while (!metrics.scrape().contains("sheaf_readers_cut_total 1.0")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aNodeThatStopsEndsItsStreams() {
    var routes = routes(Json::object, Limits.DEFAULT);
    var events = read(routes.follow());
    next(events);
    routes.close();
    while (events.pull().toCompletableFuture().join().isPresent()) {
      Thread.onSpinWait();
    }
  }

  /** Asks for one event and never for another. */
  private record TakesOne(CompletableFuture<Throwable> failure) implements Subscriber<ByteString> {
    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    public void onNext(ByteString event) {}

    @Override
    public void onError(Throwable cause) {
      failure.complete(cause);
    }

    @Override
    public void onComplete() {
      failure.complete(new AssertionError("it ended by itself"));
    }
  }
}
