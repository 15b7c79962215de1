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
import dev.sheaf.actors.importance.SelectionMaker;
import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.ledger.EpochLedger;
import dev.sheaf.policies.ledger.JobPhase;
import dev.sheaf.policies.ledger.LedgerCommand;
import dev.sheaf.policies.ledger.LedgerEffect;
import dev.sheaf.policies.ledger.LedgerEvent;
import dev.sheaf.policies.ledger.LedgerReply;
import dev.sheaf.policies.ledger.Selections;
import dev.sheaf.policies.vocabulary.Contract;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One job: the live shell of {@link EpochLedger}.
 *
 * <pre>
 *   unknown   no job of this name was submitted: answers NoSuchJob; Submit → opening
 *   opening   the manifest is opened, commands wait → serving
 *   serving   decide ─► persist ─► apply ─► effects (conductor, gateways) ─► reply
 *   stopped   unknown or ended, and nobody asked for a minute
 * </pre>
 *
 * <p>A question that the ledger cannot answer yet waits, and is decided again after the next event.
 * Counters reach the journal every few seconds: a crash may lose the last of them, nothing else.
 *
 * <p><i>Fencing:</i> the journal refuses a second writer; an owner that is shown a newer generation
 * than its own stops, and the next question recovers it.
 */
public final class JobCoordinator extends EventSourcedBehavior<JobMessage, JobEvent, JobState> {
  private static final int SNAPSHOT_EVERY = 100;
  private static final int SNAPSHOTS_KEPT = 2;
  private static final Duration REOPEN = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(10);
  private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long FENCE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int TICKS_A_STANDING = 3;

  private final String job;
  private final ActorContext<JobMessage> context;
  private final TimerScheduler<JobMessage> timers;
  private final Ports ports;
  private final JobEffects effects;
  private final ManifestDoor door;
  private final SelectionDoor selections;
  private final WaitingQuestions waiting = new WaitingQuestions();
  private long heardNanos = System.nanoTime();
  private long recoveredNanos = System.nanoTime();
  private int ticks;

