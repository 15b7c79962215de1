package dev.sheaf.policies.books;

import dev.sheaf.policies.books.LifeProtocol.Command;
import dev.sheaf.policies.books.LifeProtocol.Effect;
import dev.sheaf.policies.books.LifeProtocol.Event;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.LifeProtocol.Reply;
import dev.sheaf.policies.books.LifeProtocol.RoundReport;
import dev.sheaf.policies.books.LifeProtocol.Score;
import dev.sheaf.policies.ensemble.Berth;
import dev.sheaf.policies.ensemble.Flotilla;
import dev.sheaf.policies.ensemble.Member;
import dev.sheaf.policies.ensemble.NodePlacement.Place;
import dev.sheaf.policies.ensemble.RateTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One ensemble from its spec to its model.
 *
 * <pre>
 *   unknown    EnsembleSubmitted             → profiling
 *   profiling  all profiled, or all fit      → training (FlotillaFormed)
 *   training   nobody is left to train       → judging
 *   judging    EnsembleJudged                → trained
 *   any        Stop                          → stopped
 *   training, judging  nothing to go on with → failed
 * </pre>
 *
 * <p>Members are profiled only where there are more of them than slots: else there is nothing to
 * choose. A member ends by its last epoch, by {@link dev.sheaf.policies.ensemble.StopRule#patience
 * patience}, or by successive halving; one that is halved is trained, but does not vote. A member
 * that loses its worker more often than the spec bears is given up, and the others go on. {@link
 * EnsembleBook} says who trains together.
 *
 * <p>What is said twice, or of a round that is over, changes nothing.
 */
public final class EnsembleLife implements Book<Command, Event, Effect, Reply> {
  private final LifeState state;

  /** A book over a state that nobody else changes. */
  public EnsembleLife(LifeState state) {
    this.state = state;
  }

  /** What it remembers. */
  public LifeState state() {
    return state;
  }

  @Override
  public void apply(Event event) {
    state.apply(event);
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    if (!(command instanceof Command.Submit) && !isUnderway()) {
      return Decision.reply(new Reply.Noted());
    }
    return switch (command) {
      case Command.Submit submit -> submit(submit);
      case Command.CountSlots count -> count(count.slots());
      case Command.Profiled profiled -> profiled(profiled);
      case Command.Scored scored -> scored(scored);
      case Command.Trained trained ->
          ended(trained.round(), trained.member(), "trained all epochs", false);
      case Command.Saved saved ->
          sail(new EnsembleProtocol.Command.Checkpointed(saved.round(), saved.member()), List.of());
      case Command.Lost lost -> lost(lost);
      case Command.Failed failed -> dropped(failed.round(), failed.member(), failed.reason());
      case Command.Judged judged ->
          state.phase() == Phase.JUDGING
              ? of(
                  List.of(new Event.EnsembleJudged(judged.verdict())), List.of(new Effect.EndAll()))
              : noted();
      case Command.NotJudged(String reason) ->
          state.phase() == Phase.JUDGING ? over(Phase.FAILED, reason) : noted();
      case Command.Stop(String reason) -> over(Phase.STOPPED, reason);
    };
  }

  private boolean isUnderway() {
    return switch (state.phase()) {
      case PROFILING, TRAINING, JUDGING -> true;
      case UNKNOWN, TRAINED, FAILED, STOPPED -> false;
    };
  }

  private Decision<Event, Effect, Reply> submit(Command.Submit submit) {
    if (state.isSubmitted()) {
      return Decision.reply(
          submit.spec().isSame(state.spec()) ? new Reply.Noted() : new Reply.Taken());
    }
    var events = new ArrayList<Event>();
    events.add(new Event.EnsembleSubmitted(submit.spec()));
    events.add(new Event.SlotsCounted(submit.slots()));
    var effects = new ArrayList<Effect>();
    effects.add(new Effect.OpenJobs());
    follow(Profiling.of(submit.spec(), submit.slots()).next(), events, effects);
    return of(events, effects);
  }

  /** Adds what follows from what was decided so far. */
  private static void follow(
      Decision<Event, Effect, Reply> more, List<Event> events, List<Effect> effects) {
    events.addAll(more.events());
    effects.addAll(more.effects());
  }

  private Decision<Event, Effect, Reply> count(int slots) {
    if (slots == state.slots()) {
      return noted();
    }
    var events = new ArrayList<Event>();
    events.add(new Event.SlotsCounted(slots));
    var effects = new ArrayList<Effect>();
    switch (state.phase()) {
      case PROFILING -> follow(Profiling.of(state, slots).next(), events, effects);
      case TRAINING -> {
        var equip = new EnsembleProtocol.Command.Equip(new EnsembleBook.Machines(slots, 1));
        follow(sail(equip, List.of()), events, effects);
      }
      case UNKNOWN, JUDGING, TRAINED, FAILED, STOPPED -> {}
    }
    return of(events, effects);
  }

