package dev.sheaf.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How an ensemble is shown to people. */
final class EnsembleTables {
  private EnsembleTables() {}

  /** Members while they train. */
  static String members(JsonNode ensemble) {
    var table =
        new Table(
            "member",
            "state",
            "epoch",
            "step",
            "loss",
            "held-out",
            "img/s",
            "waits",
            "fed",
            "pid",
            "on");
    for (var member : ensemble.path("members")) {
      var now = member.path("progress");
      table.row(
          member.path("name").asText(),
          member.path("status").asText(),
          epoch(member, ensemble.path("epochs").asInt()),
          now.has("step") ? Figures.count(now.path("step").asLong()) : "-",
          figure(now.path("loss")),
          share(member.at("/latest/accuracy")),
          rate(now.has("imagesPerSecond") ? now : member.path("latest")),
          share(now.path("waitShare")),
          now.path("fed").asText("-"),
          now.path("pid").asLong(0) == 0 ? "-" : now.path("pid").asText(),
          device(now));
    }
    return table.text();
  }

  /** What it computes on, and how much of that is used where the driver tells. */
  private static String device(JsonNode now) {
    var name = now.path("device").asText("");
    var gpu = now.path("gpu");
    return gpu.isMissingNode()
        ? name.isEmpty() ? "-" : name
        : "%s %s of %s, %d %% busy"
            .formatted(
                name,
                Figures.bytes(gpu.path("usedBytes").asLong()),
                Figures.bytes(gpu.path("totalBytes").asLong()),
                gpu.path("busyPercent").asInt());
  }

  private static String epoch(JsonNode member, int epochs) {
    var done = member.at("/latest/epoch").asInt(-1) + 1;
    var now = member.path("progress");
    return (now.has("epoch") ? Math.max(now.path("epoch").asInt() + 1, done) : done) + "/" + epochs;
  }

  private static String rate(JsonNode from) {
    return from.has("imagesPerSecond")
        ? Figures.count(Math.round(from.path("imagesPerSecond").asDouble()))
        : "-";
  }

  private static String figure(JsonNode number) {
    return number.isNumber() ? Figures.ratio(number.asDouble()) : "-";
  }

  private static String share(JsonNode number) {
    return number.isNumber() ? Figures.percent(number.asDouble()) : "-";
  }

  /** The line above the table. */
  static String head(JsonNode ensemble) {
    return "%s: %s, round %d, %d slots"
        .formatted(
            ensemble.path("name").asText(),
            ensemble.path("phase").asText(),
            ensemble.path("round").asInt(),
            ensemble.path("slots").asInt());
  }

  /** The end of an ensemble: its leaderboard, or why there is none. */
  static String end(JsonNode ensemble) {
    var board = ensemble.path("leaderboard");
    if (board.isMissingNode()) {
      return ensemble.path("name").asText()
          + " is "
          + ensemble.path("phase").asText()
          + ": "
          + ensemble.path("reason").asText();
    }
    var table = new Table("leaderboard", "accuracy", "loss", "calibration error", "weight");
    for (var member : board.path("members")) {
      table.row(
          member.path("name").asText(),
          share(member.path("accuracy")),
          figure(member.path("loss")),
          figure(member.path("calibrationError")),
          figure(member.path("weight")));
    }
    table.row(
        "together (" + board.path("combine").asText() + ")",
        share(board.path("accuracy")),
        figure(board.path("loss")),
        figure(board.path("calibrationError")),
        "1.000");
    var lines = new ArrayList<String>();
    lines.add(table.text());
    lines.add(
        "on %s held-out samples that nothing was fitted on"
            .formatted(Figures.count(board.path("samples").asLong())));
    pairs(board, lines);
    rounds(ensemble, lines);
    return String.join(System.lineSeparator(), lines);
  }

  private static void pairs(JsonNode board, List<String> lines) {
    var pairs = new ArrayList<String>();
    for (var pair : board.path("disagreements")) {
      pairs.add(
          "%s/%s %s"
              .formatted(
                  pair.path("one").asText(),
                  pair.path("other").asText(),
                  share(pair.path("share"))));
    }
    if (!pairs.isEmpty()) {
      lines.add("they disagree: " + String.join(", ", pairs));
    }
  }

  private static void rounds(JsonNode ensemble, List<String> lines) {
    for (var round : ensemble.path("rounds")) {
      lines.add(
          String.format(
              Locale.ROOT,
              "round %d: rate mismatch %s, waiting for batches %s",
              round.path("round").asInt(),
              share(round.path("rateMismatch")),
              share(round.path("stallShare"))));
    }
  }

  /** What a dry run says. */
  static String plan(JsonNode plan) {
    var members = new Table("member", "parameters", "training bytes", "img/s", "slot time");
    for (var member : plan.path("members")) {
      members.row(
          member.path("name").asText(),
          Figures.count(member.path("parameters").asLong()),
          Figures.bytes(member.path("trainingBytes").asLong()),
          Figures.count(Math.round(member.path("imagesPerSecond").asDouble())),
          Figures.seconds(member.path("slotSeconds").asDouble()));
    }
    var rounds = new Table("round", "members", "for");
    for (var round : plan.path("rounds")) {
      var names = new ArrayList<String>();
      round.path("members").forEach(name -> names.add(name.asText()));
      rounds.row(
          round.path("round").asInt(),
          String.join(", ", names),
          Figures.seconds(round.path("seconds").asDouble()));
    }
    return String.join(
        System.lineSeparator(),
        members.text(),
        "",
        rounds.text(),
        preprocess(plan.path("preprocess")),
        "about %s on %d slots, %s of slot time; %s samples trained on, %s held out"
            .formatted(
                Figures.seconds(plan.path("seconds").asDouble()),
                plan.path("slots").asInt(),
                Figures.seconds(plan.path("slotSeconds").asDouble()),
                Figures.count(plan.path("trainedSamples").asLong()),
                Figures.count(plan.path("heldOutSamples").asLong())),
        "(a forecast by arithmetic at %.0f billion operations a second and slot; nothing was started)"
            .formatted(plan.path("assumedOperationsPerSecond").asDouble() / 1e9));
  }

  private static String preprocess(JsonNode plan) {
    var each =
        switch (plan.path("mode").asText()) {
          case "one_a_node" -> "once a node, for all of its members";
          default -> "by each member for itself";
        };
    return "images are prepared %s: %.2f ms of a core an image for all of them, %.2f without sharing (%s)"
        .formatted(
            each,
            1e3 * plan.path("workSecondsPerImage").asDouble(),
            1e3 * plan.path("privateWorkSecondsPerImage").asDouble(),
            plan.path("measured").asBoolean() ? "measured" : "assumed");
  }
}
