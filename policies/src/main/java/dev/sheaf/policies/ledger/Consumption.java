package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Decision;

/** Decides what follows when a rank is done with batches: progress, commits, the job's end. */
final class Consumption {
  private final LedgerState state;

  Consumption(LedgerState state) {
    this.state = state;
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> consumed(LedgerCommand.Consumed c) {
    if (c.generation() != state.generation()) {
      return Decision.reply(new LedgerReply.StaleGeneration(c.generation(), state.generation()));
    }
    if (c.rank() < 0 || c.rank() >= state.ranks()) {
      return refused("rank", "must be 0..%d but was %d".formatted(state.ranks() - 1, c.rank()));
    }
    var assigned = state.assigned(c.epoch());
    if (c.epoch() >= state.oldestEpoch() && (c.below() < 0 || c.below() > assigned)) {
      return refused(
          "consumed",
          "%d:%d must be at most %d:%d, which is what was assigned"
              .formatted(c.epoch(), c.below(), c.epoch(), assigned));
    }
    var draft = new Draft();
    var log = state.epoch(c.epoch());
    if (log != null && c.below() > 0 && state.phase() == JobPhase.RUNNING) {
      doneBefore(draft, c.epoch(), c.rank());
      done(draft, log, c.rank(), c.below());
    }
    return draft.reply(new LedgerReply.Done());
  }

  /** Drafts that {@code rank} is done with all epochs before {@code epoch}. */
  void doneBefore(Draft draft, int epoch, int rank) {
    for (var log : state.epochs()) {
      if (log.epoch() < epoch) {
        done(draft, log, rank, log.assigned());
      }
    }
  }

  private void done(Draft draft, EpochLog log, int rank, int below) {
    if (below <= log.consumed(rank)) {
      return;
    }
    draft.event(
        below == log.batches()
            ? new LedgerEvent.RankFinished(log.epoch(), rank)
            : new LedgerEvent.RankProgressed(log.epoch(), rank, below));
    var step = below;
    for (int other = 0; other < state.ranks(); other++) {
      step = other == rank ? step : Math.min(step, log.consumed(other));
    }
    commit(draft, log, log.windowEndAt(step));
    if (step == log.batches() && log.epoch() == state.spec().epochs() - 1) {
      draft.event(new LedgerEvent.JobEnded(JobPhase.FINISHED, ""));
      draft.effect(new LedgerEffect.LeaveDataset());
    }
  }

  private static void commit(Draft draft, EpochLog log, int end) {
    if (end > log.committed()) {
      draft.event(new LedgerEvent.Committed(log.epoch(), end));
      var finished = log.drawnEmpty(log.committed(), end);
      if (!finished.isEmpty()) {
        draft.effect(new LedgerEffect.TellFinished(log.epoch(), finished));
      }
    }
  }

  private static Decision<LedgerEvent, LedgerEffect, LedgerReply> refused(
      String field, String detail) {
    return Decision.reply(new LedgerReply.Refused(field, detail));
  }
}
