package dev.sheaf.actors.job;

import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.policies.ledger.EpochSelection;
import dev.sheaf.policies.ledger.LedgerEvent;
import dev.sheaf.policies.ledger.LedgerState;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a coordinator remembers: the ledger, and counters. */
final class JobState {
  /** Of how many epochs figures are kept. */
  private static final int MOST_EPOCHS = 16;

  private final LedgerState ledger;

  private JobTotals totals;
  private final WindowTimes times;
  private final TreeMap<Integer, EpochFigures> epochs = new TreeMap<>();
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

  /** What was served in the latest epochs, oldest first. */
  List<EpochFigures> epochs() {
    return List.copyOf(epochs.values());
  }

  /** The counters, to be kept. */
  JobEvent.Counted counted() {
    return new JobEvent.Counted(totals, epochs());
  }

  /** Counts what the command says was delivered or spent; false when it says nothing of that. */
  boolean counts(JobCommand command) {
    if (command instanceof JobCommand.Delivered(Delivery delivery)) {
      if (ledger.isSubmitted()) {
        count(delivery);
      }
      return true;
    }
    if (command instanceof JobCommand.Charged(RunCost cost)) {
      if (ledger.isSubmitted()) {
        totals = totals.plus(cost);
        uncounted = true;
      }
      return true;
    }
    return false;
  }

  private void count(Delivery delivery) {
    totals = totals.plus(delivery);
    note(epoch(delivery.epoch()).plus(delivery));
    uncounted = true;
  }

  /** True when the journal does not have the latest counters. */
  boolean isUncounted() {
    return uncounted;
  }

  JobState apply(JobEvent event) {
    switch (event) {
      case JobEvent.Ledger(var happened, var atMillis) -> apply(happened, atMillis);
      case JobEvent.Counted(JobTotals counted, var figures) -> {
        totals = counted;
        take(figures);
        uncounted = false;
      }
    }
    return this;
  }

  private EpochFigures epoch(int epoch) {
    return epochs.getOrDefault(epoch, EpochFigures.of(epoch));
  }

  private void note(EpochFigures figures) {
    epochs.put(figures.epoch(), figures);
    if (epochs.size() > MOST_EPOCHS) {
      epochs.pollFirstEntry();
    }
  }

  private void take(@Nullable List<EpochFigures> figures) {
    if (figures != null) {
      figures.forEach(this::note);
    }
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
    if (happened instanceof LedgerEvent.EpochSelected(EpochSelection selection)) {
      note(epoch(selection.epoch()).selecting(selection.samples()));
    }
  }

  JobEvent.Snapshot snapshot() {
    return new JobEvent.Snapshot(ledger.snapshot(), totals, epochs(), times.all());
  }

  static JobState restore(JobEvent.Snapshot snapshot) {
    var times = snapshot.windowTimes();
    var state =
        new JobState(
            LedgerState.restore(snapshot.ledger()),
            snapshot.totals(),
            WindowTimes.of(times == null ? List.of() : times));
    state.take(snapshot.epochs());
    return state;
  }
}
