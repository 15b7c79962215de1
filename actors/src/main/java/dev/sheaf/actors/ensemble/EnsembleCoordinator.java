package dev.sheaf.actors.ensemble;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.ensemble.Crew.Hand;
import dev.sheaf.actors.ensemble.SlotReport.Happening;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.policies.books.EnsembleLife;
import dev.sheaf.policies.books.LifeProtocol;
import dev.sheaf.policies.books.LifeProtocol.Command;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One ensemble: the live shell of {@link EnsembleLife}.
 *
 * <pre>
 *   unknown   no ensemble of this name was submitted: answers NoSuchEnsemble
 *   underway  report ─► decide ─► persist ─► apply ─► effects (keepers, jobs) ─► noted
 *             tick   ─► what is owed, and of which nothing was heard, is said again;
 *                       the SlotArbiter hears what is wanted, and says how many may train
 *   over      answers how it ended; stopped when nobody asked for a minute
 * </pre>
 *
 * <p>An ensemble has a few events for each epoch of a member, and is recovered from all of them.
 */
public final class EnsembleCoordinator
    extends EventSourcedBehavior<EnsembleMessage, EnsembleEvent, EnsembleState> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final long QUIET_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long GONE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long COMPARE_NANOS = Duration.ofSeconds(30).toNanos();

  private final String name;
  private final ActorContext<EnsembleMessage> context;
  private final Ports ports;
  private final EnsembleEffects effects;
  private final Seating seating = new Seating();
  private final Map<String, Progress> progress = new HashMap<>();
  private final Map<String, Long> heardNanos = new HashMap<>();
  private final Map<String, Long> unseenSince = new HashMap<>();
  private final SlotLine line;
  private final FeedLine feeds;
  private long askedNanos = System.nanoTime();
  private long comparedNanos;

  /** What a coordinator needs of its node. */
  public record Ports(Entities entities, Slots slots) {}

  /** The kind of ensembles. */
  public static EntityKind<EnsembleMessage> kind(Ports ports) {
    return new EntityKind<>(
        EnsembleCommand.KIND,
        EnsembleMessage.class,
        id -> create(id, ports),
        "gateway",
        EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the ensemble with this name. */
  public static Behavior<EnsembleMessage> create(String name, Ports ports) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new EnsembleCoordinator(name, context, timers, ports)));
  }

  private EnsembleCoordinator(
      String name,
      ActorContext<EnsembleMessage> context,
      TimerScheduler<EnsembleMessage> timers,
      Ports ports) {
    // No restart: Akka would replay into the same, changed book. Sharding makes a new one.
    super(PersistenceId.of(EnsembleCommand.KIND, name));
    this.name = name;
    this.context = context;
    this.ports = ports;
    var jobs = context.messageAdapter(JobReply.class, EnsembleSignal.JobSaid::new);
    var nobody = context.getSystem().<CatalogReply>ignoreRef();
    this.effects =
        new EnsembleEffects(
            ports.entities(), ports.slots(), new EnsembleEffects.Answers(jobs, nobody));
    this.line = new SlotLine(name, ports.entities(), context.getSelf());
    this.feeds = new FeedLine(ports.slots());
    timers.startTimerWithFixedDelay(new EnsembleSignal.Tick(), TICK);
  }

  @Override
  public EnsembleState emptyState() {
    return new EnsembleState();
  }

  @Override
  public CommandHandler<EnsembleMessage, EnsembleEvent, EnsembleState> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::on);
  }

  private Effect<EnsembleEvent, EnsembleState> on(EnsembleState state, EnsembleMessage message) {
    return switch (message) {
      case EnsembleCommand command -> {
        askedNanos = System.nanoTime();
        yield onCommand(state, command);
      }
      case SlotReport report -> state.life().isSubmitted() ? onReport(state, report) : none();
      case EnsembleSignal.Tick tick -> tick(state);
      case EnsembleSignal.JobSaid(JobReply reply) -> jobSaid(state, reply);
    };
  }

  private Effect<EnsembleEvent, EnsembleState> onCommand(
      EnsembleState state, EnsembleCommand command) {
    return switch (command) {
      case EnsembleCommand.Submit(var spec, ActorRef<EnsembleReply> replyTo) -> {
        if (state.life().isSubmitted() && !spec.isSame(state.life().spec())) {
          replyTo.tell(new EnsembleReply.NameTaken(name));
          yield none();
        }
        // It has slots when they are granted, which is asked for as soon as it is submitted.
        yield decide(state, new Command.Submit(spec, 0), () -> replyTo.tell(is(state)));
      }
      case EnsembleCommand.Describe(ActorRef<EnsembleReply> replyTo) -> {
        replyTo.tell(is(state));
        yield none();
      }
      case EnsembleCommand.Stop(String reason, ActorRef<EnsembleReply> replyTo) -> {
        if (!state.life().isSubmitted()) {
          replyTo.tell(is(state));
          yield none();
        }
        yield decide(state, new Command.Stop(reason), () -> replyTo.tell(is(state)));
      }
      case EnsembleCommand.Wake wake -> none();
    };
  }

  private EnsembleReply is(EnsembleState state) {
    return state.life().isSubmitted()
        ? new EnsembleReply.EnsembleIs(state.view(progress, line.resting()))
        : new EnsembleReply.NoSuchEnsemble(name);
  }

  private Effect<EnsembleEvent, EnsembleState> onReport(EnsembleState state, SlotReport report) {
    return switch (report) {
      case SlotReport.Going(String member, int round, Progress now) -> {
        heard(member);
        line.goesOn(member);
        progress.put(member, now);
        yield none();
      }
      case SlotReport.Resting(String member, int round) -> {
        heard(member);
        if (line.hasPaused(member)) {
          line.claim(state);
        }
        yield none();
      }
      case SlotReport.Granted(int slots) ->
          state.isUnderway() && slots != state.life().slots()
              ? decide(state, new Command.CountSlots(slots), this::tickSoon)
              : none();
      case SlotReport.Told told -> told(state, told);
      case SlotReport.Full full -> {
        seating.full(full.node(), System.nanoTime());
        line.goesOn(full.member());
        yield state.seat(full.member(), full.round()).equals(Optional.of(full.node()))
            ? Effect().persist(new EnsembleEvent.Unseated(full.member()))
            : none();
      }
      case SlotReport.Compared compared -> {
        var verdict = compared.verdict();
        yield decide(
            state,
            verdict == null
                ? new Command.NotJudged(compared.reason())
                : new Command.Judged(verdict),
            () -> {});
      }
    };
  }

  private Effect<EnsembleEvent, EnsembleState> told(EnsembleState state, SlotReport.Told told) {
    Runnable noted = () -> effects.noted(state.life().spec(), told);
    if (!state.life().has(told.member())) {
      noted.run();
      return none();
    }
    heard(told.member());
    return switch (told.happening()) {
      case Happening.Restarted(int restarts, String reason) ->
          Effect()
              .persist(
                  new EnsembleEvent.Noticed(
                      "%s: its trainer was replaced (%d of %d): %s"
                          .formatted(
                              state.life().spec().member(told.member()).place(),
                              restarts,
                              state.life().spec().maxRestarts(),
                              reason),
                      System.currentTimeMillis()))
              .thenRun(noted::run);
      case Happening.Profiled(var pace) ->
          decide(state, new Command.Profiled(told.member(), pace), noted);
      case Happening.Scored(var score) ->
          decide(state, new Command.Scored(told.round(), told.member(), score), noted);
      case Happening.Trained trained ->
          decide(state, new Command.Trained(told.round(), told.member()), noted);
      case Happening.Saved saved ->
          decide(state, new Command.Saved(told.round(), told.member()), noted);
      case Happening.Lost(String reason) ->
          decide(state, new Command.Lost(told.round(), told.member(), reason), noted);
      case Happening.Failed(String reason) ->
          decide(state, new Command.Failed(told.round(), told.member(), reason), noted);
    };
  }

  private void heard(String member) {
    heardNanos.put(member, System.nanoTime());
  }

  private Effect<EnsembleEvent, EnsembleState> jobSaid(EnsembleState state, JobReply reply) {
    return reply instanceof JobReply.Refused refused && state.isUnderway()
        ? decide(
            state, new Command.Stop("a member's job was refused: " + refused.detail()), () -> {})
        : none();
  }

  private Effect<EnsembleEvent, EnsembleState> decide(
      EnsembleState state, Command command, Runnable after) {
    var decision = state.book().decide(command, System.nanoTime());
    var nowMillis = System.currentTimeMillis();
    var events = new ArrayList<EnsembleEvent>();
    decision.events().forEach(event -> events.add(new EnsembleEvent.Happened(event, nowMillis)));
    return Effect()
        .persist(events)
        .thenRun(() -> {
          decision.effects().stream()
              .filter(effect -> Crew.trains(effect).isEmpty())
              .forEach(effect -> run(state, effect));
          if (!decision.events().isEmpty()) {
            line.claim(state);
          }
          if (!decision.effects().isEmpty()) {
            // Who is to train needs a seat first, which is chosen with all others in view.
            tickSoon();
          }
          after.run();
        });
  }

  private void tickSoon() {
    context.getSelf().tell(new EnsembleSignal.Tick());
  }

  private void run(EnsembleState state, LifeProtocol.Effect effect) {
    if (effect instanceof LifeProtocol.Effect.Judge) {
      comparedNanos = System.nanoTime();
    }
    effects.run(state, effect);
  }

  private void train(EnsembleState state, Hand hand) {
    state
        .seat(hand.member(), hand.round())
        .ifPresent(node -> effects.train(state, hand.member(), hand.round(), node));
  }

  private Effect<EnsembleEvent, EnsembleState> tick(EnsembleState state) {
    var now = System.nanoTime();
    if (!state.isUnderway()) {
      return now - askedNanos > IDLE_NANOS ? Effect().stop() : none();
    }
    line.claim(state);
    var lost = lost(state, now);
    return lost.isPresent() ? decide(state, lost.get(), () -> {}) : sayAgain(state, now);
  }

  /** A member whose node has not been seen for a while, if there is one. */
  private Optional<Command> lost(EnsembleState state, long now) {
    var there = ports.slots().offers().stream().map(SlotOffer::node).toList();
    for (var effect : state.book().wake(now)) {
      var wanted = Crew.hand(effect);
      if (wanted.isEmpty()) {
        continue;
      }
      var member = wanted.get().member();
      var node = state.seat(member, wanted.get().round());
      if (node.isEmpty() || there.contains(node.get())) {
        unseenSince.remove(member);
      } else if (now - unseenSince.computeIfAbsent(member, any -> now) > GONE_NANOS) {
        unseenSince.remove(member);
        return Optional.of(
            new Command.Lost(wanted.get().round(), member, "node " + node.get() + " is gone"));
      }
    }
    return Optional.empty();
  }

  /** Seats those that found no room before, and says again what nobody answered. */
  private Effect<EnsembleEvent, EnsembleState> sayAgain(EnsembleState state, long now) {
    var crew = Crew.of(state, state.life().slots());
    var seated = seating.seats(state, crew.working(), ports.slots().offers(), now);
    var fresh = seated.stream().map(EnsembleEvent.Seated::member).toList();
    return Effect()
        .persist(List.<EnsembleEvent>copyOf(seated))
        .thenRun(() -> {
          state.book().wake(now).stream()
              .filter(each -> Crew.trains(each).isEmpty() && isDue(each, now))
              .forEach(each -> run(state, each));
          feeds.tell(state, crew.working());
          crew.working().stream()
              .filter(hand -> fresh.contains(hand.member()) || isQuiet(hand, now))
              .forEach(hand -> train(state, hand));
          crew.resting().stream()
              .filter(hand -> !line.rests(hand.member()))
              .forEach(hand -> effects.pause(state, hand));
        });
  }

  /** True when nothing was heard of it, or that it rests, which it is not to do any more. */
  private boolean isQuiet(Hand hand, long now) {
    var heard = heardNanos.get(hand.member());
    return heard == null || now - heard > QUIET_NANOS || line.rests(hand.member());
  }

  private boolean isDue(LifeProtocol.Effect effect, long now) {
    return switch (effect) {
      case LifeProtocol.Effect.OpenJobs open -> false;
      case LifeProtocol.Effect.Judge judge -> now - comparedNanos > COMPARE_NANOS;
      default -> true;
    };
  }

  private Effect<EnsembleEvent, EnsembleState> none() {
    return Effect().none();
  }

  @Override
  public EventHandler<EnsembleState, EnsembleEvent> eventHandler() {
    return EnsembleState::apply;
  }

  /** Jobs are submitted again after recovery; the rest is said again by the next tick. */
  @Override
  public SignalHandler<EnsembleState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              if (state.isIn(Phase.PROFILING) || state.isIn(Phase.TRAINING)) {
                effects.run(state, new LifeProtocol.Effect.OpenJobs());
              }
              context.getLog().debug("{} is {}", name, state.life().phase());
            })
        .build();
  }
}
