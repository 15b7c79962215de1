package dev.sheaf.http.model;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.Models;
import dev.sheaf.actors.model.Models.Opening;
import dev.sheaf.actors.model.Models.Registration;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Paging;
import dev.sheaf.http.route.Replies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The routes of the model store: what is known, where it is, and who holds it. */
public final class ModelRoutes {
  private static final String PATH = "/v1/models";
  private static final String ONE = PATH + "/{model}";
  private static final String LEASES = ONE + "/leases";
  private static final String LEASE = LEASES + "/{lease}";
  private static final long MOST_SECONDS = 3_600;
  private static final long DEFAULT_SECONDS = 60;

  private final Models models;
  private final ModelForm form;
  private final Elsewhere elsewhere;

  /** Routes of {@code models}, or that lead to a node that has some. */
  public ModelRoutes(Asking asking, Models models, ClusterView cluster, String scheme) {
    this.models = models;
    this.form = new ModelForm(asking);
    this.elsewhere = new Elsewhere(cluster, scheme);
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post(PATH, elsewhere.orHere(this::register)),
        Endpoint.get(PATH, elsewhere.orHere(this::list)).query("limit", "cursor"),
        Endpoint.get(ONE, elsewhere.orHere(this::show)),
        Endpoint.delete(ONE, elsewhere.orHere(this::remove)),
        Endpoint.post(LEASES, elsewhere.orHere(this::open)),
        Endpoint.put(LEASE, elsewhere.orHere(this::renew)),
        Endpoint.delete(LEASE, elsewhere.orHere(this::close)));
  }

  private HttpResponse register(Exchange exchange) throws InterruptedException {
    return switch (models.register(form.read(exchange))) {
      case Registration.Refused(String field, String reason) ->
          throw Problem.of(ProblemCode.MODEL_REFUSED, reason).with("field", field).exception();
      case Registration.Registered(var card, boolean created) ->
          Replies.with(
              Replies.json(created ? 201 : 200, whole(card)), "Location", PATH + "/" + card.name());
    };
  }

  private HttpResponse list(Exchange exchange) {
    var page = Paging.of(exchange);
    var grant = Caller.current();
    var cursor = page.cursor().compareTo(grant.prefix()) < 0 ? grant.prefix() : page.cursor();
    var names = models.names(cursor, page.limit() + 1).stream().filter(grant::sees).toList();
    var more = names.size() > page.limit();
    var shown = more ? names.subList(0, page.limit()) : names;
    var entries =
        shown.stream().map(models::find).flatMap(Optional::stream).map(ModelViews::brief).toList();
    return page.reply(PATH, "models", entries, more ? shown.getLast() : "");
  }

  private HttpResponse show(Exchange exchange) {
    var name = Names.inPath(exchange, "model");
    var card = models.find(name).orElseThrow(() -> Refusals.unknown(name).exception());
    return Replies.json(200, whole(card));
  }

  private ObjectNode whole(ModelCard card) {
    return ModelViews.whole(card, models.shared(card.name()), models.fill());
  }

  private HttpResponse remove(Exchange exchange) {
    var name = Names.inPath(exchange, "model");
    if (!models.remove(name)) {
      throw Refusals.unknown(name).exception();
    }
    return Replies.empty(204);
  }

  private HttpResponse open(Exchange exchange) throws InterruptedException {
    var name = Names.inPath(exchange, "model");
    var fields = exchange.fields(List.of("seconds"));
    var seconds = fields.integer("seconds", 1, MOST_SECONDS, DEFAULT_SECONDS);
    fields.check();
    var lease = UUID.randomUUID().toString();
    return switch (models.open(name, lease(name, lease), Duration.ofSeconds(seconds))) {
      case Opening.Opened opened ->
          Replies.with(
              Replies.json(201, Json.object().put("lease", lease).put("seconds", seconds)),
              "Location",
              PATH + "/" + name + "/leases/" + lease);
      case Opening.Not(var why) -> throw Refusals.of(why).exception();
    };
  }

  private static String lease(String model, String lease) {
    return "http/" + model + "/" + lease;
  }

  private HttpResponse renew(Exchange exchange) {
    return ended(exchange, models.renew(held(exchange)));
  }

  private HttpResponse close(Exchange exchange) {
    return ended(exchange, models.close(held(exchange)));
  }

  private static String held(Exchange exchange) {
    return lease(Names.inPath(exchange, "model"), Names.inPath(exchange, "lease"));
  }

  private static HttpResponse ended(Exchange exchange, boolean known) {
    if (!known) {
      throw Problem.of(
              ProblemCode.UNKNOWN_LEASE,
              "the model %s has no lease %s"
                  .formatted(exchange.path("model"), exchange.path("lease")))
          .exception();
    }
    return Replies.empty(204);
  }
}
