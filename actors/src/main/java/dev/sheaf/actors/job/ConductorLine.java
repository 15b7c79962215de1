package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.ledger.LedgerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job's line to its dataset's conductor: questions with a sequence number and a time limit.
 *
 * <p>What was offered counts as opened there, so offers that the last window had no use for are
 * kept for the next one of the epoch.
 */
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
  private final List<Integer> offered = new ArrayList<>();
  private int offeredEpoch = -1;

  /** What was asked and is not answered. */
  record Question(long sequence, long generation, int epoch, int firstBatch, int packages) {}

  ConductorLine(
      Entities entities, TimerScheduler<JobMessage> timers, ActorRef<ConductorReply> answers) {
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
    if (offeredEpoch != epoch) {
      offered.clear();
      offeredEpoch = epoch;
    }
    ask(state, new Question(++sequence, state.generation(), epoch, firstBatch, packages));
  }

  /** Adds to what is on offer for {@code epoch}, and gives all of it. */
  List<Integer> onOffer(int epoch, List<Integer> more) {
    if (offeredEpoch != epoch) {
      return List.of();
    }
    offered.addAll(more);
    return List.copyOf(offered);
  }

  /** Forgets offers that were taken. */
  void forgetOpened(LedgerState state) {
    offered.removeIf(index -> state.isOpened(offeredEpoch, index));
  }

  private void ask(LedgerState state, Question question) {
    open = question;
    tell(
        state,
        new ConductorCommand.Choose(
            state.spec().name(),
            question.epoch(),
            Math.max(1, question.packages() - offered.size()),
            question.sequence(),
            answers));
    timers.startSingleTimer(
        "conductor", new JobSignal.ConductorSilent(question.sequence()), PATIENCE);
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
    offered.clear();
    var standing = state.standing(epoch);
    tell(
        state,
        new ConductorCommand.Join(
            state.spec().name(),
            standing.epoch(),
            standing.opened(),
            standing.finished(),
            ++sequence,
            answers));
  }

  void opened(LedgerState state, int epoch, List<Integer> packages) {
    tell(state, new ConductorCommand.Opened(state.spec().name(), epoch, packages, ++sequence));
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
