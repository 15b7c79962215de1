package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An ensemble while it trains: its members, and what happens to them. */
final class WatchedEnsemble implements Watching.Watched {
  private static final Set<String> OVER = Set.of("trained", "failed", "stopped");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private final ApiClient api;
  private final String path;
  private long toldMillis;

  WatchedEnsemble(ApiClient api, String path) {
    this.api = api;
    this.path = path;
  }

  @Override
  public JsonNode look() {
    return api.get(path);
  }

  @Override
  public boolean isOver(JsonNode ensemble) {
    return OVER.contains(ensemble.path("phase").asText());
  }

  @Override
  public List<String> lines(JsonNode ensemble) {
    var lines = new ArrayList<String>();
    lines.add(EnsembleTables.head(ensemble));
    lines.addAll(EnsembleTables.members(ensemble).lines().toList());
    return lines;
  }

  @Override
  public List<String> news(JsonNode ensemble) {
    var lines = new ArrayList<String>();
    var latest = toldMillis;
    for (var each : ensemble.path("news")) {
      var at = each.path("atMillis").asLong();
      if (at > toldMillis) {
        lines.add(CLOCK.format(Instant.ofEpochMilli(at)) + " " + each.path("text").asText());
        latest = Math.max(latest, at);
      }
    }
    toldMillis = latest;
    return lines;
  }
}
