package dev.sheaf.actors.job;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochLedger;
import dev.sheaf.policies.ledger.LedgerEffect;
import dev.sheaf.policies.ledger.LedgerState;
import dev.sheaf.policies.ledger.Pace;
import java.time.Duration;
import java.util.List;

/** Runs what a job's ledger wants done: speaks to the conductor, the gateways and the leader. */
final class JobEffects {
  private static final Duration ASK_LEADER_AGAIN = Duration.ofMillis(50);
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);

  private final Entities entities;
  private final ActorContext<JobMessage> context;
  private final TimerScheduler<JobMessage> timers;
  private final ConductorLine conductor;
  private final Gateways gateways;
  private final Doors doors;
  private final Pace pace = new Pace();

  /** What a job's files are opened by. */
  record Doors(ManifestDoor manifest, SelectionDoor selections) {}

  JobEffects(
      Entities entities,
      ActorContext<JobMessage> context,
      TimerScheduler<JobMessage> timers,
      Doors doors) {
    this.doors = doors;
    this.entities = entities;
    this.context = context;
    this.timers = timers;
    this.gateways = new Gateways(context);
    this.conductor =
        new ConductorLine(
            entities,
            timers,
            context.messageAdapter(ConductorReply.class, JobSignal.Conducted::new),
            doors.selections()::near);
  }

  ConductorLine conductor() {
    return conductor;
  }

  Gateways gateways() {
    return gateways;
  }

  Pace pace() {
    return pace;
  }

  void run(LedgerState ledger, List<LedgerEffect> effects) {
    effects.forEach(effect -> run(ledger, effect));
    if (effects.stream().anyMatch(LedgerEffect.Publish.class::isInstance)) {
      tellComing(ledger);
    }
  }

  private void run(LedgerState ledger, LedgerEffect effect) {
    switch (effect) {
      case LedgerEffect.ChooseOpenings c ->
          conductor.choose(ledger, c.epoch(), c.firstBatch(), c.packages());
      case LedgerEffect.SelectSamples selected -> select(ledger, selected.epoch());
      case LedgerEffect.AskLeader ask -> askLeader(ask);
      case LedgerEffect.Publish publish -> {
        pace.assigned(
            publish.window().batches(),
            ledger.batches(publish.window().epoch()),
            System.nanoTime());
        conductor.forgetOpened(ledger);
        push(ledger, List.of(publish.window()));
      }
      case LedgerEffect.TellOpened told -> conductor.opened(ledger, told.epoch(), told.packages());
      case LedgerEffect.TellFinished told ->
          conductor.finished(ledger, told.epoch(), told.packages());
      case LedgerEffect.TellStanding told ->
          conductor.standing(ledger, Math.max(0, ledger.newestEpoch()));
      case LedgerEffect.LeaveDataset leave -> {
        conductor.leave(ledger);
        doors.selections().forget(ledger);
      }
    }
  }

  /** The conductor wants so many bytes of coming packages to be told from now on. */
  void lookAhead(LedgerState ledger, long bytes) {
    conductor.lookAhead(bytes);
    tellComing(ledger);
  }

  /** Tells what a strict order opens next; it is loaded before a batch asks. */
  private void tellComing(LedgerState ledger) {
    var manifest = ledger.isSubmitted() ? doors.manifest().find(ledger.spec().version()) : null;
    if (manifest != null) {
      var book = new EpochLedger(ledger, manifest.table());
      conductor.coming(ledger, book.coming(ledger.knobs().lookAhead(conductor.lookAheadBytes())));
    }
  }

  /** Comes to nothing while the manifest is not open: the question behind it comes again. */
  private void select(LedgerState ledger, int epoch) {
    var manifest = doors.manifest().find(ledger.spec().version());
    if (manifest != null) {
      doors.selections().select(ledger.spec(), epoch, manifest);
    }
  }

  /** Tells all gateways the current generation, with these windows of it. */
  void push(LedgerState ledger, List<AssignedWindow> windows) {
    gateways.push(JobReply.Windows.of(ledger, windows));
  }

  /** Tells all gateways that the job may be read no more. */
  void pushEnd(JobState state) {
    gateways.push(JobAnswers.ended(state));
  }

  /** Asks the leader for its windows, and again while it has not assigned them. */
  private void askLeader(LedgerEffect.AskLeader ask) {
    var again = new JobSignal.AskLeaderAgain();
    if (!timers.isTimerActive(again)) {
      timers.startSingleTimer(again, ASK_LEADER_AGAIN);
      var answers = context.messageAdapter(JobReply.class, JobSignal.Led::new);
      entities.of(JOBS, ask.leader()).tell(new JobCommand.ReadLog(ask.epoch(), ask.n(), answers));
    }
  }
}
