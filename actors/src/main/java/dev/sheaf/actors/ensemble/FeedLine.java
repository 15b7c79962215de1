package dev.sheaf.actors.ensemble;

import dev.sheaf.actors.ensemble.Crew.Hand;
import dev.sheaf.policies.ensemble.Preparer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells the nodes on which an ensemble's members train who of them prepares the batches that all
 * share. A level: it is said again with every tick, and follows from where members sit.
 */
final class FeedLine {
  private static final int PLANES = 3;

  private final Slots slots;

  FeedLine(Slots slots) {
    this.slots = slots;
  }

  void tell(EnsembleState state, List<Hand> working) {
    var spec = state.life().spec();
    if (!spec.isShared()) {
      return;
    }
    var members = new TreeMap<String, Integer>();
    for (var hand : working) {
      state
          .seat(hand.member(), hand.round())
          .ifPresent(node -> members.merge(node, 1, Integer::sum));
    }
    var side = (double) spec.preprocess().side();
    var rule = slots.preparing().forImages(PLANES * side * side);
    var preparer =
        Preparer.of(rule, members, spec.preprocess().share())
            .flatMap(this::offer)
            .filter(offer -> !offer.dataAddress().isEmpty());
    for (var node : members.keySet()) {
      var word = word(spec.sharedJob().name(), node, preparer, List.copyOf(members.keySet()));
      offer(node).ifPresent(offer -> offer.keeper().tell(word));
    }
  }

  private static SlotCommand.Share word(
      String job, String node, Optional<SlotOffer> preparer, List<String> nodes) {
    if (preparer.isEmpty()) {
      return new SlotCommand.Share(job, "", List.of());
    }
    return preparer.get().node().equals(node)
        ? new SlotCommand.Share(
            job, "", nodes.stream().filter(other -> !other.equals(node)).toList())
        : new SlotCommand.Share(job, preparer.get().dataAddress(), List.of());
  }

  private Optional<SlotOffer> offer(String node) {
    return slots.offers().stream().filter(offer -> offer.node().equals(node)).findFirst();
  }
}
