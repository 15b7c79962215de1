package dev.sheaf.http.job;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import java.io.IOException;
import java.util.List;

/**
 * The route of a job's decision log: its windows, a page at a time, from the oldest kept on; and
 * what they were decided over: the packages, and the cache that the dataset had when asked.
 */
public final class TraceRoutes {
  /**
   * Beyond it the table would be larger than all windows; a replay then takes packages as equal.
   */
  private static final int MOST_PACKAGES = 200_000;

  private final Asking asking;
  private final Manifests manifests;

  /** The routes. */
  public TraceRoutes(Asking asking, Manifests manifests) {
    this.asking = asking;
    this.manifests = manifests;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/jobs/{job}/trace", this::trace).query("epoch", "from"),
        Endpoint.get("/v1/jobs/{job}/trace/setting", this::setting));
  }

  private HttpResponse setting(Exchange exchange) throws IOException {
    var name = Names.inPath(exchange, "job");
    var job = JobAnswers.job(asking.job(name, JobCommand.Describe::new));
    var version = job.spec().version();
    var view = JobViews.whole(job);
    view.put("originReads", job.totals().originSamples())
        .put("memoryHits", job.totals().memoryHits());
    if (asking.conductor(version, ConductorCommand.Observe::new)
        instanceof ConductorReply.Standing standing) {
      view.put("cacheBytes", standing.capacityBytes());
    }
    var table = manifests.open(version).table();
    if (table.packages() <= MOST_PACKAGES) {
      addPackages(view.putArray("packages"), table);
    }
    return Replies.json(200, view);
  }

  /** Runs of equal packages: how many, samples of each, bytes of each. */
  private static void addPackages(ArrayNode runs, PackageTable table) {
    for (int index = 0; index < table.packages(); ) {
      var first = index;
      while (index < table.packages()
          && table.count(index) == table.count(first)
          && table.sizeBytes(index) == table.sizeBytes(first)) {
        index++;
      }
      runs.addArray().add(index - first).add(table.count(first)).add(table.sizeBytes(first));
    }
  }

  private HttpResponse trace(Exchange exchange) {
    var name = Names.inPath(exchange, "job");
    var epoch = (int) exchange.queryLong("epoch", 0, JobForm.MAX_EPOCHS, 0);
    var from = (int) exchange.queryLong("from", 0, Integer.MAX_VALUE, 0);
    var reply = asking.job(name, r -> new JobCommand.ReadTrace(epoch, from, r));
    if (reply instanceof JobReply.TooOld old && exchange.query("epoch").isEmpty()) {
      reply = asking.job(name, r -> new JobCommand.ReadTrace(old.oldestEpoch(), 0, r));
    }
    if (reply instanceof JobReply.Log log) {
      return Replies.json(200, page(log));
    }
    throw JobAnswers.problem(reply).exception();
  }

  private static ObjectNode page(JobReply.Log log) {
    var windows = log.windows();
    var page = Json.object().put("job", windows.spec().name()).put("ranks", windows.ranks());
    var list = page.putArray("windows");
    for (int i = 0; i < windows.windows().size(); i++) {
      view(windows.windows().get(i), list.addObject().put("atMillis", log.assignedMillis().get(i)));
    }
    if (windows.windows().isEmpty()) {
      return page.putNull("next");
    }
    var last = windows.windows().getLast();
    page.putObject("next")
        .put("epoch", last.last() ? last.epoch() + 1 : last.epoch())
        .put("from", last.last() ? 0 : last.endBatch());
    return page;
  }

  private static void view(AssignedWindow window, ObjectNode into) {
    into.put("generation", window.generation())
        .put("epoch", window.epoch())
        .put("firstBatch", window.firstBatch())
        .put("batches", window.batches());
    var open = into.putArray("open");
    window.open().forEach(p -> pair(open, "package", p.index()).put("drawn", p.drawn()));
    var openings = into.putArray("openings");
    window.openings().forEach(p -> pair(openings, "package", p.index()).put("batch", p.batch()));
    var replacements = into.putArray("replacements");
    window
        .replacements()
        .forEach(r -> pair(replacements, "id", r.id()).put("by", r.by()).put("batch", r.batch()));
    into.put("last", window.last()).put("crc", Integer.toUnsignedLong(window.crc()));
  }

  private static ObjectNode pair(ArrayNode list, String name, long value) {
    return list.addObject().put(name, value);
  }
}
