package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.ledger.EpochLedger;
import dev.sheaf.policies.ledger.LedgerCommand;
import dev.sheaf.policies.ledger.LedgerEffect;
import dev.sheaf.policies.ledger.LedgerEvent;
import dev.sheaf.policies.ledger.LedgerReply;
import dev.sheaf.policies.ledger.LedgerState;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One job: the live shell of {@link EpochLedger}.
 *
 * <pre>
 *   opening   the manifest is opened, commands wait → serving
 *   serving   decide ─► persist ─► apply ─► effects (conductor, gateways) ─► reply
 * </pre>
 *
 * <p>A question that the ledger cannot answer yet waits, and is decided again after the next event.
 */
public final class JobCoordinator extends EventSourcedBehavior<JobMessage, JobEvent, JobState> {
  private static final int SNAPSHOT_EVERY = 100;
  private static final int SNAPSHOTS_KEPT = 2;
  private static final Duration REOPEN = Duration.ofSeconds(2);

  private final String job;
  private final ActorContext<JobMessage> context;
  private final TimerScheduler<JobMessage> timers;
  private final Ports ports;
  private final ConductorLine conductor;
  private final Pace pace = new Pace();
  private final List<JobCommand.NextBatch> waiting = new ArrayList<>();
  private final Set<ActorRef<JobReply>> gateways = new LinkedHashSet<>();
  private @Nullable Manifest manifest;
  private boolean opening;

  /**
   * What a coordinator needs of its node.
   *
   * @param keepEpochs ledgers of how many epochs are kept for resume
   */
  public record Ports(Entities entities, Manifests manifests, int keepEpochs) {}

