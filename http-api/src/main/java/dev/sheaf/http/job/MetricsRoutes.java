package dev.sheaf.http.job;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.JobTotals;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The route that shows what a job was served, and how near the bound it came.
 *
 * <p>The number of jobs that the bound divides by is the number that read the dataset version now;
 * once none does, the number that ever ran on it (of the first thousand names).
 */
public final class MetricsRoutes {
  private static final int MAX_NAMES = 1000;

  private final Asking asking;
  private final Manifests manifests;
  private final NodeFigures node;

  /** A route over the coordinators and conductors that {@code asking} reaches. */
  public MetricsRoutes(Asking asking, Manifests manifests, NodeFigures node) {
    this.asking = asking;
    this.manifests = manifests;
    this.node = node;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/jobs/{job}/metrics", this::metrics));
  }

  private HttpResponse metrics(Exchange exchange) throws IOException {
    var name = Names.inPath(exchange, "job");
    var job = JobAnswers.job(asking.job(name, JobCommand.Describe::new));
    var manifest = manifests.open(job.spec().version());
    var view = served(job.totals());
    figures(job, manifest.table()).addTo(view, job.totals());
    view.put("stallSeconds", seconds(job.totals().waitNanos()));
    addEpochs(view, job, manifest.table());
    addQuality(view, job, manifest.table());
    addCost(view, job.totals(), node.originPrice(manifest.root()));
    return Replies.json(200, view);
  }

  /** Of the newest epoch whose order is long enough to be looked at; null when none is. */
  private void addQuality(ObjectNode view, JobReply.JobIs job, PackageTable table) {
    if (job.spec().contract() == Contract.IMPORTANCE) {
      view.putNull("shuffleQuality");
      return;
    }
    for (int epoch = job.epoch(); epoch >= Math.max(0, job.epoch() - 1); epoch--) {
      var asked = epoch;
      var reply = asking.job(job.spec().name(), r -> new JobCommand.ReadLog(asked, 0, r));
      if (reply instanceof JobReply.Windows windows) {
        var quality = OrderFigures.shuffleQuality(job.spec(), table, windows.windows());
        if (!Double.isNaN(quality)) {
          view.put("shuffleQuality", quality);
          return;
        }
      }
    }
    view.putNull("shuffleQuality");
  }

  static void addCost(ObjectNode view, JobTotals totals, OriginPrice price) {
    var origin = price.costMicroUsd(totals.originGets(), totals.originBytes());
    var lambda = totals.lambda();
    var cost = origin + lambda.costMicroUsd();
    view.put("costMicroUsd", Math.round(cost))
        .put("costMicroUsdPerSample", totals.delivered() == 0 ? 0 : cost / totals.delivered());
    view.putObject("cost")
        .put("originMicroUsd", origin)
        .put("lambdaMicroUsd", lambda.costMicroUsd())
        .put("lambdaGbSeconds", lambda.gbSeconds())
        .put("lambdaRequests", lambda.runs());
  }

  /** The latest epochs, each with the share of the job's samples that it reads. */
  private static void addEpochs(ObjectNode view, JobReply.JobIs job, PackageTable table) {
    var all = SampleSelection.of(job.spec(), table).samples();
    var least = 1.0;
    var epochs = view.putArray("epochs");
    for (var each : job.epochs()) {
      var samples = each.samples(all);
      var coverage = Math.min(1, (double) each.delivered() / samples);
      least = each.epoch() < job.epoch() ? Math.min(least, coverage) : least;
      epochs
          .addObject()
          .put("epoch", each.epoch())
          .put("samples", samples)
          .put("selectedShare", (double) samples / all)
          .put("delivered", each.delivered())
          .put("coverage", coverage)
          .put("originReads", each.originSamples());
    }
    view.put("coverage", least);
  }

  static ObjectNode served(JobTotals totals) {
    var view =
        Json.object()
            .put("delivered", totals.delivered())
            .put("duplicates", totals.duplicates())
            .put("missing", totals.missing());
    view.putObject("hits")
        .put("memory", totals.memoryHits())
        .put("disk", totals.diskHits())
        .put("lambda", totals.lambdaHits());
    return view;
  }

  static double seconds(long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private OriginFigures figures(JobReply.JobIs job, PackageTable table) {
    var version = job.spec().version();
    var datasetBytes = Math.max(1, table.totalBytes());
    var standing = asking.conductor(version, ConductorCommand.Observe::new);
    if (!(standing instanceof ConductorReply.Standing known)) {
      throw new IllegalStateException("the conductor answered out of turn: " + standing);
    }
    return new OriginFigures(
        Math.clamp((double) known.capacityBytes() / datasetBytes, 0, 1),
        job.spec().epochs(),
        Math.max(1, known.jobs() > 0 ? known.jobs() : everRan(version)));
  }

  private int everRan(DatasetVersion version) {
    var reply =
        asking.catalog(
            r -> new CatalogCommand.ListNames(CatalogCommand.NameKind.JOB, "", MAX_NAMES, r));
    if (!(reply instanceof CatalogReply.NamesAre(var names, var _))) {
      throw new IllegalStateException("the catalog answered out of turn: " + reply);
    }
    var later = names.stream().map(n -> asking.jobLater(n, JobCommand.Describe::new)).toList();
    return (int)
        later.stream()
            .map(answer -> asking.await("a job", answer))
            .filter(answer -> ran(answer, version))
            .count();
  }

  private static boolean ran(JobReply reply, DatasetVersion version) {
    return reply instanceof JobReply.JobIs job
        && job.spec().version().equals(version)
        && job.totals().delivered() > 0;
  }
}
