package dev.sheaf.http.model;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.Models;
import dev.sheaf.actors.model.Prediction;
import dev.sheaf.actors.model.Predictor;
import dev.sheaf.http.ensemble.EnsembleRoutes;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Numbers;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.ensemble.Combine;
import dev.sheaf.policies.ensemble.Scores;
import dev.sheaf.policies.ensemble.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The route that predicts, with a model of the store or with a trained ensemble. */
public final class PredictRoutes {
  private static final int MOST_IMAGES = 256;
  private static final long MOST_BYTES = 16 << 20;
  private static final long PATIENCE_MILLIS = 100_000;

  private final Asking asking;
  private final Models models;
  private final Elsewhere elsewhere;

  /** Routes that predict with {@code models}, or lead to a node that can. */
  public PredictRoutes(Asking asking, Models models, ClusterView cluster, String scheme) {
    this.asking = asking;
    this.models = models;
    this.elsewhere = new Elsewhere(cluster, scheme);
  }

  /** What predicts, and how its answer is to be written. */
  private record Asked(
      Predictor predictor, String name, String dataset, Optional<Verdict> verdict) {}

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/models/{model}/predict", elsewhere.orHere(this::predict))
            .maxBody(MOST_BYTES));
  }

  private HttpResponse predict(Exchange exchange) throws InterruptedException {
    var asked = asked(Names.inPath(exchange, "model"));
    var patience =
        exchange
            .header("Sheaf-Deadline")
            .map(text -> Numbers.parse("Sheaf-Deadline", text, 1, PATIENCE_MILLIS))
            .orElse(PATIENCE_MILLIS);
    var images = images(exchange);
    return switch (models.predict(asked.predictor(), images, Duration.ofMillis(patience))) {
      case Prediction.Predicted(List<float[]> rows) -> answer(asked, rows);
      case Prediction not -> throw Refusals.of(not).exception();
    };
  }

  private Asked asked(String name) {
    var facts = models.facts(name);
    return facts.isPresent() ? single(name, facts.get()) : ensemble(name);
  }

  private static Asked single(String name, ModelCard.Facts facts) {
    return new Asked(new Predictor.Single(name), name, facts.dataset(), Optional.empty());
  }

  private Asked ensemble(String name) {
    var view = EnsembleRoutes.view(asking.ensemble(name, EnsembleCommand.Describe::new));
    var verdict = view.verdict();
    if (verdict == null) {
      throw Problem.of(
              ProblemCode.NOT_TRAINED,
              "the ensemble %s is %s".formatted(name, Fields.wireName(view.phase())))
          .with("phase", Fields.wireName(view.phase()))
          .exception();
    }
    return new Asked(
        new Predictor.Ensemble(view.spec(), verdict),
        view.spec().name(),
        view.spec().version().dataset(),
        Optional.of(verdict));
  }

  private static List<byte[]> images(Exchange exchange) {
    var fields = exchange.fields(List.of("images"));
    var images = new ArrayList<byte[]>();
    if (!(fields.raw("images") instanceof ArrayNode list)
        || list.isEmpty()
        || list.size() > MOST_IMAGES) {
      fields.refuse(
          "images",
          null,
          "a list of 1.." + MOST_IMAGES + " images, each a file's bytes in Base64",
          "");
      fields.check();
      return images;
    }
    for (int i = 0; i < list.size(); i++) {
      try {
        images.add(Base64.getDecoder().decode(list.get(i).asText()));
      } catch (IllegalArgumentException notBase64) {
        fields.refuse("images[" + i + "]", list.get(i), "Base64", "");
      }
    }
    fields.check();
    return images;
  }

  private HttpResponse answer(Asked asked, List<float[]> rows) {
    var classes = classes(asked.dataset());
    var rule = asked.verdict().map(verdict -> verdict.combination().rule()).orElse(Combine.SOFT);
    var body = Json.object().put("model", asked.name()).put("combine", Fields.wireName(rule));
    var members = body.putArray("members");
    asked.verdict().map(Verdict::members).orElse(List.of(asked.name())).forEach(members::add);
    var predictions = body.putArray("predictions");
    for (var row : rows) {
      var best = Scores.mostProbable(row, 0, row.length);
      var each =
          predictions
              .addObject()
              .put("label", best)
              .put("class", best < classes.size() ? classes.get(best) : Integer.toString(best))
              .put("probability", row[best]);
      var probabilities = each.putArray("probabilities");
      for (var probability : row) {
        probabilities.add(probability);
      }
    }
    return Replies.json(200, body);
  }

  /** The names of the classes, as long as the dataset is registered. */
  private List<String> classes(String dataset) {
    return !dataset.isEmpty()
            && asking.catalog(to -> new CatalogCommand.FindDataset(dataset, to))
                instanceof CatalogReply.DatasetIs(var entry, var _)
        ? entry.classes()
        : List.of();
  }
}