  private Decision<Event, Effect, Reply> profiled(Command.Profiled profiled) {
    if (state.phase() != Phase.PROFILING || state.life(profiled.member()).isProfiled()) {
      return noted();
    }
    var events = new ArrayList<Event>();
    events.add(new Event.MemberProfiled(profiled.member(), profiled.pace()));
    var effects = new ArrayList<Effect>();
    var rate = profiled.pace().imagesPerSecond();
    follow(
        Profiling.of(state, state.slots()).measured(profiled.member(), rate).next(),
        events,
        effects);
    return of(events, effects);
  }

  private Decision<Event, Effect, Reply> scored(Command.Scored scored) {
    var life = state.life(scored.member());
    var score = scored.score();
    var latest = life.latest();
    if (!life.isAlive() || (latest != null && score.epoch() <= latest.epoch())) {
      return noted();
    }
    var events = new ArrayList<Event>();
    events.add(new Event.MemberScored(scored.member(), score));
    var effects = new ArrayList<Effect>();
    if (score.pace().imagesPerSecond() > 0) {
      var rates = new RateTable(List.of(score.pace().imagesPerSecond()));
      follow(
          sail(new EnsembleProtocol.Command.Rate(rated(scored.member(), rates)), List.of()),
          events,
          effects);
    }
    var stop = stop(life, score);
    if (stop.isPresent()) {
      var halved = stop.get().halved();
      follow(ended(scored.round(), scored.member(), stop.get().reason(), halved), events, effects);
    }
    return of(events, effects);
  }

  private Member rated(String member, RateTable rates) {
    return new Member(member, rates, state.spec().member(member).slots());
  }

  private record EarlyEnd(String reason, boolean halved) {}

  private Optional<EarlyEnd> stop(MemberLife life, Score score) {
    if (state.spec().member(life.name()).snapshots() > 0) {
      // Its loss rises at the start of each cycle, which is no reason to end it.
      return Optional.empty();
    }
    var rung = state.rung(score.epoch());
    if (rung.isPresent()
        && score.epoch() + 1 < state.spec().epochs()
        && !state.wouldGoOn(rung.getAsInt(), score.loss())) {
      return Optional.of(
          new EarlyEnd("others were ahead after epoch " + (score.epoch() + 1), true));
    }
    var patience = state.spec().stop().patience();
    var best = life.best();
    return patience > 0
            && best != null
            && score.loss() >= best.loss()
            && score.epoch() - best.epoch() >= patience
        ? Optional.of(
            new EarlyEnd(
                "no lower loss for %d epochs since epoch %d".formatted(patience, best.epoch() + 1),
                false))
        : Optional.empty();
  }

  private Decision<Event, Effect, Reply> ended(
      int round, String member, String why, boolean halved) {
    if (!state.life(member).isAlive()) {
      return noted();
    }
    var leaving = List.of(new Trained(member, halved));
    var sailed = sail(new EnsembleProtocol.Command.Converged(round, member), leaving);
    return sailed.events().isEmpty()
        ? noted()
        : before(new Event.MemberEnded(member, why, halved), member, sailed);
  }

  /** A member leaves, and {@code sailed} is what the flotillas make of it. */
  private static Decision<Event, Effect, Reply> before(
      Event leaving, String member, Decision<Event, Effect, Reply> sailed) {
    var events = new ArrayList<Event>();
    events.add(leaving);
    var effects = new ArrayList<Effect>();
    effects.add(new Effect.Finish(member));
    follow(sailed, events, effects);
    return of(events, effects);
  }

  private Decision<Event, Effect, Reply> lost(Command.Lost lost) {
    var life = state.life(lost.member());
    if (!life.isAlive()) {
      return noted();
    }
    if (life.failures() >= state.spec().maxRestarts()) {
      return dropped(
          lost.round(),
          lost.member(),
          "lost its worker %d times, last: %s".formatted(life.failures() + 1, lost.reason()));
    }
    // It stays in its flotilla, and sits down elsewhere; only one that was being saved is saved.
    var failed = new Event.MemberFailed(lost.member(), lost.reason());
    if (state.phase() == Phase.PROFILING) {
      return of(List.of(failed), List.of(new Effect.Profile(lost.member())));
    }
    var again =
        state.flotillas().wake(0).stream()
            .map(EnsembleLife::of)
            .filter(new Effect.Train(lost.round(), lost.member())::equals)
            .toList();
    if (!again.isEmpty()) {
      return of(List.of(failed), again);
    }
    var sailed = sail(new EnsembleProtocol.Command.Lost(lost.round(), lost.member()), List.of());
    if (sailed.events().isEmpty()) {
      return noted();
    }
    var events = new ArrayList<Event>();
    events.add(failed);
    var effects = new ArrayList<Effect>();
    follow(sailed, events, effects);
    return of(events, effects);
  }

