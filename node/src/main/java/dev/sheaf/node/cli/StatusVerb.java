package dev.sheaf.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The cluster as a running node sees it. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show the cluster, its tiers and what is not ready.")
final class StatusVerb implements Callable<Integer> {
  @Mixin Output output = new Output();
  @Mixin ApiClient api = new ApiClient();

  @Override
  public Integer call() {
    var cluster = api.get("/v1/cluster");
    var table = new Table("node", "roles", "api", "data port", "cache");
    for (var member : cluster.path("members")) {
      table.row(
          member.path("id").asText(),
          join(member.path("roles")),
          member.path("apiAddress").asText("-"),
          member.path("dataAddress").asText("-"),
          Figures.bytes(member.path("cacheBytes").asLong()));
    }
    output.result(cluster, table.text());
    return 0;
  }

  private static String join(Iterable<com.fasterxml.jackson.databind.JsonNode> values) {
    var text = new StringBuilder();
    values.forEach(v -> text.append(text.isEmpty() ? "" : ",").append(v.asText()));
    return text.toString();
  }
}
