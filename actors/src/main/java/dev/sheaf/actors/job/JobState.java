package dev.sheaf.actors.job;

import dev.sheaf.policies.ledger.LedgerState;

/** What a coordinator remembers: the ledger, and counters. */
final class JobState {
  private final LedgerState ledger;
  private JobTotals totals;

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
  }

  void count(int missing) {
    totals = totals.plusMissing(missing);
  }

  JobState apply(JobEvent event) {
    switch (event) {
      case JobEvent.Ledger(var happened) -> ledger.apply(happened);
      case JobEvent.Counted(JobTotals counted) -> totals = counted;
    }
    return this;
  }

  JobEvent.Snapshot snapshot() {
    return new JobEvent.Snapshot(ledger.snapshot(), totals);
  }

  static JobState restore(JobEvent.Snapshot snapshot) {
    return new JobState(LedgerState.restore(snapshot.ledger()), snapshot.totals());
  }
}
