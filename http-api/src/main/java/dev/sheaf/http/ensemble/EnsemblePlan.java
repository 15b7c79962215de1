package dev.sheaf.http.ensemble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.ensemble.Slots;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.books.EnsembleForecast;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Preparer;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What a dry run answers: who would train when, how fast, and what that takes. */
final class EnsemblePlan {
  /** About what the trainer makes of one core of a server of 2024; a forecast says so. */
  static final double OPERATIONS_PER_SECOND = 20e9;

  private EnsemblePlan() {}

  static ObjectNode of(EnsembleSpec spec, Slots board) {
    var slots = spec.slots().most(board.count());
    var plan =
        Json.object()
            .put("name", spec.name())
            .put("dryRun", true)
            .put("slots", slots)
            .put("assumedOperationsPerSecond", OPERATIONS_PER_SECOND)
            .put("trainedSamples", spec.trained() * spec.epochs() * spec.members().size())
            .put("heldOutSamples", spec.samples() - spec.trained());
    var members = plan.putArray("members");
    var slotSeconds = 0.0;
    for (var member : spec.members()) {
      var rate = EnsembleForecast.imagesPerSecond(spec, member.name(), OPERATIONS_PER_SECOND);
      var seconds = spec.trained() * spec.epochs() / rate;
      slotSeconds += seconds * member.slots();
      members
          .addObject()
          .put("name", member.name())
          .put("slots", member.slots())
          .put("parameters", spec.size(member).parameters())
          .put(
              "trainingBytes",
              spec.size(member).trainingBytes(spec.batchSize(), member.optimizer()))
          .put("imagesPerSecond", rate)
          .put("slotSeconds", seconds * member.slots());
    }
    plan.put("slotSeconds", slotSeconds);
    var rounds = plan.putArray("rounds");
    var all = 0.0;
    for (var voyage : EnsembleForecast.of(spec, slots, OPERATIONS_PER_SECOND)) {
      var round = rounds.addObject().put("round", voyage.round()).put("seconds", voyage.seconds());
      var names = round.putArray("members");
      voyage.members().forEach(names::add);
      all += voyage.seconds();
    }
    plan.set("preprocess", preprocess(spec, board));
    return plan.put("seconds", all);
  }

  /** How the batches of those that train first would be prepared, and what that costs. */
  private static ObjectNode preprocess(EnsembleSpec spec, Slots board) {
    var preparing = board.preparing();
    var side = spec.preprocess().side();
    var nodes = nodes(spec.members().size(), board);
    var choice =
        Preparer.choice(preparing.forImages(3.0 * side * side), nodes, spec.preprocess().share());
    return Json.object()
        .put("share", Fields.wireName(spec.preprocess().share()))
        .put("mode", Fields.wireName(choice.mode()))
        .put("nodes", nodes.size())
        .put("workSecondsPerImage", choice.workSeconds())
        .put("privateWorkSecondsPerImage", choice.privateWorkSeconds())
        .put("imagesPerSecond", choice.imagesPerSecond())
        .put("decodeSecondsPerImage", preparing.rule().cpuSecondsPerImage())
        .put("measured", preparing.measured());
  }

  /** How many members would sit on each node, the node with most room first. */
  private static List<Integer> nodes(int members, Slots board) {
    var taken = new TreeMap<String, Integer>();
    for (int member = 0; member < Math.min(members, board.count()); member++) {
      board.offers().stream()
          .max(Comparator.comparingInt(each -> each.slots() - taken.getOrDefault(each.node(), 0)))
          .ifPresent(roomiest -> taken.merge(roomiest.node(), 1, Integer::sum));
    }
    return List.copyOf(taken.values());
  }
}
