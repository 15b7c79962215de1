package dev.sheaf.http.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.ensemble.Slots;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.lambda.LambdaFleetView;
import dev.sheaf.http.HttpPorts;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.http.operate.Readiness;
import java.util.HashMap;
import java.util.Map;

/** What a node knows without asking an entity: members, partitions, its tiers, the functions. */
final class NodeSights {
  private final ClusterView cluster;
  private final Readiness readiness;
  private final NodeFigures figures;
  private final LambdaFleetView fleet;
  private final Slots slots;
  private final HttpMetrics metrics;

  NodeSights(HttpPorts ports, HttpMetrics metrics) {
    this.cluster = ports.control().cluster();
    this.readiness = ports.control().readiness();
    this.figures = ports.control().figures();
    this.fleet = ports.control().functions();
    this.slots = ports.training().slots();
    this.metrics = metrics;
  }

  /** Members, and who owns which partition: by position in {@code order}, -1 for nobody. */
  ObjectNode cluster() {
    var members = cluster.members();
    var positions = new HashMap<String, Integer>();
    var order = Json.array();
    members.forEach(member -> {
      positions.put(member.id(), positions.size());
      order.add(member.id());
    });
    var owned = new int[members.size()];
    var owners = Json.array();
    for (int partition = 0; partition < cluster.partitions(); partition++) {
      var owner = cluster.owners(partition, 1).stream().findFirst().map(Member::id).orElse("");
      var position = positions.getOrDefault(owner, -1);
      owners.add(position);
      if (position >= 0) {
        owned[position]++;
      }
    }
    var seen =
        Json.object().put("self", cluster.self().id()).put("partitions", cluster.partitions());
    seen.set("order", order);
    seen.set("owners", owners);
    var shown = seen.putObject("members");
    var offered = slotsByNode();
    for (var member : members) {
      var place = positions.get(member.id());
      shown.set(
          member.id(),
          member(member)
              .put("owned", place == null ? 0 : owned[place])
              .put("slots", offered.getOrDefault(member.id(), 0)));
    }
    seen.set("waitingFor", Json.tree(readiness.waitingFor()));
    seen.set("degraded", Json.tree(readiness.degraded()));
    return seen;
  }

  private Map<String, Integer> slotsByNode() {
    var offered = new HashMap<String, Integer>();
    slots.offers().forEach(offer -> offered.merge(offer.node(), offer.slots(), Integer::sum));
    return offered;
  }

  private static ObjectNode member(Member member) {
    var shown = Json.object();
    shown.set("roles", Json.tree(member.roles()));
    return shown
        .put("apiAddress", member.apiAddress())
        .put("dataAddress", member.dataAddress())
        .put("cacheBytes", member.cacheBytes());
  }

  /** Fill and traffic of this node's tiers; counters since it was started. */
  ObjectNode tiers() {
    var seen = Json.object();
    var served = metrics.servedByTier();
    seen.putObject("memory")
        .put("usedBytes", figures.cacheUsedBytes())
        .put("capacityBytes", figures.cacheCapacityBytes());
    var disk = figures.disk();
    seen.putObject("disk")
        .put("usedBytes", disk.usedBytes())
        .put("capacityBytes", disk.capacityBytes())
        .put("errors", disk.errors());
    var lambda = figures.lambda();
    seen.putObject("lambda")
        .put("invocations", lambda.invocations())
        .put("coldStarts", lambda.coldStarts())
        .put("chunksRead", lambda.chunksRead())
        .put("chunksLost", lambda.chunksLost())
        .put("chunksRepaired", lambda.chunksRepaired())
        .put("costMicroUsd", lambda.costMicroUsd())
        .put("unattributedMicroUsd", Math.round(lambda.unattributedMicroUsd()));
    seen.putObject("origin")
        .put("gets", figures.originGets())
        .put("bytes", figures.originBytes())
        .put("throttles", figures.originThrottles());
    served.forEach((tier, samples) -> seen.withObject("/" + tier).put("samples", samples));
    return seen;
  }

  /** How many functions are in which state, and which: a letter each, in order of their numbers. */
  ObjectNode functions() {
    var nodes = fleet.nodes();
    var seen = Json.object().put("on", nodes.isPresent());
    if (nodes.isPresent()) {
      var letters = new StringBuilder();
      var chunks = 0L;
      var used = 0L;
      for (var node : nodes.get()) {
        letters.append(letter(node.state()));
        chunks += node.chunks();
        used += node.usedBytes();
      }
      seen.put("states", letters.toString()).put("chunks", chunks).put("usedBytes", used);
    }
    return seen;
  }

  private static char letter(String state) {
    return switch (state) {
      case "awake" -> 'a';
      case "resting" -> 'r';
      case "starting" -> 's';
      case "suspect" -> 'u';
      case "draining" -> 'd';
      case "lost" -> 'l';
      default -> '-';
    };
  }
}
