package dev.sheaf.http.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.http.json.Json;

/** How a dataset looks in JSON. */
final class DatasetViews {
  private DatasetViews() {}

  static ObjectNode ready(DatasetEntry entry) {
    var view =
        Json.object()
            .put("name", entry.version().dataset())
            .put("status", "ready")
            .put("uri", entry.uri())
            .put("format", entry.format())
            .put("version", entry.version().hash())
            .put("samples", entry.samples())
            .put("packages", entry.packages())
            .put("bytes", entry.sizeBytes());
    view.set("classes", Json.tree(entry.classes()));
    entry.packPlace().ifPresent(place -> view.put("pack", place.toString()));
    return view.put("note", entry.note());
  }

  static ObjectNode indexing(DatasetDesk.Work work) {
    var view = begun(work, "indexing");
    view.putObject("indexing")
        .put("done", work.indexing().done())
        .put("total", work.indexing().total());
    return view;
  }

  static ObjectNode failed(DatasetDesk.Work work, DatasetIndexing.Outcome.Failed failure) {
    var view = begun(work, "failed");
    view.putObject("problem").put("detail", failure.detail()).put("hint", failure.hint());
    return view;
  }

  private static ObjectNode begun(DatasetDesk.Work work, String status) {
    return Json.object()
        .put("name", work.name())
        .put("status", status)
        .put("uri", work.source().uri().toString())
        .put("format", work.source().format());
  }
}
