package dev.sheaf.http.dataset;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Paging;
import dev.sheaf.http.route.Replies;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The routes below {@code /v1/datasets}. */
public final class DatasetRoutes {
  private static final List<String> PROPERTIES =
      List.of("uri", "format", "labels", "pack", DatasetPolicies.FIELD);
  private static final Pattern FORMAT = Pattern.compile("auto|folder|tar|cifar");
  private static final Pattern LABELS = Pattern.compile("auto");
  private static final String PACK_RULE =
      "an address such as s3://bucket/packed where packages may be written to, or off";
  private static final Pattern ANY_URI = Pattern.compile(".{1,4096}");

  private final Asking asking;
  private final DatasetDesk desk;
  private final DatasetWarming warming;
  private final DatasetPolicies policies;

  /** Routes that index by {@code indexing} and load ahead by {@code warming}. */
  public DatasetRoutes(
      ActorSystem<?> system, Asking asking, DatasetIndexing indexing, DatasetWarming warming) {
    this.asking = asking;
    this.desk = new DatasetDesk(system, indexing, asking);
    this.warming = warming;
    this.policies = new DatasetPolicies(asking);
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/datasets", this::list).query("limit", "cursor"),
        Endpoint.get("/v1/datasets/{dataset}", this::show),
        Endpoint.put("/v1/datasets/{dataset}", this::register).query("refresh"),
        Endpoint.patch("/v1/datasets/{dataset}", this::change),
        Endpoint.delete("/v1/datasets/{dataset}", this::forget),
        Endpoint.post("/v1/datasets/{dataset}/warm", this::warm));
  }

  private HttpResponse list(Exchange exchange) {
    var page = Paging.of(exchange);
    return switch (asking.catalog(
        r -> new CatalogCommand.ListDatasets(page.cursor(), page.limit(), r))) {
      case CatalogReply.DatasetsAre(var entries, var more) -> {
        var last = more ? entries.getLast().version().dataset() : "";
        var views = entries.stream().map(DatasetViews::ready).toList();
        yield page.reply("/v1/datasets", "datasets", views, last);
      }
      case CatalogReply other -> throw unexpected(other);
    };
  }

  private HttpResponse show(Exchange exchange) {
    var name = Names.inPath(exchange, "dataset");
    var work = desk.find(name);
    return work.isPresent() ? begun(work.get()) : ready(name);
  }

  private HttpResponse begun(DatasetDesk.Work work) {
    var failure = work.failure();
    var view = failure == null ? DatasetViews.indexing(work) : DatasetViews.failed(work, failure);
    return Replies.json(200, view);
  }

  private HttpResponse ready(String name) {
    return switch (find(name)) {
      case CatalogReply.DatasetIs(var entry, var _) ->
          Replies.json(200, withMemory(entry, policies.shown(name, DatasetViews.ready(entry))));
      case CatalogReply.NoSuchDataset none -> throw unknown(none).exception();
      case CatalogReply other -> throw unexpected(other);
    };
  }

  /** Adds the dataset's part of the memory, as its conductor says it. */
  private ObjectNode withMemory(DatasetEntry entry, ObjectNode view) {
    asking
        .conductorSoon(entry.version(), ConductorCommand.Observe::new)
        .ifPresent(answer -> {
          if (answer instanceof ConductorReply.Standing standing) {
            view.set("memory", MemoryViews.of(standing.memory()));
          }
        });
    return view;
  }

  private CatalogReply find(String name) {
    return asking.catalog(r -> new CatalogCommand.FindDataset(name, r));
  }

  private HttpResponse register(Exchange exchange) {
    var name = Names.inPath(exchange, "dataset");
    var fields = exchange.fields(PROPERTIES);
    var uri = uri(fields);
    var pack = pack(fields);
    var format = fields.text("format", FORMAT, "one of auto, folder, tar, cifar", "auto");
    fields.text("labels", LABELS, "auto: labels come from the dataset's own layout", "auto");
    var policy = DatasetPolicies.read(fields);
    fields.check();
    Caller.holdOrigin("uri", uri);
    pack.filter(place -> !place.isEmpty())
        .ifPresent(place -> Caller.holdOrigin("pack", URI.create(place)));
    policy.ifPresent(chosen -> policies.choose(name, chosen));
    var known = refresh(exchange) ? Optional.<DatasetEntry>empty() : same(name, uri, format);
    if (known.isPresent()) {
      var entry = pack.isPresent() ? repacked(known.get(), pack.get()) : known.get();
      return Replies.json(200, DatasetViews.ready(entry));
    }
    var work =
        desk.begin(
            name, new DatasetIndexing.Source(uri, format, pack.orElseGet(() -> packOf(name))));
    var reply = Replies.json(202, DatasetViews.indexing(work));
    return Replies.with(reply, "Location", "/v1/datasets/" + name);
  }

  private HttpResponse change(Exchange exchange) {
    var name = Names.inPath(exchange, "dataset");
    var fields = exchange.fields(List.of(DatasetPolicies.FIELD));
    var policy = DatasetPolicies.read(fields);
    fields.check();
    if (find(name) instanceof CatalogReply.NoSuchDataset none) {
      throw unknown(none).exception();
    }
    policy.ifPresent(chosen -> policies.choose(name, chosen));
    return ready(name);
  }

  private static boolean refresh(Exchange exchange) {
    var text = exchange.query("refresh").orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw Problem.of(ProblemCode.BAD_PARAMETER, "refresh must be true or false but was " + text)
          .exception();
    }
    return text.equals("true");
  }

  private static URI uri(Fields fields) {
    var rule = "an address such as file:///data/cats or s3://bucket/prefix";
    return address(fields, "uri", fields.text("uri", ANY_URI, rule, null), rule);
  }

  private static URI address(Fields fields, String field, String text, String rule) {
    try {
      var uri = new URI(text);
      var scheme = uri.getScheme();
      return "file".equals(scheme) || "s3".equals(scheme)
          ? uri
          : fields.refuse(field, fields.raw(field), rule, uri);
    } catch (URISyntaxException malformed) {
      return fields.refuse(field, fields.raw(field), rule, URI.create("file:///"));
    }
  }

  /**
   * Where to write packages back to; present and empty for nowhere, absent to leave it as it is.
   */
  private static Optional<String> pack(Fields fields) {
    if (!fields.has("pack")) {
      return Optional.empty();
    }
    var text = fields.text("pack", ANY_URI, PACK_RULE, null);
    return Optional.of(
        text.equals("off") ? "" : address(fields, "pack", text, PACK_RULE).toString());
  }

  private String packOf(String name) {
    return find(name) instanceof CatalogReply.DatasetIs(var entry, var _)
        ? entry.packPlace().map(URI::toString).orElse("")
        : "";
  }

  /** Only where packages are written back to is another: no need to index again. */
  private DatasetEntry repacked(DatasetEntry entry, String pack) {
    var place = entry.packPlace().map(URI::toString).orElse("");
    if (place.equals(pack)) {
      return entry;
    }
    desk.holdPack(new DatasetIndexing.Source(URI.create(entry.uri()), entry.format(), pack));
    var changed = entry.packedTo(pack);
    asking.catalog(r -> new CatalogCommand.RegisterDataset(changed, r));
    return changed;
  }

  private Optional<DatasetEntry> same(String name, URI uri, String format) {
    if (desk.find(name).isPresent()) {
      return Optional.empty();
    }
    return find(name) instanceof CatalogReply.DatasetIs(var entry, var _)
            && place(URI.create(entry.uri())).equals(place(uri))
            && (format.equals("auto") || format.equals(entry.format()))
        ? Optional.of(entry)
        : Optional.empty();
  }

  /** The same place may be written file:/x, file:///x and file:///x/. */
  private static String place(URI uri) {
    var host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    var path = uri.getPath() == null ? "" : uri.getPath();
    return uri.getScheme() + "://" + host + (path.endsWith("/") ? path : path + "/");
  }

  private HttpResponse forget(Exchange exchange) {
    var name = Names.inPath(exchange, "dataset");
    var failure = desk.forgetFailure(name);
    return switch (asking.catalog(r -> new CatalogCommand.ForgetDataset(name, r))) {
      case CatalogReply.Forgotten _ -> Replies.empty(204);
      case CatalogReply.NoSuchDataset none -> {
        if (failure) {
          yield Replies.empty(204);
        }
        throw unknown(none).exception();
      }
      case CatalogReply other -> throw unexpected(other);
    };
  }

  private HttpResponse warm(Exchange exchange) {
    var name = Names.inPath(exchange, "dataset");
    return switch (find(name)) {
      case CatalogReply.DatasetIs(var entry, var _) ->
          Replies.json(202, Json.object().put("packages", warming.warm(entry)));
      case CatalogReply.NoSuchDataset none -> throw unknown(none).exception();
      case CatalogReply other -> throw unexpected(other);
    };
  }

  /** The problem that no dataset has a name. */
  public static Problem unknown(CatalogReply.NoSuchDataset none) {
    var problem = Problem.of(ProblemCode.UNKNOWN_DATASET, "there is no dataset " + none.name());
    return none.nearest().isEmpty()
        ? problem
        : problem.hint("Did you mean " + none.nearest() + "? GET /v1/datasets lists all.");
  }

  private static IllegalStateException unexpected(CatalogReply reply) {
    return new IllegalStateException("the catalog answered out of turn: " + reply);
  }
}
