package dev.sheaf.http.job;

import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.importance.LossShelf;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import java.io.IOException;
import java.util.List;

/** The route by which trainers send the losses of samples back. */
public final class LossRoutes {
  private static final List<String> PROPERTIES = List.of("epoch", "ids", "losses");
  private static final int MAX_LOSSES = 262_144;
  private static final long MAX_BODY_BYTES = 16 << 20;

  private final Asking asking;
  private final Manifests manifests;
  private final LossShelf shelf;
  private final LossLog log;

  /**
   * A route that keeps losses of importance jobs in {@code shelf}, and of others in {@code log}.
   */
  public LossRoutes(Asking asking, Manifests manifests, LossShelf shelf, LossLog log) {
    this.asking = asking;
    this.manifests = manifests;
    this.shelf = shelf;
    this.log = log;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/v1/jobs/{job}/losses", this::accept).maxBody(MAX_BODY_BYTES));
  }

  private HttpResponse accept(Exchange exchange) throws IOException {
    var name = Names.inPath(exchange, "job");
    var fields = exchange.fields(PROPERTIES);
    var job = JobAnswers.job(asking.job(name, JobCommand.Describe::new));
    var isSelecting = job.spec().importance() != null;
    var samples = samples(job);
    var epoch = (int) fields.integer("epoch", 0, newestEpoch(job, isSelecting), null);
    var ids = fields.integers("ids", MAX_LOSSES, 0, samples - 1);
    var losses = fields.numbers("losses", MAX_LOSSES);
    checkLengths(fields, ids.length, losses.length);
    if (isSelecting) {
      shelf.put(new LossShelf.Of(name, job.spec().version(), samples), epoch, ids, losses);
    } else {
      log.append(name, epoch, ids, losses);
    }
    return Replies.json(202, Json.object().put("accepted", ids.length));
  }

  /**
   * The newest epoch that a loss may be of. A later epoch's loss outweighs all earlier ones, so an
   * importance job may not claim one that cannot have begun.
   */
  private static int newestEpoch(JobReply.JobIs job, boolean isSelecting) {
    var last = job.spec().epochs() - 1;
    return isSelecting ? Math.min(last, job.epoch() + 1) : last;
  }

  private long samples(JobReply.JobIs job) throws IOException {
    return manifests.open(job.spec().version()).table().samples();
  }

  private static void checkLengths(Fields fields, int ids, int losses) {
    if (ids != losses) {
      fields.refuse(
          "losses",
          Json.object().numberNode(losses),
          "a list of " + ids + " numbers, one an id",
          0);
    }
    fields.check();
  }
}
