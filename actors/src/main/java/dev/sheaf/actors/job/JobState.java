package dev.sheaf.actors.job;

import dev.sheaf.policies.ledger.LedgerEvent;
import dev.sheaf.policies.ledger.LedgerState;
import java.util.List;

/** What a coordinator remembers: the ledger, and counters. */
final class JobState {
  private final LedgerState ledger;
  private JobTotals totals;
  private final WindowTimes times;
  private boolean uncounted;

  JobState() {
    this(new LedgerState(), JobTotals.NONE, new WindowTimes());
  }

  private JobState(LedgerState ledger, JobTotals totals, WindowTimes times) {
    this.ledger = ledger;
    this.totals = totals;
    this.times = times;
  }

  LedgerState ledger() {
    return ledger;
  }

  JobTotals totals() {
    return totals;
  }

  WindowTimes times() {
    return times;
  }

  void count(Delivery delivery) {
    totals = totals.plus(delivery);
    uncounted = true;
  }

  /** True when the journal does not have the latest counters. */
  boolean isUncounted() {
    return uncounted;
  }

  JobState apply(JobEvent event) {
    switch (event) {
      case JobEvent.Ledger(var happened, var atMillis) -> apply(happened, atMillis);
      case JobEvent.Counted(JobTotals counted) -> {
        totals = counted;
        uncounted = false;
      }
    }
    return this;
  }

  private void apply(LedgerEvent happened, long atMillis) {
    if (happened instanceof LedgerEvent.SamplesReplaced replaced) {
      var before = ledger.missing(replaced.epoch());
      ledger.apply(happened);
      totals = totals.plusMissing(ledger.missing(replaced.epoch()) - before);
    } else {
      ledger.apply(happened);
    }
    if (happened instanceof LedgerEvent.WindowAssigned assigned) {
      times.assigned(assigned.window(), atMillis);
    }
  }

  JobEvent.Snapshot snapshot() {
    return new JobEvent.Snapshot(ledger.snapshot(), totals, times.all());
  }

  static JobState restore(JobEvent.Snapshot snapshot) {
    var times = snapshot.windowTimes();
    return new JobState(
        LedgerState.restore(snapshot.ledger()),
        snapshot.totals(),
        WindowTimes.of(times == null ? List.of() : times));
  }
}
