package dev.sheaf.policies.books;

import dev.sheaf.policies.books.LifeProtocol.Effect;
import dev.sheaf.policies.books.LifeProtocol.Event;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.LifeProtocol.Reply;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Member;
import dev.sheaf.policies.ensemble.RateTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The time before the first flotilla: members take turns on the slots until each one's rate is
 * known. Where all fit at once there is nothing to choose, and nothing is measured.
 */
final class Profiling {
  /** Of a member that was not measured: as good as any other, where all sail at once. */
  private static final double UNKNOWN = 1;

  /** Images a second by member, in the order of the spec; 0 for those that are not measured. */
  private final SequencedMap<String, Double> rates;

  private final EnsembleSpec spec;
  private final int slots;

  private Profiling(SequencedMap<String, Double> rates, EnsembleSpec spec, int slots) {
    this.rates = rates;
    this.spec = spec;
    this.slots = slots;
  }

  /** Of members that nobody has measured. */
  static Profiling of(EnsembleSpec spec, int slots) {
    var rates = new LinkedHashMap<String, Double>();
    spec.members().forEach(member -> rates.put(member.name(), 0.0));
    return new Profiling(rates, spec, slots);
  }

  /** Of those that may still be trained. */
  static Profiling of(LifeState state, int slots) {
    var rates = new LinkedHashMap<String, Double>();
    state.members().stream()
        .filter(MemberLife::isAlive)
        .forEach(each -> rates.put(each.name(), each.isProfiled() ? rate(each) : 0.0));
    return new Profiling(rates, state.spec(), slots);
  }

  /** The same after a member was measured. */
  Profiling measured(String member, double rate) {
    var then = new LinkedHashMap<>(rates);
    then.replace(member, known(rate));
    return new Profiling(then, spec, slots);
  }

  /** The same after a member was given up. */
  Profiling without(String member) {
    var then = new LinkedHashMap<>(rates);
    then.remove(member);
    return new Profiling(then, spec, slots);
  }

  /** Who is to be measured now. */
  List<Effect> owed() {
    var owed = new ArrayList<Effect>();
    var free = slots;
    for (var member : unmeasured()) {
      if (needs(member) <= free) {
        free -= needs(member);
        owed.add(new Effect.Profile(member));
      }
    }
    return owed;
  }

  /** Whose rate has to be known; nobody where all fit at once. */
  private List<String> unmeasured() {
    return rates.keySet().stream().mapToInt(this::needs).sum() <= slots
        ? List.of()
        : rates.entrySet().stream()
            .filter(each -> each.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
  }

  private int needs(String member) {
    return spec.member(member).slots();
  }

  /** What is to be done: measure, or sail. */
  Decision<Event, Effect, Reply> next() {
    if (rates.isEmpty()) {
      return EnsembleLife.over(Phase.FAILED, "no member could be trained");
    }
    var owed = owed();
    if (!unmeasured().isEmpty() || slots == 0) {
      return new Decision<>(List.of(), owed, new Reply.Noted());
    }
    var members = new ArrayList<Member>();
    rates.forEach((member, rate) -> members.add(new Member(member, table(rate), needs(member))));
    var launch = new EnsembleProtocol.Command.Launch(members, new EnsembleBook.Machines(slots, 1));
    var sailed = LifeState.newFlotillas().decide(launch, 0);
    return new Decision<>(
        sailed.events().stream().<Event>map(Event.Sailed::new).toList(),
        sailed.effects().stream().map(EnsembleLife::of).toList(),
        new Reply.Noted());
  }

  /** A member at the rate at which it was seen to train. */
  static Member rated(EnsembleSpec spec, MemberLife life) {
    return new Member(life.name(), table(rate(life)), spec.member(life.name()).slots());
  }

  private static double rate(MemberLife life) {
    var pace = life.pace();
    return pace == null ? UNKNOWN : known(pace.imagesPerSecond());
  }

  private static double known(double rate) {
    return rate > 0 ? rate : UNKNOWN;
  }

  private static RateTable table(double rate) {
    return new RateTable(List.of(known(rate)));
  }
}
