package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** A run of tasks until it is over. */
record WatchedRun(ApiClient api, String path) implements Watching.Watched {
  private static final Set<String> GOING_ON = Set.of("indexing", "running");

  @Override
  public JsonNode look() {
    return api.get(path);
  }

  @Override
  public boolean isOver(JsonNode run) {
    return !GOING_ON.contains(run.path("phase").asText());
  }

  @Override
  public List<String> lines(JsonNode run) {
    return List.of(
        "%s %s, tasks %s"
            .formatted(run.path("run").asText(), run.path("phase").asText(), TaskVerb.tasks(run)));
  }
}
