package dev.sheaf.actors.job;

import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.ledger.LedgerEvent;
import dev.sheaf.policies.ledger.LedgerSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job's journal holds. */
public sealed interface JobEvent extends ControlMessage {
  /**
   * Something happened to the ledger.
   *
   * @param atMillis when, since 1970; 0 in journals that do not say
   */
  record Ledger(LedgerEvent event, long atMillis) implements JobEvent {}

  /** What the job was served so far; a crash loses what was counted since the last of these. */
  record Counted(JobTotals totals) implements JobEvent {}

  /** The whole of a job. */
  record Snapshot(
      LedgerSnapshot ledger, JobTotals totals, @Nullable List<WindowTimes.At> windowTimes)
      implements ControlMessage {}
}
