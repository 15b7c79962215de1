package dev.sheaf.policies.books;

import dev.sheaf.policies.books.EnsembleProtocol.Command;
import dev.sheaf.policies.books.EnsembleProtocol.Effect;
import dev.sheaf.policies.books.EnsembleProtocol.Event;
import dev.sheaf.policies.books.EnsembleProtocol.Reply;
import dev.sheaf.policies.ensemble.Berth;
import dev.sheaf.policies.ensemble.Member;
import dev.sheaf.policies.ensemble.NodePlacement;
import dev.sheaf.policies.ensemble.NodePlacement.Place;
import dev.sheaf.policies.ensemble.Packing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Trains the members of an ensemble in rounds: a flotilla trains until enough of it converge, the
 * rest is checkpointed, and the next flotilla is formed from all who wait.
 *
 * <pre>
 *   waiting ──FlotillaFormed──► training ──MemberConverged──► converged
 *      ▲     (FlotillaJoined)      │ RoundEnded  └─MemberGivenUp──► given up
 *      └─────MemberReturned───── saving
 * </pre>
 *
 * <p>A member whose worker is lost waits again, from its last checkpoint. A round whose rest would
 * only be put back where it is goes on. What is said of a round that is over changes nothing.
 *
 * <p><i>Source:</i> FLEET (Guan et al., MLSys 2020). <i>Cost:</i> that of the packing, once a
 * round.
 */
public final class EnsembleBook implements Book<Command, Event, Effect, Reply> {
  private final Packing packing;
  private Machines machines;
  private final int convergedPerRound;
  private final TreeMap<String, Member> members = new TreeMap<>();
  private final TreeSet<String> waiting = new TreeSet<>();
  private final TreeMap<String, Place> training = new TreeMap<>();
  private final TreeSet<String> saving = new TreeSet<>();
  private final TreeSet<String> converged = new TreeSet<>();
  private int round;
  private int convergedThisRound;

  /**
   * A book of an ensemble without members.
   *
   * @param convergedPerRound how many end a round, at least 1
   */
  public EnsembleBook(Packing packing, Machines machines, int convergedPerRound) {
    if (convergedPerRound < 1) {
      throw new IllegalArgumentException(
          "convergedPerRound must be at least 1 but was " + convergedPerRound);
    }
    this.packing = packing;
    this.machines = machines;
    this.convergedPerRound = convergedPerRound;
  }

