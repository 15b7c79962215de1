package dev.sheaf.actors.job;

import dev.sheaf.policies.ledger.LedgerEvent;
import dev.sheaf.policies.ledger.LedgerState;

/** What a coordinator remembers: the ledger, and counters. */
final class JobState {
  private final LedgerState ledger;
  private JobTotals totals;
  private boolean uncounted;

  JobState(LedgerState ledger, JobTotals totals) {
    this.ledger = ledger;
    this.totals = totals;
  }

  LedgerState ledger() {
    return ledger;
  }

  JobTotals totals() {
    return totals;
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
      case JobEvent.Ledger(var happened) -> apply(happened);
      case JobEvent.Counted(JobTotals counted) -> {
        totals = counted;
        uncounted = false;
      }
    }
    return this;
  }

  private void apply(LedgerEvent happened) {
    if (happened instanceof LedgerEvent.SamplesReplaced replaced) {
      var before = ledger.missing(replaced.epoch());
      ledger.apply(happened);
      totals = totals.plusMissing(ledger.missing(replaced.epoch()) - before);
    } else {
      ledger.apply(happened);
    }
  }

  JobEvent.Snapshot snapshot() {
    return new JobEvent.Snapshot(ledger.snapshot(), totals);
  }

  static JobState restore(JobEvent.Snapshot snapshot) {
    return new JobState(LedgerState.restore(snapshot.ledger()), snapshot.totals());
  }
}
