package dev.sheaf.policies.books;

import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Effect;
import dev.sheaf.policies.books.DatasetProtocol.Event;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.MostImportantPinned;
import dev.sheaf.policies.eviction.Residency;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows which packages of a dataset are pinned, which are open, and which a job should open next,
 * by the policy that its {@link Residency} names.
 *
 * <p><i>Choice:</i> see {@link Choice}; by default {@link Picks}. <i>Holding:</i> a package that is
 * opened is held while a job has it open, and then until its place is taken by a load ({@link
 * Victims}), unless it goes at once ({@link AfterUse}). <i>The split:</i> what the residency leaves
 * beside its window is pinned. Pins give way at once when more is open, and come back by and by.
 *
 * <p>It decides no ids, and is not journaled: jobs tell it where they stand when it has forgotten.
 *
 * <p><i>Cost:</i> O(window × jobs) an opening that loads, O(window) another; state O(packages) bits
 * a job.
 */
public final class DatasetBook implements Book<Command, Event, Effect, Reply> {
  /** How often an epoch the split is looked at. */
  private static final int LOOKS_AN_EPOCH = 2;

  private final long leaseNanos;
  private final DatasetState state;

  /**
   * A book of a dataset that nobody reads yet.
   *
   * @param seed of the pins and the scan
   * @param leaseNanos a job silent for longer loses its claims
   */
  public DatasetBook(PackageTable table, Residency residency, long seed, long leaseNanos) {
    this.leaseNanos = leaseNanos;
    this.state = new DatasetState(table, residency, seed);
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Join join -> decided(List.of(new Event.JobSeen(join, now)), List.of());
      case Command.Choose choose -> choose(choose, now);
      case Command.Opened opened -> opened(opened, now);
      case Command.Pass pass -> pass(pass, now);
      case Command.Finished finished -> finished(finished, now);
      case Command.Leave(String job) ->
          state.job(job) == null
              ? Decision.nothing()
              : decided(List.of(new Event.JobLeft(job)), List.of());
      case Command.Capacity(long bytes) ->
          bytes == state.capacityBytes() ? Decision.nothing() : resize(bytes);
      case Command.LookAhead(long bytes) ->
          decided(List.of(new Event.LookedAhead(bytes)), List.of());
      case Command.HoldPins() -> holdPins();
      case Command.Keep(String policy) ->
          policy.equals(state.residency().name()) ? Decision.nothing() : keep(policy);
      case Command.Rank(List<Integer> mostImportant) -> rank(mostImportant);
      case Command.Tick tick -> expire(now);
    };
  }

  private static Decision<Event, Effect, Reply> decided(List<Event> events, List<Effect> effects) {
    return new Decision<>(events, effects, null);
  }

  private Decision<Event, Effect, Reply> choose(Command.Choose choose, long now) {
    var job = state.job(choose.job());
    if (job == null || choose.epoch() < job.epoch) {
      return Decision.reply(new Reply.Unknown(choose.job(), choose.sequence()));
    }
    var choice = Choice.of(state, job, choose.epoch());
    var count = 0;
    while (count < choose.packages() && choice.next()) {
      count++;
    }
    var packages = state.packagesAt(choice.chosen());
    var events = new ArrayList<Event>();
    var live = choice.live();
    if (!live.equals(state.live())) {
      events.add(new Event.BlocksTurned(live.from(), live.current(), live.next()));
    }
    events.add(
        new Event.PackagesOpened(choose.job(), choose.epoch(), packages, choose.sequence(), now));
    var effects = hold(new Opening(choose.job(), choose.epoch(), choice.chosen()), live, events);
    return new Decision<>(
        events,
        effects,
        new Reply.Offered(choose.job(), choose.epoch(), packages, choose.sequence()));
  }

  private Decision<Event, Effect, Reply> opened(Command.Opened opened, long now) {
    var job = state.job(opened.job());
    if (job == null || opened.sequence() <= job.sequence || opened.epoch() < job.epoch) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    events.add(
        new Event.PackagesOpened(
            opened.job(), opened.epoch(), opened.packages(), opened.sequence(), now));
    var places = opened.packages().stream().map(state.order()::placeOf).toList();
    var opening = new Opening(opened.job(), opened.epoch(), places);
    return decided(events, hold(opening, state.live(), events));
  }

  private Decision<Event, Effect, Reply> pass(Command.Pass pass, long now) {
    var job = state.job(pass.job());
    if (job == null || pass.sequence() <= job.sequence || pass.epoch() < job.epoch) {
      return Decision.nothing();
    }
    return decided(
        List.of(
            new Event.PackagesPassed(
                pass.job(), pass.epoch(), pass.packages(), pass.sequence(), now)),
        List.of());
  }

  /** Places that a job opens, to be read at its cost. */
  private record Opening(String job, int epoch, List<Integer> places) {}

  /** Holds what is opened, and makes room: of the window first, of the pins where that is full. */
  private List<Effect> hold(Opening opening, LiveBlocks live, List<Event> events) {
    var places = opening.places();
    var held = state.held();
    var holds = places.stream().filter(place -> !held.has(place)).toList();
    var opened =
        places.stream()
            .filter(place -> !held.isPinned(place) && !state.isOpen(place))
            .mapToLong(state::sizeBytes)
            .sum();
    var room = roomFor(places, holds, pinsFor(state.openBytes() + opened), live);
    if (room.pins() != held.pinned() || isLookDue()) {
      events.add(new Event.Resized(state.capacityBytes(), room.pins()));
    }
    var effects = new ArrayList<Effect>();
    room.releases().forEach(place -> effects.add(new Effect.Release(state.order().at(place))));
    holds.forEach(
        place -> effects.add(held(place, held.isAmongFirst(place, room.pins()), opening)));
    if (!effects.isEmpty()) {
      events.add(new Event.Holding(state.packagesAt(holds), state.packagesAt(room.releases())));
    }
    return effects;
  }

  /** So many pins, once these are released; {@code excessBytes} of what is held do not fit then. */
  private record Made(int pins, List<Integer> releases, long excessBytes) {}

  /** A pin that goes and is open frees nothing, so another one goes until all fits. */
  private Made roomFor(List<Integer> places, List<Integer> holds, int pins, LiveBlocks live) {
    var made = made(places, holds, pins, live);
    while (made.excessBytes() > 0 && made.pins() > 0) {
      made = made(places, holds, made.pins() - 1, live);
    }
    return made;
  }

  private Made made(List<Integer> places, List<Integer> holds, int pins, LiveBlocks live) {
    var held = state.held();
    var loaded =
        holds.stream()
            .filter(place -> !held.isAmongFirst(place, pins))
            .mapToLong(state::sizeBytes)
            .sum();
    var spared = new Packages(state.places());
    places.forEach(spared::add);
    var room = new Room(state.capacityBytes(), pins, loaded);
    var releases = released(room, live, spared);
    return new Made(pins, releases, excessBytes(room) - sizeBytes(releases));
  }

  private long sizeBytes(List<Integer> places) {
    return places.stream().mapToLong(state::sizeBytes).sum();
  }

  /** What is known to come is fetched before it is asked for, where one looks ahead. */
  private Effect held(int place, boolean pinned, Opening by) {
    var index = state.order().at(place);
    return state.lookAheadBytes() > 0
        ? new Effect.Load(index, pinned, by.job(), by.epoch())
        : new Effect.Hold(index, pinned);
  }

  /** A cache of so many bytes with so many pins, into whose window so many bytes are loaded. */
  private record Room(long capacityBytes, int pins, long loadedBytes) {}

  /** What has to go for that: pins that are none any more, then what serves least of the window. */
  private List<Integer> released(Room room, LiveBlocks live, Packages spared) {
    var held = state.held();
    var releases = new ArrayList<Integer>();
    for (int pin = room.pins(); pin < held.pinned(); pin++) {
      var place = held.pinAt(pin);
      if (held.has(place) && !state.isOpen(place) && !spared.has(place)) {
        releases.add(place);
      }
    }
    var excess = excessBytes(room) - sizeBytes(releases);
    if (!live.equals(state.live())) {
      var before = releases.size();
      for (int place = held.eldest(); place != Packages.NONE; place = held.after(place)) {
        if (!live.has(place, state.places()) && !state.isOpen(place) && !spared.has(place)) {
          releases.add(place);
          excess -= state.sizeBytes(place);
        }
      }
      releases.subList(before, releases.size()).forEach(spared::add);
    }
    releases.addAll(new Victims(state, live).of(excess, spared));
    return releases;
  }

  /** How much too much there is, with a place for each pin, before anything is released. */
  private long excessBytes(Room room) {
    var held = state.held();
    var excess =
        held.windowBytes() + room.loadedBytes() + held.pinnedBytes() - room.capacityBytes();
    for (int pin = room.pins(); pin < held.pinned(); pin++) {
      var place = held.pinAt(pin);
      excess -= held.has(place) ? 0 : state.sizeBytes(place);
    }
    for (int pin = held.pinned(); pin < room.pins(); pin++) {
      var place = held.pinAt(pin);
      excess += held.has(place) ? 0 : state.sizeBytes(place);
    }
    return excess;
  }

  /** Pins that no job has opened are kept when they come; nothing is loaded for that. */
  private Decision<Event, Effect, Reply> holdPins() {
    var pins = state.held().absentPins();
    var effects = pins.stream().<Effect>map(p -> new Effect.Hold(state.order().at(p), true));
    return pins.isEmpty()
        ? Decision.nothing()
        : decided(List.of(new Event.Holding(state.packagesAt(pins), List.of())), effects.toList());
  }

  /** How many pins there should be, now that so much is open. */
  private int pinsFor(long openBytes) {
    var pinned = state.held().pinned();
    var wanted =
        pins(state.residency(), state.capacityBytes(), Math.max(openBytes, state.peakBytes()));
    return wanted < pinned || isLookDue() ? wanted : pinned;
  }

  private boolean isLookDue() {
    var readers = Math.max(1, state.jobs().size());
    return state.openingsSinceResize() >= (long) readers * state.places() / LOOKS_AN_EPOCH;
  }

  /** As many packages, in their seeded order, as fit beside the window. */
  private int pins(Residency residency, long capacityBytes, long openBytes) {
    var budget = capacityBytes - residency.windowBytes(capacityBytes, openBytes);
    var pins = 0;
    while (pins < state.places() && budget >= state.sizeBytes(state.held().pinAt(pins))) {
      budget -= state.sizeBytes(state.held().pinAt(pins++));
    }
    return pins;
  }

  private Decision<Event, Effect, Reply> finished(Command.Finished finished, long now) {
    var job = state.job(finished.job());
    if (job == null || finished.sequence() <= job.sequence || finished.epoch() < job.epoch - 1) {
      return Decision.nothing();
    }
    var events = new ArrayList<Event>();
    events.add(
        new Event.PackagesFinished(
            finished.job(), finished.epoch(), finished.packages(), finished.sequence(), now));
    var after =
        AfterUse.of(state, state.closing(finished.job(), finished.epoch(), finished.packages()));
    var effects = new ArrayList<Effect>();
    after.releases().forEach(place -> effects.add(new Effect.Release(state.order().at(place))));
    for (int place : after.loads()) {
      var index = state.order().at(place);
      effects.add(new Effect.Load(index, false, finished.job(), finished.epoch()));
    }
    if (!effects.isEmpty()) {
      events.add(
          new Event.Holding(state.packagesAt(after.loads()), state.packagesAt(after.releases())));
    }
    return decided(events, effects);
  }

  private Decision<Event, Effect, Reply> expire(long now) {
    var silent = state.jobs().values().stream().filter(job -> now - job.heardNanos > leaseNanos);
    var events = silent.<Event>map(job -> new Event.JobLeft(job.name)).toList();
    return decided(events, List.of());
  }

  /** The capacity has changed: what does not fit goes at once. */
  private Decision<Event, Effect, Reply> resize(long capacityBytes) {
    var pins = pins(state.residency(), capacityBytes, state.peakBytes());
    var releases =
        released(new Room(capacityBytes, pins, 0), state.live(), new Packages(state.places()));
    var events = new ArrayList<Event>();
    events.add(new Event.Resized(capacityBytes, pins));
    if (state.live().isCut()) {
      events.add(new Event.BlocksTurned(state.live().from(), 0, 0));
    }
    return released(events, releases);
  }

  /** What the new policy does not pin is of the window, and goes when its place is needed. */
  private Decision<Event, Effect, Reply> keep(String policy) {
    var pins = pins(Residency.named(policy), state.capacityBytes(), state.peakBytes());
    return released(
        List.of(new Event.PolicyChosen(policy), new Event.Resized(state.capacityBytes(), pins)),
        List.of());
  }

  /** Pins in that order first; those that are pinned no longer are of the window. */
  private Decision<Event, Effect, Reply> rank(List<Integer> mostImportant) {
    if (!(state.residency() instanceof MostImportantPinned)) {
      return Decision.nothing();
    }
    var known =
        mostImportant.stream().filter(index -> index >= 0 && index < state.places()).toList();
    return decided(List.of(new Event.Ranked(known)), List.of());
  }

  private Decision<Event, Effect, Reply> released(List<Event> before, List<Integer> places) {
    var packages = state.packagesAt(places);
    var events = new ArrayList<>(before);
    events.add(new Event.Holding(List.of(), packages));
    return decided(events, packages.stream().<Effect>map(Effect.Release::new).toList());
  }

  @Override
  public void apply(Event event) {
    state.apply(event);
  }

  /** Every package that is held, to be told again: a partition may have moved and forgotten. */
  @Override
  public List<Effect> wake(long now) {
    var effects = new ArrayList<Effect>();
    state
        .held()
        .all()
        .forEach(place ->
            effects.add(new Effect.Hold(state.order().at(place), state.held().isPinned(place))));
    return effects;
  }

  /** How many bytes a job whose order is known may tell ahead of what it has opened. */
  public long lookAheadBytes() {
    return state.lookAheadBytes();
  }

  /** The active jobs, by name. */
  public List<String> jobs() {
    return List.copyOf(state.jobs().keySet());
  }

  /** Those of them that have begun to read. */
  public List<String> readers() {
    return state.begun();
  }

  /** How many packages are to stay at present. */
  public int heldPackages() {
    return state.held().size();
  }

  /** How many packages are pinned, how many open, and how many jobs are active. */
  public Summary summary() {
    var open = 0;
    for (int place = 0; place < state.places(); place++) {
      open += state.isOpen(place) ? 1 : 0;
    }
    return new Summary(
        state.residency().name(),
        state.held().pinned(),
        state.held().size(),
        open,
        state.capacityBytes(),
        state.jobs().size());
  }

  /**
   * Figures of a dataset's cache.
   *
   * @param policy by which packages are kept
   * @param pinned how many are to stay for good
   * @param held how many are to stay at present
   * @param open how many some job draws from
   */
  public record Summary(
      String policy, int pinned, int held, int open, long capacityBytes, int jobs) {}
}