  /** The accelerators that the ensemble has. */
  public record Machines(int nodes, int gpusPerNode) {
    /** All of them. */
    public int gpus() {
      return nodes * gpusPerNode;
    }
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Enlist enlist -> enlist(enlist.member());
      case Command.Muster muster -> muster();
      case Command.Launch launch -> launch(launch);
      case Command.Rate rate -> rated(rate.member());
      case Command.Equip equip ->
          equip.machines().equals(machines) ? Decision.nothing() : equipped(equip.machines());
      case Command.Drop drop ->
          left(drop.round(), drop.member(), new Event.MemberGivenUp(drop.round(), drop.member()));
      case Command.Converged done ->
          left(done.round(), done.member(), new Event.MemberConverged(done.round(), done.member()));
      case Command.Checkpointed saved ->
          saving.contains(saved.member())
              ? returned(saved.round(), saved.member())
              : Decision.nothing();
      case Command.Lost lost -> returned(lost.round(), lost.member());
    };
  }

  private Decision<Event, Effect, Reply> enlist(Member member) {
    return members.containsKey(member.id())
        ? Decision.nothing()
        : new Decision<>(List.of(new Event.MemberEnlisted(member)), List.of(), null);
  }

  private Decision<Event, Effect, Reply> muster() {
    if (!training.isEmpty() || !saving.isEmpty()) {
      return Decision.reply(new Reply.Underway(round));
    }
    return formed(new ArrayList<>(), waiting, converged.size());
  }

  private Decision<Event, Effect, Reply> launch(Command.Launch launch) {
    if (round > 0 || !members.isEmpty()) {
      return muster();
    }
    var events = new ArrayList<Event>();
    events.add(new Event.MachinesChanged(launch.machines()));
    var known = new TreeMap<String, Member>();
    for (var recruit : launch.members()) {
      if (known.putIfAbsent(recruit.id(), recruit) == null) {
        events.add(new Event.MemberEnlisted(recruit));
      }
    }
    return formed(events, known, 0, launch.machines());
  }

  private Decision<Event, Effect, Reply> rated(Member member) {
    return !members.containsKey(member.id()) || member.equals(members.get(member.id()))
        ? Decision.nothing()
        : new Decision<>(List.of(new Event.MemberRated(member)), List.of(), null);
  }

  /** Who waits for want of machines sails as soon as there are some. */
  private Decision<Event, Effect, Reply> equipped(Machines other) {
    var events = new ArrayList<Event>();
    events.add(new Event.MachinesChanged(other));
    if (waiting.isEmpty() || !saving.isEmpty()) {
      return new Decision<>(events, List.of(), null);
    }
    if (!training.isEmpty()) {
      return joined(events, other);
    }
    return machines.gpus() > 0 && round == 0
        ? new Decision<>(events, List.of(), null)
        : formed(events, of(waiting), converged.size(), other);
  }

  /** The flotilla at sea has room for more: nobody need come back for them. */
  private Decision<Event, Effect, Reply> joined(List<Event> events, Machines other) {
    var free = other.gpus() - training.values().stream().mapToInt(Place::gpus).sum();
    if (free <= 0 || other.gpusPerNode() != 1) {
      return new Decision<>(events, List.of(), null);
    }
    var flotilla = packing.pack(List.copyOf(of(waiting).values()), free);
    var places = NodePlacement.place(flotilla, free, 1);
    if (places.isEmpty()) {
      return new Decision<>(events, List.of(), null);
    }
    events.add(new Event.FlotillaJoined(round, places));
    var effects = places.stream().<Effect>map(place -> new Effect.Train(round, place)).toList();
    return new Decision<>(events, effects, new Reply.Underway(round));
  }

  private SortedMap<String, Member> of(SortedSet<String> ids) {
    var known = new TreeMap<String, Member>();
    ids.forEach(id -> known.put(id, Objects.requireNonNull(members.get(id), id)));
    return known;
  }

  private Decision<Event, Effect, Reply> formed(
      List<Event> events, SortedSet<String> waitingThen, int convergedThen) {
    return formed(events, of(waitingThen), convergedThen, machines);
  }

  /** The decision that ends with {@code events}, and a new flotilla of those who wait then. */
  private Decision<Event, Effect, Reply> formed(
      List<Event> events,
      SortedMap<String, Member> waitingThen,
      int convergedThen,
      Machines machinesThen) {
    if (waitingThen.isEmpty()) {
      return new Decision<>(events, List.of(), new Reply.AllDone(convergedThen));
    }
    if (machinesThen.gpus() == 0) {
      return new Decision<>(events, List.of(), new Reply.Underway(round));
    }
    var flotilla = packing.pack(List.copyOf(waitingThen.values()), machinesThen.gpus());
    if (flotilla.berths().isEmpty()) {
      // All that wait need more than there is: they sail when there is more.
      return new Decision<>(events, List.of(), new Reply.Underway(round));
    }
    var places = NodePlacement.place(flotilla, machinesThen.nodes(), machinesThen.gpusPerNode());
    var next = round + 1;
    events.add(new Event.FlotillaFormed(next, places));
    var effects = places.stream().<Effect>map(place -> new Effect.Train(next, place)).toList();
    return new Decision<>(events, effects, new Reply.Formed(next, places.size()));
  }

  /** A member leaves for good, and {@code leaving} says how. */
  private Decision<Event, Effect, Reply> left(int of, String member, Event leaving) {
    // One that converges while its checkpoint is being written needs none any more.
    if (of != round || !(training.containsKey(member) || saving.contains(member))) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    events.add(leaving);
    if (isLast(member)) {
      var more = leaving instanceof Event.MemberConverged ? 1 : 0;
      return formed(events, waiting, converged.size() + more);
    }
    if (!training.containsKey(member)
        || convergedThisRound + 1 < convergedPerRound
        || wouldStay(member)) {
      return new Decision<>(events, List.of(), new Reply.Underway(round));
    }
    events.add(new Event.RoundEnded(of));
    var effects =
        training.keySet().stream()
            .filter(other -> !other.equals(member))
            .<Effect>map(other -> new Effect.Checkpoint(of, other))
            .toList();
    return new Decision<>(events, effects, new Reply.Underway(round));
  }

  /** True when the next flotilla would be the rest of this one, on as many accelerators each. */
  private boolean wouldStay(String leaving) {
    var staying = new TreeSet<>(training.keySet());
    staying.addAll(waiting);
    staying.remove(leaving);
    var next = packing.pack(List.copyOf(of(staying).values()), machines.gpus()).berths();
    return next.size() == training.size() - 1 && next.stream().allMatch(this::hasBerth);
  }

  private boolean hasBerth(Berth berth) {
    var place = training.get(berth.member().id());
    return place != null && place.gpus() == berth.gpus();
  }

  private Decision<Event, Effect, Reply> returned(int of, String member) {
    if (of != round || !(training.containsKey(member) || saving.contains(member))) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    events.add(new Event.MemberReturned(of, member));
    if (!isLast(member)) {
      return new Decision<>(events, List.of(), new Reply.Underway(round));
    }
    var waitingThen = new TreeSet<>(waiting);
    waitingThen.add(member);
    return formed(events, waitingThen, converged.size());
  }

  /** True when nobody else holds up the next flotilla. */
  private boolean isLast(String member) {
    return training.size() + saving.size() == 1
        && (training.containsKey(member) || saving.contains(member));
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.MemberEnlisted enlisted -> {
        members.put(enlisted.member().id(), enlisted.member());
        waiting.add(enlisted.member().id());
      }
      case Event.MemberRated rated -> members.put(rated.member().id(), rated.member());
      case Event.MachinesChanged changed -> machines = changed.machines();
      case Event.MemberGivenUp gone -> {
        leave(gone.member());
        convergedThisRound++;
      }
      case Event.FlotillaFormed formed -> {
        round = formed.round();
        convergedThisRound = 0;
        board(formed.places());
      }
      case Event.FlotillaJoined joined -> board(joined.places());
      case Event.MemberConverged done -> {
        leave(done.member());
        converged.add(done.member());
        convergedThisRound++;
      }
      case Event.RoundEnded ended -> {
        saving.addAll(training.keySet());
        training.clear();
      }
      case Event.MemberReturned returned -> {
        leave(returned.member());
        waiting.add(returned.member());
      }
    }
  }

  private void board(List<Place> places) {
    for (var place : places) {
      waiting.remove(place.member());
      training.put(place.member(), place);
    }
  }

  private void leave(String member) {
    training.remove(member);
    saving.remove(member);
  }

  @Override
  public List<Effect> wake(long now) {
    var effects = new ArrayList<Effect>();
    training.values().forEach(place -> effects.add(new Effect.Train(round, place)));
    saving.forEach(member -> effects.add(new Effect.Checkpoint(round, member)));
    return effects;
  }

  /** The round that is at sea, or was last. */
  public int round() {
    return round;
  }

  /** Who has converged. */
  public List<String> converged() {
    return List.copyOf(converged);
  }

  /** Who trains, with how many accelerators. */
  public List<Place> training() {
    return List.copyOf(training.values());
  }
}
