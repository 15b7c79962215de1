package dev.sheaf.http.task;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.task.TaskDoor;
import dev.sheaf.actors.task.TaskDoor.Answer;
import dev.sheaf.actors.task.TaskDoor.Phase;
import dev.sheaf.actors.task.TaskDoor.View;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.dataset.DatasetRoutes;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Paging;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.batch.BatchFormat;
import java.time.Duration;
import java.util.List;

/** The routes of runs of tasks; they belong to the node that was asked. */
public final class TaskRoutes {
  private static final String RUNS = "/v1/tasks";
  private static final String RUN = RUNS + "/{run}";
  private static final int MOST_ROWS = 1024;
  private static final int SOME_ROWS = 64;
  private static final long PICO_IN_MICRO = 1_000_000;
  private static final Duration LATER = Duration.ofSeconds(5);
  private static final ContentType BATCH =
      MediaTypes.applicationBinary(
              BatchFormat.MEDIA_TYPE.substring(BatchFormat.MEDIA_TYPE.indexOf('/') + 1), true)
          .toContentType();

  private final Asking asking;
  private final TaskDoor door;

  /** Routes over the door of this node. */
  public TaskRoutes(Asking asking, TaskDoor door) {
    this.asking = asking;
    this.door = door;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(RUNS, this::begin),
        Endpoint.get(RUNS, this::list).query("limit", "cursor"),
        Endpoint.get(RUN, this::show),
        Endpoint.delete(RUN, this::cancel),
        Endpoint.get(RUN + "/results/{stage}", this::results).query("from", "count"));
  }

  private HttpResponse begin(Exchange exchange) {
    var form = TaskForm.read(exchange);
    var wish = form.wish(version(form.dataset()));
    return switch (door.begin(wish)) {
      case Answer.Begun(var view) ->
          Replies.with(Replies.json(202, body(view)), "Location", RUNS + "/" + view.name());
      case Answer.Refused(var flaws) -> throw form.refused(flaws);
      case Answer.NameTaken(var name) ->
          throw Problem.of(ProblemCode.NAME_TAKEN, "the run " + name + " is under way").exception();
      case Answer.Full(var runs) ->
          throw Problem.of(
                  ProblemCode.OVERLOADED, runs + " runs of tasks are under way on this node")
              .retryAfter(LATER)
              .exception();
    };
  }

  private DatasetVersion version(String dataset) {
    return switch (asking.catalog(r -> new CatalogCommand.FindDataset(dataset, r))) {
      case CatalogReply.DatasetIs(var entry, var _) -> entry.version();
      case CatalogReply.NoSuchDataset none -> throw DatasetRoutes.unknown(none).exception();
      case CatalogReply other ->
          throw new IllegalStateException("the catalog answered out of turn: " + other);
    };
  }

  private HttpResponse list(Exchange exchange) {
    var page = Paging.of(exchange);
    var grant = Caller.current();
    var rest =
        door.list().stream()
            .filter(view -> grant.sees(view.name()) && view.name().compareTo(page.cursor()) > 0)
            .toList();
    var shown = rest.stream().limit(page.limit()).toList();
    var last = shown.size() < rest.size() ? shown.getLast().name() : "";
    return page.reply(RUNS, "runs", shown.stream().map(TaskRoutes::body).toList(), last);
  }

  private HttpResponse show(Exchange exchange) {
    return Replies.json(200, body(find(exchange)));
  }

  private HttpResponse cancel(Exchange exchange) {
    var view = find(exchange);
    door.cancel(view.name());
    return Replies.json(202, body(view));
  }

  private View find(Exchange exchange) {
    var name = Names.inPath(exchange, "run");
    return door.find(name)
        .orElseThrow(() ->
            Problem.of(ProblemCode.UNKNOWN_RUN, "there is no run of tasks " + name + " here")
                .exception());
  }

  private HttpResponse results(Exchange exchange) {
    var view = find(exchange);
    var stage = exchange.path("stage");
    if (!view.results().contains(stage)) {
      throw Problem.of(
              ProblemCode.UNKNOWN_RUN,
              "%s has no result %s.%s"
                  .formatted(view.name(), stage, Problem.didYouMean(stage, view.results())))
          .hint("Results are the stages that no other stage reads.")
          .exception();
    }
    if (view.phase() != Phase.DONE) {
      throw notDone(view);
    }
    var from = exchange.queryLong("from", 0, Math.max(0, view.rows() - 1), 0);
    var count = (int) exchange.queryLong("count", 1, MOST_ROWS, SOME_ROWS);
    var rows =
        door.rows(view.name(), stage, from, count)
            .orElseThrow(() ->
                Problem.of(
                        ProblemCode.RESULTS_GONE,
                        "rows of %s had to make room for others".formatted(view.name()))
                    .exception());
    return Replies.bytes(200, BATCH, ResultBody.of(rows));
  }

  private static ProblemException notDone(View view) {
    return Problem.of(
            ProblemCode.RUN_NOT_DONE,
            "%s is %s%s"
                .formatted(
                    view.name(),
                    Fields.wireName(view.phase()),
                    view.why().isEmpty() ? "" : ": " + view.why()))
        .exception();
  }

  private static ObjectNode body(View view) {
    var figures = view.figures();
    var body =
        Json.object()
            .put("run", view.name())
            .put("phase", Fields.wireName(view.phase()))
            .put("why", view.why())
            .put("rows", view.rows())
            .put("rowsKnown", view.known());
    body.putObject("tasks")
        .put("planned", figures.tasks())
        .put("done", figures.done())
        .put("running", figures.running())
        .put("attempts", figures.attempts())
        .put("doubles", figures.doubles())
        .put("failures", figures.failures());
    body.put("costMicroUsd", view.costPicoUsd() / (double) PICO_IN_MICRO);
    var results = body.putArray("results");
    for (var stage : view.results()) {
      results
          .addObject()
          .put("stage", stage)
          .put("href", RUNS + "/" + view.name() + "/results/" + stage);
    }
    return body;
  }
}