  /**
   * What a coordinator needs of its node.
   *
   * @param selecting makes the selections of importance jobs
   * @param keepEpochs ledgers of how many epochs are kept for resume
   */
  public record Ports(
      Entities entities, Manifests manifests, SelectionMaker selecting, int keepEpochs) {}

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
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new JobSignal.Tick(), TICK);
          return new JobCoordinator(job, context, timers, ports);
        }));
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
    this.door = new ManifestDoor(ports.manifests(), context.getSelf());
    this.selections = new SelectionDoor(ports.selecting(), context.getSelf());
    this.effects =
        new JobEffects(ports.entities(), context, timers, new JobEffects.Doors(door, selections));
  }

  @Override
  public JobState emptyState() {
    return new JobState();
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
    heardNanos = System.nanoTime();
    var ledger = state.ledger();
    if (state.counts(command)) {
      return Effect().none();
    }
    if (!ledger.isSubmitted() && !(command instanceof JobCommand.Submit)) {
      JobQuestions.replyTo(command).tell(new JobReply.NoSuchJob(job));
      return Effect().none();
    }
    var version =
        command instanceof JobCommand.Submit submit && !ledger.isSubmitted()
            ? submit.spec().version()
            : ledger.spec().version();
    var manifest = door.find(version);
    if (manifest == null) {
      door.open(version);
      return Effect().stash();
    }
    if (ledger.isSubmitted() && !selections.isOpen(ledger)) {
      selections.open(ledger, manifest);
      return Effect().stash();
    }
    if (JobQuestions.generation(command) > ledger.generation()
        && System.nanoTime() - recoveredNanos > FENCE_NANOS) {
      return Effect().stop();
    }
    return decide(state, command, manifest);
  }

  private Effect<JobEvent, JobState> decide(JobState state, JobCommand command, Manifest manifest) {
    if (command instanceof JobCommand.NextBatch next) {
      effects.gateways().add(next.gateway());
    }
    var ahead = effects.pace().ahead();
    var asked = JobQuestions.of(command, manifest, ports.keepEpochs(), ahead);
    var decision = decide(state, asked, manifest);
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
    JobQuestions.replyTo(command)
        .tell(
            command instanceof JobCommand.ReadTrace && answer instanceof JobReply.Windows windows
                ? JobAnswers.log(state, windows)
                : answer);
    if (command instanceof JobCommand.Resume || command instanceof JobCommand.Adjust) {
      effects.push(state.ledger(), List.of());
    }
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> decide(
      JobState state, LedgerCommand command, Manifest manifest) {
    var ledger = state.ledger();
    var selected = ledger.isSubmitted() ? selections.of(ledger.spec()) : Selections.NONE;
    return new EpochLedger(ledger, manifest.table(), selected).decide(command, System.nanoTime());
  }

  /** Decides on a command of the actor's own; nothing comes of it while no manifest is open. */
  private Effect<JobEvent, JobState> decideUnasked(JobState state, LedgerCommand command) {
    var manifest = state.ledger().isSubmitted() ? door.find(state.ledger().spec().version()) : null;
    return manifest == null || !selections.isOpen(state.ledger())
        ? Effect().none()
        : carryOut(state, decide(state, command, manifest), () -> {});
  }

  private Effect<JobEvent, JobState> carryOut(
      JobState state, Decision<LedgerEvent, LedgerEffect, LedgerReply> decision, Runnable reply) {
    decision.events().stream().filter(e -> !e.isDurable()).forEach(state.ledger()::apply);
    var durable = decision.events().stream().filter(LedgerEvent::isDurable).toList();
    var nowMillis = System.currentTimeMillis();
    var events =
        Stream.concat(
                durable.stream().<JobEvent>map(event -> new JobEvent.Ledger(event, nowMillis)),
                durable.stream().anyMatch(JobCoordinator::isMilestone)
                    ? Stream.of(state.counted())
                    : Stream.empty())
            .toList();
    return Effect()
        .persist(events)
        .thenRun(() -> {
          if (durable.stream().anyMatch(JobCoordinator::isNewLife)) {
            effects.pace().reset();
          }
          effects.run(state.ledger(), decision.effects());
          if (durable.stream().anyMatch(LedgerEvent.JobEnded.class::isInstance)
              && state.ledger().phase() != JobPhase.FINISHED) {
            effects.pushEnd(state);
          }
          reply.run();
          if (!decision.events().isEmpty()) {
            tryWaitingAgain();
          }
        });
  }

  private static boolean isMilestone(LedgerEvent event) {
    return event instanceof LedgerEvent.RankFinished || event instanceof LedgerEvent.JobEnded;
  }

  private static boolean isNewLife(LedgerEvent event) {
    return event instanceof LedgerEvent.Resumed || event instanceof LedgerEvent.Restriped;
  }

  private void tryWaitingAgain() {
    waiting.takeAll().forEach(context.getSelf()::tell);
  }

  private Effect<JobEvent, JobState> onSignal(JobState state, JobSignal signal) {
    return switch (signal) {
      case JobSignal.Opened opened -> {
        door.settled();
        selections.settled();
        tellOwed(state);
        yield Effect().unstashAll();
      }
      case JobSignal.NotOpened(String reason) -> {
        context.getLog().warn("{}: a manifest or selection cannot be opened: {}", job, reason);
        door.settled();
        selections.settled();
        timers.startSingleTimer(new JobSignal.OpenAgain(), REOPEN);
        yield Effect().none();
      }
      case JobSignal.Selected(int epoch, long seed, String bitmap) -> {
        selections.selected();
        yield decideUnasked(state, new LedgerCommand.Select(epoch, seed, bitmap));
      }
      case JobSignal.OpenAgain again -> Effect().unstashAll();
      case JobSignal.Tick tick -> tick(state);
      case JobSignal.HandOver handOver ->
          (state.isUncounted() ? Effect().persist(state.counted()) : Effect().none()).thenStop();
      case JobSignal.AskLeaderAgain again -> {
        tryWaitingAgain();
        yield Effect().none();
      }
      case JobSignal.GatewayGone(ActorRef<JobReply> gateway) -> {
        effects.gateways().remove(gateway);
        yield Effect().none();
      }
      case JobSignal.Led(JobReply reply) -> led(state, reply);
      case JobSignal.Conducted(ConductorReply reply) -> conducted(state, reply);
      case JobSignal.ConductorSilent(long sequence) -> {
        var question = effects.conductor().answered(sequence);
        yield question == null
            ? Effect().none()
            : assign(state, question, effects.conductor().onOffer(question.epoch(), List.of()));
      }
    };
  }

  private Effect<JobEvent, JobState> led(JobState state, JobReply reply) {
    return decideUnasked(state, JobQuestions.ofLeader(reply));
  }

  /** Keeps counters and the conductor up to date, and ends the actor when nobody needs it. */
  private Effect<JobEvent, JobState> tick(JobState state) {
    if (state.isUncounted()) {
      return Effect().persist(state.counted());
    }
    var running = state.ledger().isSubmitted() && state.ledger().phase() == JobPhase.RUNNING;
    var idle = System.nanoTime() - heardNanos > IDLE_NANOS;
    if (idle && !running) {
      return Effect().stop();
    }
    // A conductor that was restarted tells those who ask it; a strict job does not ask.
    if (!idle
        && running
        && state.ledger().spec().contract() == Contract.STRICT
        && ++ticks % TICKS_A_STANDING == 0) {
      tellOwed(state);
    }
    return Effect().none();
  }

  /** Runs what the ledger says is still owed. */
  private void tellOwed(JobState state) {
    var ledger = state.ledger();
    if (ledger.isSubmitted() && ledger.phase() == JobPhase.RUNNING) {
      effects.run(ledger, List.of(new LedgerEffect.TellStanding()));
    }
  }

  private Effect<JobEvent, JobState> conducted(JobState state, ConductorReply reply) {
    switch (reply) {
      case ConductorReply.Offered offered -> {
        var question = effects.conductor().answered(offered.sequence());
        if (question != null) {
          var onOffer = effects.conductor().onOffer(question.epoch(), offered.packages());
          return assign(state, question, onOffer);
        }
      }
      case ConductorReply.Unknown unknown ->
          effects.conductor().introduce(state.ledger(), unknown.sequence());
      case ConductorReply.LookAhead(long bytes) -> effects.lookAhead(state.ledger(), bytes);
      case ConductorReply.Standing standing -> {}
    }
    return Effect().none();
  }

  private Effect<JobEvent, JobState> assign(
      JobState state, ConductorLine.Question question, List<Integer> offered) {
    var command =
        new LedgerCommand.Assign(
            question.generation(),
            question.epoch(),
            question.firstBatch(),
            effects.pace().ahead(),
            offered);
    return decideUnasked(state, command);
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
              recoveredNanos = System.nanoTime();
              if (state.ledger().isSubmitted()) {
                door.open(state.ledger().spec().version());
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
}
