package dev.sheaf.http.ensemble;

import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleReply;
import dev.sheaf.actors.ensemble.EnsembleView;
import dev.sheaf.actors.ensemble.Slots;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Paging;
import dev.sheaf.http.route.ReaderWatch;
import dev.sheaf.http.route.Replies;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The routes that submit, show, follow and stop ensembles. */
public final class EnsembleRoutes {
  private static final String PATH = "/v1/ensembles";
  private static final String ONE = PATH + "/{ensemble}";
  private static final String JSON = "application/json";
  private static final List<String> TYPES =
      List.of(JSON, "application/yaml", "application/x-yaml", "text/yaml");
  private static final long MOST_BYTES = 64 << 10;
  private static final Duration SLOTS_SOON = Duration.ofSeconds(2);

  private final Asking asking;
  private final Slots slots;
  private final EnsembleStream stream;

  /** Routes that submit to the slots that {@code slots} knows. */
  public EnsembleRoutes(Asking asking, Slots slots, ReaderWatch readers) {
    this.asking = asking;
    this.slots = slots;
    this.stream = new EnsembleStream(asking, readers);
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(PATH, this::submit).query("dryRun").maxBody(MOST_BYTES),
        Endpoint.get(PATH, this::list).query("limit", "cursor"),
        Endpoint.get(ONE, this::show),
        Endpoint.get(ONE + "/events", this::events),
        Endpoint.delete(ONE, this::stop));
  }

  private HttpResponse submit(Exchange exchange) {
    var body = exchange.body(TYPES);
    var form = EnsembleForm.read(body.bytes(), !body.type().equals(JSON));
    var entry = dataset(form);
    if (slots.count() == 0) {
      throw Problem.of(ProblemCode.UNAVAILABLE, "no node of the cluster has slots to train on")
          .hint("Start one with the role gpu and sheaf.gpu.slots above 0.")
          .retryAfter(SLOTS_SOON)
          .exception();
    }
    var spec = form.spec(entry, slots.offers());
    Caller.holdNew("name", spec.name());
    if (dryRun(exchange)) {
      return Replies.json(200, EnsemblePlan.of(spec, slots));
    }
    var reply = asking.ensemble(spec.name(), to -> new EnsembleCommand.Submit(spec, to));
    if (reply instanceof EnsembleReply.NameTaken(String name)) {
      throw Problem.of(ProblemCode.NAME_TAKEN, "an ensemble " + name + " of another spec is there")
          .with("field", "name")
          .exception();
    }
    asking.catalog(
        to -> new CatalogCommand.ClaimName(CatalogCommand.NameKind.ENSEMBLE, spec.name(), to));
    var accepted = Replies.json(201, EnsembleViews.whole(view(reply)));
    return Replies.with(accepted, "Location", PATH + "/" + spec.name());
  }

  private static boolean dryRun(Exchange exchange) {
    var wish = exchange.query("dryRun").orElse("false");
    if (!wish.equals("true") && !wish.equals("false")) {
      throw Problem.of(ProblemCode.BAD_PARAMETER, "dryRun must be true or false but was " + wish)
          .exception();
    }
    return wish.equals("true");
  }

  private DatasetEntry dataset(EnsembleForm form) {
    return switch (asking.catalog(to -> new CatalogCommand.FindDataset(form.dataset(), to))) {
      case CatalogReply.DatasetIs(var entry, var _) -> entry;
      case CatalogReply.NoSuchDataset none -> {
        form.refuseDataset(none.nearest());
        throw new IllegalStateException("a refusal must have ended the request");
      }
      case CatalogReply other ->
          throw new IllegalStateException("the catalog answered out of turn: " + other);
    };
  }

  private HttpResponse list(Exchange exchange) {
    var page = Paging.of(exchange);
    var reply =
        asking.catalog(to ->
            new CatalogCommand.ListNames(
                CatalogCommand.NameKind.ENSEMBLE, page.cursor(), page.limit(), to));
    if (!(reply instanceof CatalogReply.NamesAre(var names, var more))) {
      throw new IllegalStateException("the catalog answered out of turn: " + reply);
    }
    var later =
        names.stream()
            .map(name -> asking.ensembleLater(name, EnsembleCommand.Describe::new))
            .toList();
    var entries =
        IntStream.range(0, names.size())
            .mapToObj(i -> asking.await("ensemble " + names.get(i), later.get(i)))
            .filter(EnsembleReply.EnsembleIs.class::isInstance)
            .map(is -> EnsembleViews.brief(view(is)))
            .toList();
    return page.reply(PATH, "ensembles", entries, more ? names.getLast() : "");
  }

  private HttpResponse show(Exchange exchange) {
    return Replies.json(200, EnsembleViews.whole(describe(exchange)));
  }

  private HttpResponse events(Exchange exchange) {
    return stream.of(describe(exchange));
  }

  private EnsembleView describe(Exchange exchange) {
    var name = Names.inPath(exchange, "ensemble");
    return view(asking.ensemble(name, EnsembleCommand.Describe::new));
  }

  private HttpResponse stop(Exchange exchange) {
    var name = Names.inPath(exchange, "ensemble");
    var reply = asking.ensemble(name, to -> new EnsembleCommand.Stop("stopped by request", to));
    return Replies.json(200, EnsembleViews.whole(view(reply)));
  }

  /** The ensemble that was asked for; a problem 404 when there is none. */
  public static EnsembleView view(EnsembleReply reply) {
    return switch (reply) {
      case EnsembleReply.EnsembleIs(EnsembleView view) -> view;
      case EnsembleReply.NoSuchEnsemble(String name) ->
          throw Problem.of(ProblemCode.UNKNOWN_ENSEMBLE, "there is no ensemble " + name)
              .exception();
      case EnsembleReply.NameTaken(String name) ->
          throw new IllegalStateException("nothing was submitted: " + name);
    };
  }
}
