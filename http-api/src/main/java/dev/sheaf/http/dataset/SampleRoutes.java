package dev.sheaf.http.dataset;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.util.List;

/** What is known of single samples: where a trainer's id comes from. */
public final class SampleRoutes {
  private final Asking asking;
  private final Manifests manifests;

  /** Routes over the manifests of this node. */
  public SampleRoutes(Asking asking, Manifests manifests) {
    this.asking = asking;
    this.manifests = manifests;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/datasets/{dataset}/samples/{id}", this::show));
  }

  private HttpResponse show(Exchange exchange) {
    var name = Names.inPath(exchange, "dataset");
    var id = exchange.pathLong("id", 0, Long.MAX_VALUE);
    return switch (asking.catalog(r -> new CatalogCommand.FindDataset(name, r))) {
      case CatalogReply.DatasetIs(var entry, var _) -> {
        var manifest = open(entry.version());
        if (id >= manifest.table().samples()) {
          throw Problem.of(
                  ProblemCode.UNKNOWN_SAMPLE,
                  "there is no sample %d: those of %s are numbered 0..%d"
                      .formatted(id, name, manifest.table().samples() - 1))
              .exception();
        }
        yield Replies.json(200, view(manifest, id));
      }
      case CatalogReply.NoSuchDataset none -> throw DatasetRoutes.unknown(none).exception();
      case CatalogReply other ->
          throw new IllegalStateException("the catalog answered out of turn: " + other);
    };
  }

  private Manifest open(DatasetVersion version) {
    try {
      return manifests.open(version);
    } catch (IOException notHere) {
      throw Problem.of(
              ProblemCode.UNAVAILABLE,
              "the manifest of %s cannot be opened: %s"
                  .formatted(version.dataset(), notHere.getMessage()))
          .exception();
    }
  }

  private static ObjectNode view(Manifest manifest, long id) {
    var label = manifest.label(id);
    var classes = manifest.classes();
    return Json.object()
        .put("dataset", manifest.version().dataset())
        .put("version", manifest.version().hash())
        .put("id", id)
        .put("name", manifest.nameOf(id))
        .put("label", label)
        .put("className", label >= 0 && label < classes.size() ? classes.get(label) : "")
        .put("bytes", manifest.length(id))
        .put("package", manifest.table().packageOf(id));
  }
}
