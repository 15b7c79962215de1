package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.importance.Benefit;
import dev.sheaf.policies.ledger.EpochLedger;
import dev.sheaf.policies.ledger.LedgerState;
import dev.sheaf.policies.ledger.NearPackages;
import dev.sheaf.policies.ledger.Offers;
import dev.sheaf.policies.ledger.ToldAhead;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A job's line to its dataset's conductor: questions with a sequence number and a time limit. */
final class ConductorLine {
  private static final EntityRefKey<ConductorCommand> KIND =
      new EntityRefKey<>(ConductorCommand.KIND, ConductorCommand.class);

  /** A conductor that must be started first opens a manifest; one that runs answers at once. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Entities entities;
  private final TimerScheduler<JobMessage> timers;
  private final ActorRef<ConductorReply> answers;
  private long sequence = System.currentTimeMillis();
  private @Nullable Question open;
  private final Offers offers = new Offers();
  private final BiFunction<LedgerState, Integer, NearPackages> nearOf;
  private NearPackages near = NearPackages.NONE;
  private int entered = -1;
  private final ToldAhead toldAhead = new ToldAhead();
  private long lookAheadBytes;

  /** What was asked and is not answered. */
  record Question(long sequence, long generation, int epoch, int firstBatch, int packages) {}

  /**
   * A line of one job.
   *
   * @param nearOf the packages of an epoch that the job reads without the conductor's help
   */
  ConductorLine(
      Entities entities,
      TimerScheduler<JobMessage> timers,
      ActorRef<ConductorReply> answers,
      BiFunction<LedgerState, Integer, NearPackages> nearOf) {
    this.nearOf = nearOf;
    this.entities = entities;
    this.timers = timers;
    this.answers = answers;
  }

  /** Asks which packages to open, unless the same is being asked. */
  void choose(LedgerState state, int epoch, int firstBatch, int packages) {
    var asked = open;
    if (asked != null
        && asked.generation() == state.generation()
        && asked.epoch() == epoch
        && asked.firstBatch() == firstBatch) {
      return;
    }
    enter(state, epoch);
    ask(state, new Question(++sequence, state.generation(), epoch, firstBatch, packages));
  }

  /** Tells what the job passes by in an epoch, and that its losses of those before are to count. */
  private void enter(LedgerState state, int epoch) {
    offers.enter(epoch);
    if (epoch == entered) {
      return;
    }
    entered = epoch;
    near = nearOf.apply(state, epoch);
    pass(state);
    if (state.spec().importance() != null && epoch > 0) {
      tell(
          state,
          new ConductorCommand.Losses(state.spec().name(), epoch, Benefit.UNMEASURED.weight()));
    }
  }

  private void pass(LedgerState state) {
    if (near.size() > 0) {
      tell(
          state,
          new ConductorCommand.Pass(state.spec().name(), entered, near.passed(), ++sequence));
    }
  }

  /** Adds to what is on offer for {@code epoch}, and gives all of it. */
  List<Integer> onOffer(int epoch, List<Integer> more) {
    return offers.with(epoch, more);
  }

  /** Forgets offers that were taken. */
  void forgetOpened(LedgerState state) {
    offers.forgetOpened(state);
  }

  private void ask(LedgerState state, Question question) {
    open = question;
    var more = near.size() == 0 ? List.<Integer>of() : nearest(state, question);
    offers.with(question.epoch(), more);
    var lacking = offers.lacking(question.packages());
    if (lacking == 0) {
      answers.tell(
          new ConductorReply.Offered(
              state.spec().name(), question.epoch(), List.of(), question.sequence()));
      return;
    }
    tell(
        state,
        new ConductorCommand.Choose(
            state.spec().name(), question.epoch(), lacking, question.sequence(), answers));
    timers.startSingleTimer(
        "conductor", new JobSignal.ConductorSilent(question.sequence()), PATIENCE);
  }

  /** Packages that need no load, as large a part of what lacks as they are of what is left. */
  private List<Integer> nearest(LedgerState state, Question question) {
    var onOffer = offers.with(question.epoch(), List.of());
    return near.next(
        offers.lacking(question.packages()),
        state.packages(),
        state.openedOf(question.epoch()),
        onOffer);
  }

  /** The question that this answers; null when it was given up or answered. */
  @Nullable Question answered(long answeredSequence) {
    var asked = open;
    if (asked == null || asked.sequence() != answeredSequence) {
      return null;
    }
    open = null;
    timers.cancel("conductor");
    return asked;
  }

  /** The conductor has forgotten this job: says where it stands, and asks once more. */
  void introduce(LedgerState state, long answeredSequence) {
    var asked = answered(answeredSequence);
    if (asked != null) {
      standing(state, asked.epoch());
      ask(
          state,
          new Question(
              ++sequence, asked.generation(), asked.epoch(), asked.firstBatch(), asked.packages()));
    }
  }

  /** Says where the job stands; what was offered before that counts no more. */
  void standing(LedgerState state, int epoch) {
    offers.clear();
    toldAhead.clear();
    var standing = state.standing(epoch);
    tell(
        state,
        new ConductorCommand.Join(
            state.spec().name(),
            standing.epoch(),
            standing.opened(),
            standing.finished(),
            ++sequence,
            new ConductorCommand.Manner(
                !state.spec().isGlobal(), state.knobs().lookAhead(Long.MAX_VALUE) > 0),
            answers));
    if (epoch == entered) {
      pass(state);
    }
  }

  /** How many bytes of coming packages the conductor wants to be told. */
  long lookAheadBytes() {
    return lookAheadBytes;
  }

  /** The conductor has said so. */
  void lookAhead(long bytes) {
    lookAheadBytes = bytes;
  }

  /** Says what the job will open, each package once. */
  void coming(LedgerState state, List<EpochLedger.Coming> coming) {
    toldAhead.fresh(coming).forEach(each -> opened(state, each.epoch(), each.packages()));
  }

  /** Says what the job opened by itself, but for what the conductor has nothing to do with. */
  void opened(LedgerState state, int epoch, List<Integer> packages) {
    var others = packages.stream().filter(index -> epoch != entered || !near.has(index)).toList();
    if (!others.isEmpty()) {
      tell(state, new ConductorCommand.Opened(state.spec().name(), epoch, others, ++sequence));
    }
  }

  void finished(LedgerState state, int epoch, List<Integer> packages) {
    tell(state, new ConductorCommand.Finished(state.spec().name(), epoch, packages, ++sequence));
  }

  void leave(LedgerState state) {
    tell(state, new ConductorCommand.Leave(state.spec().name()));
  }

  private void tell(LedgerState state, ConductorCommand command) {
    entities.of(KIND, ConductorCommand.idOf(state.spec().version())).tell(command);
  }
}
