package dev.sheaf.http.ensemble;

import akka.NotUsed;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleReply;
import dev.sheaf.actors.ensemble.EnsembleView;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.ReaderWatch;
import dev.sheaf.http.route.Replies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An ensemble as server-sent events: one event for how it is whenever that has changed, a comment
 * otherwise, until it is over. The event's id is the version of what it shows.
 */
final class EnsembleStream {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Followers of ensembles on this node, at most. */
  private static final int MOST_READERS = 256;

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Asking asking;
  private final ReaderWatch watch;
  private final AtomicInteger readers = new AtomicInteger();

  EnsembleStream(Asking asking, ReaderWatch watch) {
    this.asking = asking;
    this.watch = watch;
  }

  HttpResponse of(EnsembleView now) {
    if (readers.get() >= MOST_READERS) {
      throw Problem.of(
              ProblemCode.OVERLOADED, MOST_READERS + " readers follow ensembles here already")
          .retryAfter(SOON)
          .exception();
    }
    var name = now.spec().name();
    Source<ByteString, NotUsed> later =
        Source.tick(EVERY, EVERY, name)
            .mapMaterializedValue(cancel -> NotUsed.getInstance())
            .mapAsync(1, each -> asking.ensembleLater(each, EnsembleCommand.Describe::new))
            .takeWhile(EnsembleStream::goesOn, true)
            .map(EnsembleStream::event)
            .recover(Throwable.class, () -> ByteString.fromString(": the ensemble moves\n\n"));
    var all = Source.single(event(new EnsembleReply.EnsembleIs(now)));
    return Replies.empty(200)
        .withEntity(
            HttpEntities.createChunked(
                MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                counted(goesOn(new EnsembleReply.EnsembleIs(now)) ? all.concat(later) : all)));
  }

  /** Counted from when it is read until it ends. */
  private Source<ByteString, NotUsed> counted(Source<ByteString, NotUsed> events) {
    return Source.lazySource(
            () -> {
              readers.incrementAndGet();
              return watch
                  .over(events)
                  .watchTermination((notUsed, ended) -> {
                    ended.whenComplete((done, failure) -> readers.decrementAndGet());
                    return notUsed;
                  });
            })
        .mapMaterializedValue(later -> NotUsed.getInstance());
  }

  private static boolean goesOn(EnsembleReply reply) {
    return reply instanceof EnsembleReply.EnsembleIs(EnsembleView view)
        && switch (view.phase()) {
          case PROFILING, TRAINING, JUDGING -> true;
          case UNKNOWN, TRAINED, FAILED, STOPPED -> false;
        };
  }

  private static ByteString event(EnsembleReply reply) {
    var view = EnsembleRoutes.view(reply);
    var data = new String(Json.bytes(EnsembleViews.whole(view)), StandardCharsets.UTF_8);
    return ByteString.fromString(
        "event: ensemble\nid: %d\ndata: %s\n\n".formatted(view.version(), data));
  }
}
