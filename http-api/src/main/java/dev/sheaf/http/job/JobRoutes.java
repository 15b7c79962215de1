package dev.sheaf.http.job;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.importance.LossShelf;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Paging;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;
import java.util.stream.Stream;

/** The routes that submit, show, change and stop jobs. */
public final class JobRoutes {
  private static final List<String> REPLAY = List.of("name");

  private final Asking asking;
  private final ShuffleCosts costs;
  private final long maxBatchBytes;

  /** Routes that take jobs whose batches have at most {@code maxBatchBytes} on average. */
  public JobRoutes(Asking asking, Manifests manifests, NodeFigures node, long maxBatchBytes) {
    this.asking = asking;
    this.costs = new ShuffleCosts(asking, manifests, node);
    this.maxBatchBytes = maxBatchBytes;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/jobs", this::submit),
        Endpoint.get("/v1/jobs", this::list).query("limit", "cursor"),
        Endpoint.get("/v1/jobs/{job}", this::show),
        Endpoint.patch("/v1/jobs/{job}", this::change),
        Endpoint.delete("/v1/jobs/{job}", this::stop),
        Endpoint.post("/v1/jobs/{job}/replay", this::replay));
  }

  private HttpResponse submit(Exchange exchange) {
    var fields = exchange.fields(JobForm.PROPERTIES);
    var form = JobForm.read(fields);
    var dataset = dataset(form, fields);
    checkBatch(form, dataset, fields);
    checkSamples(form, dataset, fields);
    return submit(form.spec(dataset.version()));
  }

  private DatasetEntry dataset(JobForm form, Fields fields) {
    return switch (asking.catalog(r -> new CatalogCommand.FindDataset(form.dataset(), r))) {
      case CatalogReply.DatasetIs(var entry, var _) -> entry;
      case CatalogReply.NoSuchDataset none -> {
        var nearest = none.nearest().isEmpty() ? "" : " (did you mean " + none.nearest() + "?)";
        fields.refuse("dataset", fields.raw("dataset"), "a dataset that is ready" + nearest, "");
        fields.check();
        throw new IllegalStateException("check must have thrown");
      }
      case CatalogReply other ->
          throw new IllegalStateException("the catalog answered out of turn: " + other);
    };
  }

  private void checkBatch(JobForm form, DatasetEntry dataset, Fields fields) {
    var meanBytes = Math.max(1, dataset.sizeBytes() / Math.max(1, dataset.samples()));
    var most = Math.max(1, maxBatchBytes / meanBytes);
    if (form.batchSize() > most) {
      fields.refuse(
          "batchSize",
          fields.raw("batchSize"),
          "1.."
              + most
              + ": a batch may have "
              + maxBatchBytes
              + " bytes, a sample has "
              + meanBytes,
          0);
    }
    fields.check();
  }

  private static void checkSamples(JobForm form, DatasetEntry dataset, Fields fields) {
    if (form.importance() != null && dataset.samples() > LossShelf.MOST_SAMPLES) {
      fields.refuse(
          "contract",
          fields.raw("contract"),
          "strict or substitute: importance is for at most %d samples and %s has %d"
              .formatted(LossShelf.MOST_SAMPLES, form.dataset(), dataset.samples()),
          "");
      fields.check();
    }
  }

  private HttpResponse submit(JobSpec spec) {
    Caller.holdNew("name", spec.name());
    var reply = asking.job(spec.name(), r -> new JobCommand.Submit(spec, r));
    if (reply instanceof JobReply.Refused(var field, var detail) && field.equals("name")) {
      throw Problem.of(ProblemCode.NAME_TAKEN, detail).with("field", field).exception();
    }
    var job = JobAnswers.job(reply);
    asking.catalog(r -> new CatalogCommand.ClaimName(CatalogCommand.NameKind.JOB, spec.name(), r));
    var view = JobViews.accepted(job);
    costs.of(spec).ifPresent(cost -> view.set("shuffleCost", cost));
    var accepted = Replies.json(201, view);
    return Replies.with(accepted, "Location", "/v1/jobs/" + spec.name());
  }

  private HttpResponse list(Exchange exchange) {
    var page = Paging.of(exchange);
    var reply =
        asking.catalog(r ->
            new CatalogCommand.ListNames(
                CatalogCommand.NameKind.JOB, page.cursor(), page.limit(), r));
    if (!(reply instanceof CatalogReply.NamesAre(var names, var more))) {
      throw new IllegalStateException("the catalog answered out of turn: " + reply);
    }
    return page.reply("/v1/jobs", "jobs", describe(names), more ? names.getLast() : "");
  }

  private List<ObjectNode> describe(List<String> names) {
    var later = names.stream().map(n -> asking.jobLater(n, JobCommand.Describe::new)).toList();
    return Stream.iterate(0, i -> i < names.size(), i -> i + 1)
        .map(i -> asking.await("job " + names.get(i), later.get(i)))
        .filter(JobReply.JobIs.class::isInstance)
        .map(reply -> JobViews.whole(JobAnswers.job(reply)))
        .toList();
  }

  private HttpResponse show(Exchange exchange) {
    return Replies.json(200, JobViews.whole(describe(Names.inPath(exchange, "job"))));
  }

  private JobReply.JobIs describe(String name) {
    return JobAnswers.job(asking.job(name, JobCommand.Describe::new));
  }

  private HttpResponse change(Exchange exchange) {
    var name = Names.inPath(exchange, "job");
    var change = KnobsForm.read(exchange.fields(KnobsForm.PROPERTIES));
    var reply = asking.job(name, r -> new JobCommand.Adjust(change, r));
    if (reply instanceof JobReply.NotRunning(var phase, var reason)) {
      throw Problem.of(
              ProblemCode.JOB_ENDED,
              "job %s is %s%s"
                  .formatted(name, Fields.wireName(phase), reason.isEmpty() ? "" : ": " + reason))
          .with("phase", Fields.wireName(phase))
          .exception();
    }
    return Replies.json(200, JobViews.whole(JobAnswers.job(reply)));
  }

  private HttpResponse stop(Exchange exchange) {
    var name = Names.inPath(exchange, "job");
    var reply = asking.job(name, r -> new JobCommand.Stop("stopped by request", r));
    return Replies.json(200, JobViews.whole(JobAnswers.job(reply)));
  }

  /** A replay is a job that follows another: it reads the windows that the leader's log keeps. */
  private HttpResponse replay(Exchange exchange) {
    var leader = describe(Names.inPath(exchange, "job"));
    var fields = exchange.fields(REPLAY);
    var name = fields.text("name", Names.PATTERN, Names.RULE, null);
    if (name.equals(leader.spec().name())) {
      fields.refuse("name", fields.raw("name"), "another name than the job's own", "");
    }
    if (leader.spec().importance() != null) {
      fields.refuse(
          "job",
          Json.object().textNode(leader.spec().name()),
          "a job of contract strict or substitute: an importance job selects by its own losses",
          "");
    }
    fields.check();
    return submit(following(leader.spec(), leader.ranks(), name));
  }

  private static JobSpec following(JobSpec leader, int ranks, String name) {
    return new JobSpec(
            name,
            leader.version(),
            leader.contract(),
            leader.globalBatch() / ranks,
            leader.epochs(),
            ranks,
            leader.seed(),
            leader.tail(),
            leader.shuffle(),
            leader.onMissing(),
            leader.maxMissing(),
            leader.name(),
            leader.validationShare(),
            leader.heldOut(),
            leader.priority())
        .preparing(leader.prepare());
  }
}
