package dev.sheaf.http.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.Models.Fill;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.model.ModelTier;
import java.time.Instant;

/** Models as JSON. */
final class ModelViews {
  private ModelViews() {}

  /** As lists show it. */
  static ObjectNode brief(ModelCard card) {
    var json =
        Json.object()
            .put("name", card.name())
            .put("tier", name(card.use().tier()))
            .put("bytes", card.pages().sizeBytes())
            .put("references", card.use().references())
            .put("openings", card.use().openings());
    if (card.use().lastUsedMillis() > 0) {
      json.put("lastUsed", Instant.ofEpochMilli(card.use().lastUsedMillis()).toString());
    }
    return json.put("source", card.source());
  }

  /** With what it is for, how it is stored, and how full the node is. */
  static ObjectNode whole(ModelCard card, ModelCard.Shared shared, Fill fill) {
    var json = brief(card).put("key", card.key());
    if (!card.usable().isEmpty()) {
      json.put("damage", card.usable());
    }
    var facts = card.facts();
    var model =
        json.putObject("model")
            .put("architecture", facts.architecture())
            .put("width", facts.width())
            .put("classes", facts.classes())
            .put("optimizer", facts.optimizer())
            .put("side", facts.side())
            .put("batch", facts.batch());
    if (facts.task() > 0) {
      model.put("task", facts.task());
    }
    if (!facts.dataset().isEmpty()) {
      json.put("dataset", facts.dataset());
    }
    json.putObject("pages")
        .put("count", card.pages().count())
        .put("shared", shared.pages())
        .put("sharedBytes", shared.sizeBytes());
    var node = json.putObject("node");
    tier(node, "device", fill.device());
    tier(node, "memory", fill.memory());
    tier(node, "disk", fill.disk());
    node.putObject("library")
        .put("storedBytes", fill.storedBytes())
        .put("namedBytes", fill.namedBytes());
    return json;
  }

  private static void tier(ObjectNode node, String name, Fill.Tier tier) {
    node.putObject(name)
        .put("usedBytes", tier.usedBytes())
        .put("capacityBytes", tier.capacityBytes());
  }

  private static String name(ModelTier tier) {
    return switch (tier) {
      case GPU -> "device";
      case MEMORY -> "memory";
      case DISK -> "disk";
      case ORIGIN -> "origin";
    };
  }
}
