package dev.sheaf.actors.ensemble;

import dev.sheaf.actors.ensemble.Crew.Hand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the node on which a member trains, with all of its slots: where it trained last if there
 * is room; else one of several slots goes where they leave least, and one of a single slot where
 * most is free.
 *
 * <p>It sees the slots that this ensemble takes. Those that others take show by a refusal, after
 * which the node is left alone for a while.
 */
final class Seating {
  private static final long FULL_NANOS = 1_000_000_000L;

  private final Map<String, Long> fullSince = new HashMap<>();

  /**
   * What a member wants.
   *
   * @param last where it trained last
   * @param slots of one node
   */
  record Wish(Optional<String> last, int slots) {}

  /** Remembers that a node had no room. */
  void full(String node, long nowNanos) {
    fullSince.put(node, nowNanos);
  }

  /** Chooses nodes for those that are to train, as far as there is room. */
  List<EnsembleEvent.Seated> seats(
      EnsembleState state, List<Hand> working, List<SlotOffer> offers, long nowNanos) {
    var chosen = new ArrayList<EnsembleEvent.Seated>();
    var taken = new ArrayList<String>();
    for (var hand : working) {
      state
          .seat(hand.member(), hand.round())
          .ifPresent(node -> taken.addAll(Collections.nCopies(slots(state, hand), node)));
    }
    // Where several slots are to be had together is known as long as few are taken.
    var largestFirst =
        working.stream()
            .sorted(Comparator.comparingInt((Hand hand) -> slots(state, hand)).reversed())
            .toList();
    for (var hand : largestFirst) {
      if (state.seat(hand.member(), hand.round()).isEmpty()) {
        var wish = new Wish(state.lastSeat(hand.member()), slots(state, hand));
        choose(offers, wish, taken, nowNanos)
            .ifPresent(node -> {
              taken.addAll(Collections.nCopies(wish.slots(), node));
              chosen.add(new EnsembleEvent.Seated(hand.round(), hand.member(), node));
            });
      }
    }
    return chosen;
  }

  private static int slots(EnsembleState state, Hand hand) {
    return state.life().spec().member(hand.member()).slots();
  }

  /**
   * A node where a member fits whole; empty when there is none now.
   *
   * @param taken the nodes of the ensemble's members that have slots, one entry for each slot
   */
  Optional<String> choose(
      List<SlotOffer> offers, Wish wish, Collection<String> taken, long nowNanos) {
    fullSince.values().removeIf(since -> nowNanos - since > FULL_NANOS);
    var last = wish.last();
    var open = offers.stream().filter(each -> free(each, taken) >= wish.slots()).toList();
    var most = Comparator.<SlotOffer>comparingLong(each -> free(each, taken));
    var again = open.stream().map(SlotOffer::node).filter(node -> last.equals(Optional.of(node)));
    return again
        .findFirst()
        .or(() ->
            open.stream()
                .max(
                    (wish.slots() > 1 ? most.reversed() : most)
                        .thenComparing(Comparator.comparing(SlotOffer::node).reversed()))
                .map(SlotOffer::node));
  }

  private long free(SlotOffer offer, Collection<String> taken) {
    return fullSince.containsKey(offer.node())
        ? 0
        : offer.slots() - taken.stream().filter(offer.node()::equals).count();
  }
}
