package dev.sheaf.http.ensemble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.books.EnsembleForecast;
import dev.sheaf.policies.ensemble.EnsembleSpec;

/** What a dry run answers: who would train when, how fast, and what that takes. */
final class EnsemblePlan {
  /** About what the trainer makes of one core of a server of 2024; a forecast says so. */
  static final double OPERATIONS_PER_SECOND = 20e9;

  private EnsemblePlan() {}

  static ObjectNode of(EnsembleSpec spec, int slotsOfCluster) {
    var slots = spec.slots().most(slotsOfCluster);
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
      slotSeconds += seconds;
      members
          .addObject()
          .put("name", member.name())
          .put("parameters", spec.size(member).parameters())
          .put(
              "trainingBytes",
              spec.size(member).trainingBytes(spec.batchSize(), member.optimizer()))
          .put("imagesPerSecond", rate)
          .put("slotSeconds", seconds);
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
    return plan.put("seconds", all);
  }
}
