package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.MemberLife;
import dev.sheaf.policies.scheduling.SlotClaim;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What an ensemble says to who divides the slots, and which of its members rest. */
final class SlotLine {
  private static final EntityRefKey<ArbiterCommand> ARBITER =
      new EntityRefKey<>(ArbiterCommand.KIND, ArbiterCommand.class);

  private final String name;
  private final Entities entities;
  private final ActorRef<EnsembleMessage> ensemble;
  private final Set<String> resting = new TreeSet<>();

  SlotLine(String name, Entities entities, ActorRef<EnsembleMessage> ensemble) {
    this.name = name;
    this.entities = entities;
    this.ensemble = ensemble;
  }

  /** Says what the ensemble wants and has; nothing when it does not train any more. */
  void claim(EnsembleState state) {
    var terms = state.life().spec().slots();
    var trains = state.isIn(Phase.PROFILING) || state.isIn(Phase.TRAINING);
    var alive = (int) state.life().members().stream().filter(MemberLife::isAlive).count();
    var most = trains ? terms.most(alive) : 0;
    var claim =
        new SlotClaim(name, terms.priority(), terms.weight(), 1, most, trains ? held(state) : 0);
    entities.of(ARBITER, ArbiterCommand.ID).tell(new ArbiterCommand.Claim(claim, ensemble));
  }

  private int held(EnsembleState state) {
    var crew = Crew.of(state, state.life().slots());
    var held = crew.leaving().size();
    for (var hand : crew.working()) {
      held += state.seat(hand.member(), hand.round()).isPresent() ? 1 : 0;
    }
    return held + (int) crew.resting().stream().filter(hand -> !rests(hand.member())).count();
  }

  /** True when this member's slot is known to be free. */
  boolean rests(String member) {
    return resting.contains(member);
  }

  /** True when that is news. */
  boolean hasPaused(String member) {
    return resting.add(member);
  }

  /** True when that is news. */
  boolean goesOn(String member) {
    return resting.remove(member);
  }

  /** Who rests. */
  Set<String> resting() {
    return Collections.unmodifiableSet(resting);
  }
}