  private Decision<Event, Effect, Reply> dropped(int round, String member, String why) {
    if (!state.life(member).isAlive()) {
      return noted();
    }
    var dropped = new Event.MemberDropped(member, why);
    if (state.phase() == Phase.PROFILING) {
      return before(dropped, member, Profiling.of(state, state.slots()).without(member).next());
    }
    var sailed = sail(new EnsembleProtocol.Command.Drop(round, member), List.of());
    return sailed.events().isEmpty() ? noted() : before(dropped, member, sailed);
  }

  /**
   * What the flotillas make of it; ends the training when nobody is left.
   *
   * @param leaving who is trained from now on
   */
  private Decision<Event, Effect, Reply> sail(
      EnsembleProtocol.Command command, List<Trained> leaving) {
    var sailed = state.flotillas().decide(command, 0);
    var events = new ArrayList<Event>();
    var effects = new ArrayList<Effect>();
    if (endsRound(sailed) && state.round() > 0 && !state.flotillas().training().isEmpty()) {
      events.add(new Event.RoundMeasured(measured()));
    }
    sailed.events().forEach(event -> events.add(new Event.Sailed(event)));
    sailed.effects().forEach(effect -> effects.add(of(effect)));
    if (sailed.reply() instanceof EnsembleProtocol.Reply.AllDone && state.round() > 0) {
      follow(judge(leaving), events, effects);
    }
    return of(events, effects);
  }

  private static boolean endsRound(
      Decision<EnsembleProtocol.Event, EnsembleProtocol.Effect, EnsembleProtocol.Reply> sailed) {
    return sailed.reply() instanceof EnsembleProtocol.Reply.AllDone
        || sailed.events().stream()
            .anyMatch(each -> each instanceof EnsembleProtocol.Event.RoundEnded);
  }

  static Effect of(EnsembleProtocol.Effect effect) {
    return switch (effect) {
      case EnsembleProtocol.Effect.Train(int round, Place place) ->
          new Effect.Train(round, place.member());
      case EnsembleProtocol.Effect.Checkpoint(int round, String member) ->
          new Effect.Checkpoint(round, member);
    };
  }

  /** A member that is trained, and whether others were ahead of it. */
  private record Trained(String member, boolean halved) {}

  /** The comparison of all that are trained. */
  private Decision<Event, Effect, Reply> judge(List<Trained> leaving) {
    var voters = voters(leaving);
    return voters.isEmpty()
        ? over(Phase.FAILED, "no member could be trained")
        : of(List.of(new Event.TrainingEnded()), List.of(new Effect.Judge(voters)));
  }

  /** Those that were not halved; all that are trained where there are no others. */
  private List<String> voters(List<Trained> leaving) {
    var trained = new ArrayList<>(leaving);
    state.members().stream()
        .filter(MemberLife::isDone)
        .forEach(each -> trained.add(new Trained(each.name(), each.isHalved())));
    var ahead = trained.stream().filter(each -> !each.halved()).map(Trained::member).toList();
    return inOrder(ahead.isEmpty() ? trained.stream().map(Trained::member).toList() : ahead);
  }

  private List<String> inOrder(List<String> names) {
    return state.spec().members().stream()
        .filter(each -> names.contains(each.name()))
        .flatMap(each -> each.voters().stream())
        .toList();
  }

  private RoundReport measured() {
    var places = state.flotillas().training();
    var berths =
        places.stream()
            .map(each ->
                new Berth(Profiling.rated(state.spec(), state.life(each.member())), each.gpus()))
            .toList();
    var stalls =
        places.stream()
            .map(each -> state.life(each.member()).pace())
            .mapToDouble(pace -> pace == null ? 0 : pace.waitShare())
            .average();
    return new RoundReport(
        state.round(),
        places.stream().map(Place::member).toList(),
        new Flotilla(berths).rateMismatch(),
        stalls.orElse(0));
  }

  static Decision<Event, Effect, Reply> over(Phase phase, String reason) {
    return of(List.of(new Event.EnsembleEnded(phase, reason)), List.of(new Effect.EndAll()));
  }

  private static Decision<Event, Effect, Reply> noted() {
    return Decision.reply(new Reply.Noted());
  }

  private static Decision<Event, Effect, Reply> of(List<Event> events, List<Effect> effects) {
    return new Decision<>(events, effects, new Reply.Noted());
  }

  @Override
  public List<Effect> wake(long now) {
    return switch (state.phase()) {
      case PROFILING -> with(new Effect.OpenJobs(), Profiling.of(state, state.slots()).owed());
      case TRAINING ->
          with(
              new Effect.OpenJobs(),
              state.flotillas().wake(now).stream().map(EnsembleLife::of).toList());
      case JUDGING -> List.of(new Effect.Judge(voters(List.of())));
      case UNKNOWN, TRAINED, FAILED, STOPPED -> List.of();
    };
  }

  private static List<Effect> with(Effect first, List<Effect> rest) {
    var all = new ArrayList<Effect>();
    all.add(first);
    all.addAll(rest);
    return all;
  }
}
