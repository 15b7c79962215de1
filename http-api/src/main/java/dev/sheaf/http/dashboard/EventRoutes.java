package dev.sheaf.http.dashboard;

import akka.NotUsed;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.stream.BackpressureTimeoutException;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Replies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stream of events that the page lives on: {@code snapshot} with everything, then {@code
 * change} with what is different (a JSON merge patch), a comment when there is nothing to say.
 *
 * <p>A reader has at most one event waiting. One that is slow is told less often, with everything
 * that changed meanwhile; one that takes nothing for {@link Limits#patience} is cut off.
 */
final class EventRoutes {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final ByteString HEARTBEAT = ByteString.fromString(": still here\n\n");

  private final Observatories observatories;
  private final HttpMetrics metrics;
  private final Limits limits;
  private final AtomicInteger readers = new AtomicInteger();
  private final SharedKillSwitch end = KillSwitches.shared("dashboard-events");

  /**
   * Bounds.
   *
   * @param readers streams that may be open at once
   * @param heartbeat silence after which a comment is sent
   * @param patience how long a reader may take nothing
   */
  record Limits(int readers, Duration heartbeat, Duration patience) {
    static final Limits DEFAULT = new Limits(64, Duration.ofSeconds(10), Duration.ofSeconds(20));
  }

  EventRoutes(Observatory observatory, HttpMetrics metrics, Limits limits) {
    this(new Observatories(all -> observatory), metrics, limits);
  }

  EventRoutes(Observatories observatories, HttpMetrics metrics, Limits limits) {
    this.observatories = observatories;
    this.metrics = metrics;
    this.limits = limits;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/events", exchange -> follow()));
  }

  /** Ends all streams. */
  void close() {
    end.shutdown();
  }

  /** A stream for one more reader. */
  HttpResponse follow() {
    if (readers.get() >= limits.readers()) {
      throw Problem.of(
              ProblemCode.OVERLOADED, limits.readers() + " readers follow this node already")
          .hint("Close a page that shows it, or follow another node.")
          .retryAfter(RETRY_AFTER)
          .exception();
    }
    var reply =
        Replies.empty(200)
            .withEntity(
                HttpEntities.createChunked(
                    MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                    counted(told(observatories.of(Caller.current()), new Teller()))));
    return Replies.with(reply, "Cache-Control", "no-store");
  }

  private Source<ByteString, NotUsed> told(Observatory observatory, Teller teller) {
    return Source.tick(Duration.ZERO, EVERY, NotUsed.getInstance())
        .mapMaterializedValue(cancel -> NotUsed.getInstance())
        .mapAsync(1, tick -> observatory.latest())
        .map(teller::tell)
        .filter(ByteString::nonEmpty)
        .keepAlive(limits.heartbeat(), () -> HEARTBEAT)
        .via(end.flow())
        .backpressureTimeout(limits.patience());
  }

  /** Counted from when it is read until it ends, so that one which is never read counts nothing. */
  private Source<ByteString, NotUsed> counted(Source<ByteString, NotUsed> events) {
    return Source.lazySource(
            () -> {
              readers.incrementAndGet();
              return events.watchTermination((notUsed, ended) -> {
                ended.whenComplete((done, failure) -> left(failure));
                return notUsed;
              });
            })
        .mapMaterializedValue(later -> NotUsed.getInstance());
  }

  private void left(Throwable failure) {
    readers.decrementAndGet();
    if (failure instanceof BackpressureTimeoutException) {
      metrics.readerCut();
    }
  }
}
