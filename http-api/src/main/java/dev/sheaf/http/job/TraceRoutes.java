package dev.sheaf.http.job;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.ledger.AssignedWindow;
import java.util.List;

/** The route of a job's decision log: its windows, a page at a time, from the oldest kept on. */
public final class TraceRoutes {
  private final Asking asking;

  /** The route. */
  public TraceRoutes(Asking asking) {
    this.asking = asking;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/jobs/{job}/trace", this::trace).query("epoch", "from"));
  }

  private HttpResponse trace(Exchange exchange) {
    var name = Names.inPath(exchange, "job");
    var epoch = (int) exchange.queryLong("epoch", 0, JobForm.MAX_EPOCHS, 0);
    var from = (int) exchange.queryLong("from", 0, Integer.MAX_VALUE, 0);
    var reply = asking.job(name, r -> new JobCommand.ReadLog(epoch, from, r));
    if (reply instanceof JobReply.TooOld old && exchange.query("epoch").isEmpty()) {
      reply = asking.job(name, r -> new JobCommand.ReadLog(old.oldestEpoch(), 0, r));
    }
    if (reply instanceof JobReply.Windows windows) {
      return Replies.json(200, page(windows));
    }
    throw JobAnswers.problem(reply).exception();
  }

  private static ObjectNode page(JobReply.Windows windows) {
    var page = Json.object().put("job", windows.spec().name()).put("ranks", windows.ranks());
    var list = page.putArray("windows");
    windows.windows().forEach(window -> view(window, list.addObject()));
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
