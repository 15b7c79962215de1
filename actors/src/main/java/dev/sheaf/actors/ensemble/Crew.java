package dev.sheaf.actors.ensemble;

import dev.sheaf.policies.books.LifeProtocol.Effect;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who of an ensemble may use a slot, and who must rest: as many as were granted work, the first in
 * the order of what the book owes, and whoever else has a seat rests in it.
 *
 * @param working who is to train
 * @param leaving who writes a checkpoint, and has its slot until that is done
 * @param resting who has a seat, and is not to use it
 */
record Crew(List<Hand> working, List<Hand> leaving, List<Hand> resting) {
  Crew {
    working = List.copyOf(working);
    leaving = List.copyOf(leaving);
    resting = List.copyOf(resting);
  }

  /** A member in a round; profiling is round 0. */
  record Hand(String member, int round) {}

  /** The crew that may use so many slots. */
  static Crew of(EnsembleState state, int granted) {
    var working = new ArrayList<Hand>();
    var leaving = new ArrayList<Hand>();
    var spec = state.life().spec();
    var free = granted;
    for (var effect : state.book().wake(0)) {
      var hand = trains(effect);
      if (hand.isPresent() && spec.member(hand.get().member()).slots() <= free) {
        working.add(hand.get());
        free -= spec.member(hand.get().member()).slots();
      }
      saves(effect).ifPresent(leaving::add);
    }
    var resting = seated(state);
    resting.removeAll(working);
    resting.removeAll(leaving);
    return new Crew(working, leaving, resting);
  }

  /** Who has a seat of this round, and has not come to its end. */
  private static List<Hand> seated(EnsembleState state) {
    var seated = new ArrayList<Hand>();
    var profiling = state.isIn(Phase.PROFILING);
    if (profiling || state.isIn(Phase.TRAINING)) {
      var round = profiling ? 0 : state.life().round();
      for (var life : state.life().members()) {
        var due = life.isAlive() && !(profiling && life.isProfiled());
        if (due && state.seat(life.name(), round).isPresent()) {
          seated.add(new Hand(life.name(), round));
        }
      }
    }
    return seated;
  }

  /** Who an effect wants to train. */
  static Optional<Hand> trains(Effect effect) {
    return switch (effect) {
      case Effect.Profile(String member) -> Optional.of(new Hand(member, 0));
      case Effect.Train(int round, String member) -> Optional.of(new Hand(member, round));
      case Effect.OpenJobs open -> Optional.empty();
      case Effect.Checkpoint save -> Optional.empty();
      case Effect.Finish finish -> Optional.empty();
      case Effect.Judge judge -> Optional.empty();
      case Effect.EndAll end -> Optional.empty();
    };
  }

  private static Optional<Hand> saves(Effect effect) {
    return effect instanceof Effect.Checkpoint(int round, String member)
        ? Optional.of(new Hand(member, round))
        : Optional.empty();
  }

  /** Who has a seat, or is to have one: whose node must be there. */
  static Optional<Hand> hand(Effect effect) {
    return trains(effect).or(() -> saves(effect));
  }
}
