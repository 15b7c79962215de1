package dev.sheaf.http.ephemeral;

import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.ephemeral.EphemeralShelf;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.auth.PeerAccess;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Paging;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Reply;
import dev.sheaf.policies.ephemeral.EphemeralJob;
import java.time.Duration;
import java.util.List;

/** The routes of jobs with ephemeral data, and of their values. */
public final class EphemeralRoutes {
  /** Says of a value how long it stays. */
  static final String KEEP_HEADER = "Sheaf-Keep";

  private static final String JOBS = "/v1/ephemeral";
  private static final String JOB = JOBS + "/{job}";
  private static final String LEASE = JOB + "/lease";
  private static final String VALUE = JOB + "/values/{key}";
  static final long MOST_VALUE_BYTES = 16L << 20;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Asking asking;
  private final ValueDesk values;

  /** Routes over the shelf of this node, and those of others. */
  public EphemeralRoutes(
      Asking asking, ClusterView cluster, EphemeralShelf shelf, PeerAccess access) {
    this.asking = asking;
    this.values = new ValueDesk(cluster, shelf, access);
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(JOBS, this::register),
        Endpoint.get(JOBS, this::list).query("limit", "cursor"),
        Endpoint.get(JOB, this::show),
        Endpoint.delete(JOB, this::deregister),
        Endpoint.put(LEASE, this::renew),
        Endpoint.put(VALUE, this::put).query("keep", "keepSeconds").maxBody(MOST_VALUE_BYTES),
        Endpoint.get(VALUE, exchange -> read(exchange, "GET")),
        Endpoint.head(VALUE, exchange -> read(exchange, "HEAD")),
        Endpoint.delete(VALUE, this::remove));
  }

  private HttpResponse register(Exchange exchange) {
    var wish = EphemeralForm.read(exchange);
    Caller.holdNew("job", wish.job());
    return switch (asking.ephemeral(wish)) {
      case Reply.JobIs(var job, boolean fresh) ->
          Replies.with(
              Replies.json(fresh ? 201 : 200, EphemeralViews.job(job)),
              "Location",
              JOBS + "/" + job.name());
      case Reply.NameTaken(var job) ->
          throw Problem.of(
                  ProblemCode.NAME_TAKEN,
                  job.ended()
                      ? job.name() + " has ended, and values of it are kept"
                      : job.name() + " is registered with other hints")
              .hint("Choose another name, or DELETE %s/%s first.".formatted(JOBS, job.name()))
              .exception();
      case Reply.NoRoom none -> throw noRoom(none);
      case Reply.TooManyJobs(int jobs) ->
          throw Problem.of(ProblemCode.EPHEMERAL_FULL, jobs + " jobs have ephemeral data already")
              .retryAfter(SOON)
              .exception();
      case Reply other -> throw outOfTurn(other);
    };
  }

  private static ProblemException noRoom(Reply.NoRoom none) {
    if (none.nodes() == 0) {
      return Problem.of(ProblemCode.UNAVAILABLE, "no cache node has said yet what it has")
          .retryAfter(SOON)
          .exception();
    }
    if (none.wantedNodes() > none.nodes()) {
      return Problem.of(
              ProblemCode.EPHEMERAL_TOO_LARGE,
              "the hints come to %.2f nodes, but there are %d"
                  .formatted(none.wantedNodes(), none.nodes()))
          .exception();
    }
    return Problem.of(
            ProblemCode.EPHEMERAL_FULL,
            "the hints come to %.2f nodes, and the %d there are have promised too much of themselves"
                .formatted(none.wantedNodes(), none.nodes()))
        .retryAfter(SOON)
        .exception();
  }

  private static IllegalStateException outOfTurn(Reply reply) {
    return new IllegalStateException("the keeper answered out of turn: " + reply);
  }

  private HttpResponse list(Exchange exchange) {
    var page = Paging.of(exchange);
    if (asking.ephemeral(new Command.ListJobs(page.cursor(), page.limit()))
        instanceof Reply.JobsAre(var jobs, boolean more)) {
      var shown = jobs.stream().map(EphemeralViews::job).toList();
      return page.reply(JOBS, "jobs", shown, more ? jobs.getLast().name() : "");
    }
    throw new IllegalStateException("a list was asked for");
  }

  private HttpResponse show(Exchange exchange) {
    var job = known(asking.ephemeral(new Command.Find(Names.inPath(exchange, "job"))));
    return Replies.json(200, EphemeralViews.job(job));
  }

  private HttpResponse deregister(Exchange exchange) {
    var job = known(asking.ephemeral(new Command.Deregister(Names.inPath(exchange, "job"))));
    values.end(job);
    return Replies.empty(204);
  }

  private HttpResponse renew(Exchange exchange) {
    running(Names.inPath(exchange, "job"), 0);
    return Replies.empty(204);
  }

  private HttpResponse put(Exchange exchange) {
    var at = ValueAddress.of(exchange);
    return values.put(exchange, at, running(at.job(), at.keepNanos()));
  }

  private HttpResponse read(Exchange exchange, String method) {
    var at = ValueAddress.of(exchange);
    return values.read(exchange, at, used(at.job(), 0), method);
  }

  private HttpResponse remove(Exchange exchange) {
    var at = ValueAddress.of(exchange);
    return values.remove(exchange, at, running(at.job(), 0));
  }

  private EphemeralJob used(String name, long keepNanos) {
    return known(asking.ephemeral(new Command.Use(name, keepNanos)));
  }

  private EphemeralJob running(String name, long keepNanos) {
    var job = used(name, keepNanos);
    if (job.ended()) {
      throw Problem.of(ProblemCode.JOB_OVER, name + " has ended; its kept values can only be read")
          .hint("Register another job.")
          .exception();
    }
    return job;
  }

  private static EphemeralJob known(Reply reply) {
    return switch (reply) {
      case Reply.JobIs(var job, var _) -> job;
      case Reply.NoSuchJob(String name, String nearest) ->
          throw Problem.of(
                  ProblemCode.UNKNOWN_JOB,
                  "there is no job %s with ephemeral data.%s"
                      .formatted(name, nearest.isEmpty() ? "" : " Did you mean " + nearest + "?"))
              .hint(
                  "POST /v1/ephemeral registers one; one that was not used for its lease has"
                      + " ended.")
              .exception();
      case Reply other -> throw outOfTurn(other);
    };
  }
}
