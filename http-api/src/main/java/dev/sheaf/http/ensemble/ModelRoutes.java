package dev.sheaf.http.ensemble;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleView;
import dev.sheaf.actors.ensemble.Models;
import dev.sheaf.actors.ensemble.Models.Prediction;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.ensemble.Scores;
import dev.sheaf.policies.ensemble.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The route that predicts with a trained ensemble. */
public final class ModelRoutes {
  private static final int MOST_IMAGES = 256;
  private static final long MOST_BYTES = 16 << 20;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Asking asking;
  private final Models models;
  private final ClusterView cluster;

  /** Routes that predict with {@code models}, or lead to a node that can. */
  public ModelRoutes(Asking asking, Models models, ClusterView cluster) {
    this.asking = asking;
    this.models = models;
    this.cluster = cluster;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/v1/models/{model}/predict", this::predict).maxBody(MOST_BYTES));
  }

  private HttpResponse predict(Exchange exchange) throws InterruptedException {
    var name = Names.inPath(exchange, "model");
    var elsewhere = elsewhere();
    if (elsewhere != null) {
      return Replies.with(
          Replies.empty(307), "Location", "http://" + elsewhere + exchange.instance());
    }
    var view = EnsembleRoutes.view(asking.ensemble(name, EnsembleCommand.Describe::new));
    var verdict = view.verdict();
    if (verdict == null) {
      throw Problem.of(
              ProblemCode.NOT_TRAINED,
              "the ensemble %s is %s".formatted(name, Fields.wireName(view.phase())))
          .with("phase", Fields.wireName(view.phase()))
          .exception();
    }
    var images = images(exchange);
    return switch (models.predict(view.spec(), verdict, images)) {
      case Prediction.Predicted(List<float[]> rows) -> answer(view, verdict, rows);
      case Prediction.Undecodable(int image) -> throw undecodable(image);
      case Prediction.Unavailable(String reason) ->
          throw Problem.of(ProblemCode.UNAVAILABLE, reason).retryAfter(SOON).exception();
    };
  }

  /** The API of a node that trains, where this one does not; null when this one does. */
  private @Nullable String elsewhere() {
    if (cluster.self().roles().contains("gpu")) {
      return null;
    }
    return cluster.members().stream()
        .filter(member -> member.roles().contains("gpu") && !member.apiAddress().isEmpty())
        .map(ClusterView.Member::apiAddress)
        .findFirst()
        .orElse(null);
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

  private static RuntimeException undecodable(int image) {
    return Problem.of(
            ProblemCode.INVALID_FIELD,
            "images[%d] must be a JPEG, PNG or other image that can be decoded".formatted(image))
        .with("field", "images[" + image + "]")
        .exception();
  }

  private HttpResponse answer(EnsembleView view, Verdict verdict, List<float[]> rows) {
    var classes = classes(view);
    var body =
        Json.object()
            .put("model", view.spec().name())
            .put("combine", Fields.wireName(verdict.combination().rule()));
    var members = body.putArray("members");
    verdict.members().forEach(members::add);
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
  private List<String> classes(EnsembleView view) {
    var dataset = view.spec().version().dataset();
    return asking.catalog(to -> new CatalogCommand.FindDataset(dataset, to))
            instanceof CatalogReply.DatasetIs(var entry, var _)
        ? entry.classes()
        : List.of();
  }
}
