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

  /**
   * What the job was served so far; a crash loses what was counted since the last of these.
   *
   * @param epochs the latest ones; null in journals that did not count them
   */
  record Counted(JobTotals totals, @Nullable List<EpochFigures> epochs) implements JobEvent {}

  /**
   * The whole of a job.
   *
   * @param epochs the latest ones; null in snapshots that did not count them
   * @param windowTimes null in snapshots that did not keep them
   */
  record Snapshot(
      LedgerSnapshot ledger,
      JobTotals totals,
      @Nullable List<EpochFigures> epochs,
      @Nullable List<WindowTimes.At> windowTimes)
      implements ControlMessage {}
}
