package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.MemberLife;
import dev.sheaf.policies.scheduling.SlotClaim;
import java.util.ArrayList;
import java.util.Arrays;
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
    var spec = state.life().spec();
    var needs =
        state.life().members().stream()
            .filter(MemberLife::isAlive)
            .mapToInt(member -> spec.member(member.name()).slots())
            .toArray();
    // With whole multiples of what the largest member needs, nobody is granted what none can use.
    var gang = Arrays.stream(needs).max().orElse(1);
    var wanted = Math.ceilDiv(Arrays.stream(needs).sum(), gang) * gang;
    var claim =
        new SlotClaim(
            name,
            terms.priority(),
            terms.weight(),
            gang,
            trains ? terms.most(wanted) : 0,
            trains ? held(state) : 0);
    entities.of(ARBITER, ArbiterCommand.ID).tell(new ArbiterCommand.Claim(claim, ensemble));
  }

  private int held(EnsembleState state) {
    var crew = Crew.of(state, state.life().slots());
    var holding = new ArrayList<Crew.Hand>(crew.leaving());
    crew.working().stream()
        .filter(hand -> state.seat(hand.member(), hand.round()).isPresent())
        .forEach(holding::add);
    crew.resting().stream().filter(hand -> !rests(hand.member())).forEach(holding::add);
    return state.life().spec().slotsOf(holding.stream().map(Crew.Hand::member).toList());
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
