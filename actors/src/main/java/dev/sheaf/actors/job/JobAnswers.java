package dev.sheaf.actors.job;

import dev.sheaf.policies.ledger.JobPhase;
import dev.sheaf.policies.ledger.LedgerReply;

/** Turns a ledger's replies into those of the protocol. */
final class JobAnswers {
  private JobAnswers() {}

  /** The answer; a {@link LedgerReply.NotYet} has none and must not come here. */
  static JobReply of(String job, JobState state, LedgerReply reply) {
    return switch (reply) {
      case LedgerReply.Is is -> jobIs(state, is);
      case LedgerReply.Windows windows -> JobReply.Windows.of(state.ledger(), windows.windows());
      case LedgerReply.EpochOver over -> new JobReply.EpochOver(over.epoch(), over.batches());
      case LedgerReply.StaleGeneration stale ->
          new JobReply.StaleGeneration(stale.asked(), stale.current());
      case LedgerReply.RankTaken taken -> new JobReply.RankTaken(taken.rank());
      case LedgerReply.NotRunning over ->
          new JobReply.NotRunning(phase(over.phase()), over.reason());
      case LedgerReply.TooOld old -> new JobReply.TooOld(old.oldestEpoch(), old.oldestStep());
      case LedgerReply.Refused refused -> new JobReply.Refused(refused.field(), refused.detail());
      case LedgerReply.NotSubmitted none -> new JobReply.NoSuchJob(job);
      case LedgerReply.Done done -> new JobReply.Done();
      case LedgerReply.NotYet notYet ->
          throw new IllegalArgumentException("there is no answer yet for " + job);
    };
  }

  /** Windows with the times at which they were assigned. */
  static JobReply.Log log(JobState state, JobReply.Windows windows) {
    return new JobReply.Log(windows, windows.windows().stream().map(state.times()::of).toList());
  }

  /** A job that was ended before all was read. */
  static JobReply ended(JobState state) {
    var ledger = state.ledger();
    return new JobReply.JobIs(
        ledger.spec(),
        phase(ledger.phase()),
        ledger.generation(),
        ledger.ranks(),
        0,
        0,
        ledger.reason(),
        state.totals());
  }

  private static JobReply jobIs(JobState state, LedgerReply.Is is) {
    return new JobReply.JobIs(
        state.ledger().spec(),
        phase(is.phase()),
        is.generation(),
        is.ranks(),
        is.epoch(),
        is.step(),
        is.reason(),
        state.totals(),
        state.epochs(),
        state.ledger().knobs());
  }

  static JobReply.Phase phase(JobPhase phase) {
    return switch (phase) {
      case RUNNING -> JobReply.Phase.RUNNING;
      case FINISHED -> JobReply.Phase.FINISHED;
      case FAILED -> JobReply.Phase.FAILED;
      case STOPPED -> JobReply.Phase.STOPPED;
    };
  }
}