  /** The kind of jobs. */
  public static EntityKind<JobMessage> kind(Ports ports) {
    return new EntityKind<>(
        JobCommand.KIND,
        JobMessage.class,
        id -> create(id, ports),
        "gateway",
        EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the job with this name. */
  public static Behavior<JobMessage> create(String job, Ports ports) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new JobCoordinator(job, context, timers, ports)));
  }

  private JobCoordinator(
      String job,
      ActorContext<JobMessage> context,
      TimerScheduler<JobMessage> timers,
      Ports ports) {
    // No restart: Akka would replay into the same, changed state. A coordinator whose write is
    // refused stops; sharding makes a new one for the next question, and the journal's circuit
    // breaker is the back-off.
    super(PersistenceId.of(JobCommand.KIND, job));
    this.job = job;
    this.context = context;
    this.timers = timers;
    this.ports = ports;
    this.conductor =
        new ConductorLine(
            ports.entities(),
            timers,
            context.messageAdapter(ConductorReply.class, JobSignal.Conducted::new));
  }

  @Override
  public JobState emptyState() {
    return new JobState(new LedgerState(), JobTotals.NONE);
  }

  @Override
  public CommandHandler<JobMessage, JobEvent, JobState> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::on);
  }

  private Effect<JobEvent, JobState> on(JobState state, JobMessage message) {
    return switch (message) {
      case JobCommand command -> onCommand(state, command);
      case JobSignal signal -> onSignal(state, signal);
    };
  }

  private Effect<JobEvent, JobState> onCommand(JobState state, JobCommand command) {
    if (command instanceof JobCommand.Delivered(Delivery delivery)) {
      state.count(delivery);
      return Effect().none();
    }
    if (!state.ledger().isSubmitted() && !(command instanceof JobCommand.Submit)) {
      replyTo(command).tell(new JobReply.NoSuchJob(job));
      return Effect().none();
    }
    if (manifest == null) {
      open(
          command instanceof JobCommand.Submit submit
              ? submit.spec().version()
              : state.ledger().spec().version());
      return Effect().stash();
    }
    return decide(state, command);
  }

  private static ActorRef<JobReply> replyTo(JobCommand command) {
    return switch (command) {
      case JobCommand.Submit c -> c.replyTo();
      case JobCommand.NextBatch c -> c.replyTo();
      case JobCommand.Consumed c -> c.replyTo();
      case JobCommand.Missing c -> c.replyTo();
      case JobCommand.Describe c -> c.replyTo();
      case JobCommand.Resume c -> c.replyTo();
      case JobCommand.ReadLog c -> c.replyTo();
      case JobCommand.Stop c -> c.replyTo();
      case JobCommand.Delivered c ->
          throw new IllegalArgumentException("a delivery is not answered");
    };
  }

  private LedgerCommand translate(JobCommand command) {
    return switch (command) {
      case JobCommand.Submit c -> new LedgerCommand.Submit(c.spec(), ports.keepEpochs());
      case JobCommand.NextBatch c ->
          new LedgerCommand.NextBatch(
              c.generation(), c.epoch(), c.rank(), c.n(), c.consumer(), pace.ahead());
      case JobCommand.Consumed c ->
          new LedgerCommand.Consumed(c.generation(), c.epoch(), c.rank(), c.below());
      case JobCommand.Missing c ->
          new LedgerCommand.Missing(
              c.generation(), c.epoch(), c.n(), c.ids(), MissingWords.of(opened(), c));
      case JobCommand.Describe c -> new LedgerCommand.Describe();
      case JobCommand.Resume c ->
          new LedgerCommand.Resume(c.epoch(), c.step(), c.ranks(), c.attempt());
      case JobCommand.ReadLog c -> new LedgerCommand.ReadLog(c.epoch(), c.n());
      case JobCommand.Stop c -> new LedgerCommand.Stop(c.reason());
      case JobCommand.Delivered c ->
          throw new IllegalArgumentException("a delivery is no command of the ledger");
    };
  }

  private Effect<JobEvent, JobState> decide(JobState state, JobCommand command) {
    if (command instanceof JobCommand.NextBatch next) {
      gateways.add(next.gateway());
    }
    var decision = decide(state, translate(command));
    return carryOut(state, decision, () -> answer(state, command, decision.reply()));
  }

  private void answer(JobState state, JobCommand command, @Nullable LedgerReply reply) {
    if (reply instanceof LedgerReply.NotYet && command instanceof JobCommand.NextBatch next) {
      waiting.add(next);
      return;
    }
    if (reply == null) {
      return;
    }
    var answer = JobAnswers.of(job, state, reply);
    replyTo(command).tell(answer);
    if (command instanceof JobCommand.Resume) {
      push(
          new JobReply.Windows(
              state.ledger().spec(),
              state.ledger().generation(),
              state.ledger().ranks(),
              List.of()));
    }
    if (command instanceof JobCommand.NextBatch next && reply instanceof LedgerReply.Windows) {
      assignAhead(state, next);
    }
  }

  /** Has the next window assigned before somebody waits for it. */
  private void assignAhead(JobState state, JobCommand.NextBatch next) {
    var assigned = state.ledger().assigned(next.epoch());
    if (assigned - next.n() <= pace.ahead() / 2
        && next.generation() == state.ledger().generation()) {
      context
          .getSelf()
          .tell(new JobSignal.AssignFrom(next.generation(), next.epoch(), next.rank(), assigned));
    }
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> decide(
      JobState state, LedgerCommand command) {
    return new EpochLedger(state.ledger(), opened().table()).decide(command, now());
  }

  private Effect<JobEvent, JobState> carryOut(
      JobState state, Decision<LedgerEvent, LedgerEffect, LedgerReply> decision, Runnable reply) {
    decision.events().stream().filter(e -> !e.isDurable()).forEach(state.ledger()::apply);
    var durable = decision.events().stream().filter(LedgerEvent::isDurable).toList();
    state.count(
        durable.stream()
            .mapToInt(e -> e instanceof LedgerEvent.SamplesReplaced r ? r.replacements().size() : 0)
            .sum());
    var events =
        Stream.concat(
                durable.stream().<JobEvent>map(JobEvent.Ledger::new),
                durable.stream().anyMatch(JobCoordinator::isMilestone)
                    ? Stream.of(new JobEvent.Counted(state.totals()))
                    : Stream.empty())
            .toList();
    return Effect()
        .persist(events)
        .thenRun(() -> {
          decision.effects().forEach(effect -> run(state, effect));
          reply.run();
          if (!decision.events().isEmpty()) {
            tryWaitingAgain();
          }
        });
  }

  private static boolean isMilestone(LedgerEvent event) {
    return event instanceof LedgerEvent.RankFinished || event instanceof LedgerEvent.JobEnded;
  }

  private void tryWaitingAgain() {
    var again = List.copyOf(waiting);
    waiting.clear();
    again.forEach(context.getSelf()::tell);
  }

  private void run(JobState state, LedgerEffect effect) {
    var ledger = state.ledger();
    switch (effect) {
      case LedgerEffect.ChooseOpenings c ->
          conductor.choose(ledger, c.epoch(), c.firstBatch(), c.packages());
      case LedgerEffect.AskLeader ask ->
          ports
              .entities()
              .of(new EntityRefKey<>(JobCommand.KIND, JobMessage.class), ask.leader())
              .tell(
                  new JobCommand.ReadLog(
                      ask.epoch(),
                      ask.n(),
                      context.messageAdapter(JobReply.class, JobSignal.Led::new)));
      case LedgerEffect.Publish publish -> {
        pace.assigned(publish.window().batches(), now());
        push(
            new JobReply.Windows(
                ledger.spec(), ledger.generation(), ledger.ranks(), List.of(publish.window())));
      }
      case LedgerEffect.TellOpened told -> conductor.opened(ledger, told.epoch(), told.packages());
      case LedgerEffect.TellFinished told ->
          conductor.finished(ledger, told.epoch(), told.packages());
      case LedgerEffect.TellStanding told ->
          conductor.standing(ledger, Math.max(0, ledger.newestEpoch()));
      case LedgerEffect.LeaveDataset leave -> conductor.leave(ledger);
    }
  }

  private void push(JobReply.Windows windows) {
    gateways.forEach(gateway -> gateway.tell(windows));
  }

  private Effect<JobEvent, JobState> onSignal(JobState state, JobSignal signal) {
    return switch (signal) {
      case JobSignal.Opened opened -> Effect().unstashAll();
      case JobSignal.NotOpened(String reason) -> {
        context.getLog().warn("{}: the manifest cannot be opened: {}", job, reason);
        opening = false;
        timers.startSingleTimer("reopen", new JobSignal.Tick(), REOPEN);
        yield Effect().none();
      }
      case JobSignal.Tick tick -> Effect().unstashAll();
      case JobSignal.AssignFrom from ->
          manifest == null ? Effect().none() : assignFrom(state, from);
      case JobSignal.Led(JobReply reply) -> led(state, reply);
      case JobSignal.Conducted(ConductorReply reply) -> conducted(state, reply);
      case JobSignal.ConductorSilent(long sequence) -> {
        var question = conductor.answered(sequence);
        yield question == null ? Effect().none() : assign(state, question, List.of());
      }
    };
  }

  private Effect<JobEvent, JobState> assignFrom(JobState state, JobSignal.AssignFrom from) {
    if (state.ledger().assigned(from.epoch()) != from.n()) {
      return Effect().none();
    }
    var question =
        new LedgerCommand.NextBatch(
            from.generation(), from.epoch(), from.rank(), from.n(), "", pace.ahead());
    return carryOut(state, decide(state, question), () -> {});
  }

  private Effect<JobEvent, JobState> led(JobState state, JobReply reply) {
    return reply instanceof JobReply.Windows windows && manifest != null
        ? carryOut(
            state,
            decide(state, new LedgerCommand.Lead(windows.spec(), windows.windows())),
            () -> {})
        : Effect().none();
  }

  private Effect<JobEvent, JobState> conducted(JobState state, ConductorReply reply) {
    switch (reply) {
      case ConductorReply.Offered offered -> {
        var question = conductor.answered(offered.sequence());
        if (question != null) {
          return assign(state, question, offered.packages());
        }
      }
      case ConductorReply.Unknown unknown ->
          conductor.introduce(state.ledger(), unknown.sequence());
      case ConductorReply.Standing standing -> {}
    }
    return Effect().none();
  }

  private Effect<JobEvent, JobState> assign(
      JobState state, ConductorLine.Question question, List<Integer> offered) {
    if (manifest == null) {
      return Effect().none();
    }
    var command =
        new LedgerCommand.Assign(
            question.generation(), question.epoch(), question.firstBatch(), pace.ahead(), offered);
    return carryOut(state, decide(state, command), () -> {});
  }

  /** Opens the manifest on a thread of its own; what came of it comes as a signal. */
  private void open(DatasetVersion version) {
    if (opening) {
      return;
    }
    opening = true;
    var self = context.getSelf();
    Thread.startVirtualThread(() -> {
      try {
        manifest = ports.manifests().open(version);
        self.tell(new JobSignal.Opened());
      } catch (IOException e) {
        self.tell(new JobSignal.NotOpened(String.valueOf(e.getMessage())));
      }
    });
  }

  private Manifest opened() {
    if (manifest == null) {
      throw new IllegalStateException("the manifest of " + job + " must be open");
    }
    return manifest;
  }

  @Override
  public EventHandler<JobState, JobEvent> eventHandler() {
    return JobState::apply;
  }

  /** What the ledger says is still owed is run again after recovery. */
  @Override
  public SignalHandler<JobState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              if (state.ledger().isSubmitted()) {
                open(state.ledger().spec().version());
              }
            })
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT)
        .withDeleteEventsOnSnapshot();
  }

  /** A ledger changes in place, so a snapshot is a copy. */
  @Override
  public SnapshotAdapter<JobState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(JobState state) {
        return state.snapshot();
      }

      @Override
      public JobState fromJournal(Object from) {
        return JobState.restore((JobEvent.Snapshot) from);
      }
    };
  }

  private static long now() {
    return System.currentTimeMillis() * 1_000_000;
  }
}
