package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;

/** The cluster as a running node sees it. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show the cluster, the tiers of the node that is asked, and what is not ready.",
      "What the page at / shows, once; its exit status is 1 while something is waited for."
    })
final class StatusVerb extends ApiVerb {
  @Override
  public Integer call() {
    var seen = api.firstEvent("/v1/events");
    var cluster = seen.path("cluster");
    var text = new ArrayList<String>();
    text.add(members(cluster));
    text.add("");
    text.add(tiers(seen.path("tiers"), seen.path("functions")));
    text.add("");
    text.add(work(seen));
    cluster.path("waitingFor").forEach(each -> text.add("not ready: waits for " + each.asText()));
    cluster.path("degraded").forEach(each -> text.add("does without: " + each.asText()));
    output.result(seen, String.join(System.lineSeparator(), text));
    return cluster.path("waitingFor").isEmpty() ? 0 : 1;
  }

  private static String members(JsonNode cluster) {
    var table =
        new Table("node", "roles", "API", "data port", "cache", "partitions", "slots", "asked");
    for (var id : cluster.path("order")) {
      var member = cluster.path("members").path(id.asText());
      table.row(
          id.asText(),
          joined(member.path("roles")),
          orDash(member.path("apiAddress").asText()),
          orDash(member.path("dataAddress").asText()),
          Figures.bytes(member.path("cacheBytes").asLong()),
          member.path("owned").asInt(),
          member.path("slots").asInt(),
          id.equals(cluster.path("self")) ? "this one" : "");
    }
    return table.text();
  }

  private static String tiers(JsonNode tiers, JsonNode functions) {
    var table = new Table("tier", "used", "of", "samples served", "");
    for (var tier : List.of("memory", "disk")) {
      var seen = tiers.path(tier);
      var capacity = seen.path("capacityBytes").asLong();
      table.row(
          tier,
          capacity == 0 ? "-" : Figures.bytes(seen.path("usedBytes").asLong()),
          capacity == 0 ? "off" : Figures.bytes(capacity),
          served(seen),
          errors(seen.path("errors").asLong()));
    }
    var lambda = tiers.path("lambda");
    table.row(
        "lambda",
        functions.path("on").asBoolean()
            ? Figures.bytes(functions.path("usedBytes").asLong())
            : "-",
        functions.path("on").asBoolean()
            ? functions.path("states").asText().length() + " functions"
            : "off",
        served(lambda),
        functions.path("on").asBoolean()
            ? "$%.6f".formatted(lambda.path("costMicroUsd").asDouble() / 1e6)
            : "");
    var origin = tiers.path("origin");
    table.row(
        "origin",
        "",
        "",
        served(origin),
        Figures.count(origin.path("gets").asLong())
            + " GETs, "
            + Figures.bytes(origin.path("bytes").asLong()));
    return table.text();
  }

  private static String served(JsonNode tier) {
    return Figures.count(tier.path("samples").asLong());
  }

  private static String errors(long errors) {
    return errors == 0 ? "" : Figures.count(errors) + " errors";
  }

  private static String work(JsonNode seen) {
    var jobs = seen.path("jobs").path("byName");
    return "%s; %s, %d of them running; %s"
        .formatted(
            counted(seen.path("datasets"), "dataset"),
            counted(seen.path("jobs"), "job"),
            StreamSupport.stream(jobs.spliterator(), false)
                .filter(job -> job.path("phase").asText().equals("running"))
                .count(),
            counted(seen.path("ensembles"), "ensemble"));
  }

  /** How many there are; the node shows so many at the most. */
  private static String counted(JsonNode part, String what) {
    var count = part.path("byName").size();
    var more = part.path("more").asBoolean() ? "more than " : "";
    return more + count + " " + what + (count == 1 ? "" : "s");
  }

  private static String joined(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(","));
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
