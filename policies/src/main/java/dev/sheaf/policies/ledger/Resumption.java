package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.ledger.LedgerEvent.Restriped;
import dev.sheaf.policies.ledger.LedgerEvent.Resumed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a resume: the batches below the step are consumed, whatever was acknowledged, and
 * all later ones are not.
 */
final class Resumption {
  private final LedgerState state;
  private final EpochOrders orders;

  Resumption(LedgerState state, EpochOrders orders) {
    this.state = state;
    this.orders = orders;
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> resume(LedgerCommand.Resume c) {
    var before = state.generationOf(c.attempt());
    if (before != null) {
      var is = state.describe();
      return Decision.reply(
          new LedgerReply.Is(is.phase(), is.reason(), before, is.ranks(), is.epoch(), is.step()));
    }
    var atEnd = c.step() == state.batches(c.epoch());
    var epoch = atEnd ? c.epoch() + 1 : c.epoch();
    var step = atEnd ? 0 : c.step();
    var refusal = refusal(c, epoch, step);
    return refusal != null ? Decision.reply(refusal) : begin(c, epoch, step);
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> begin(
      LedgerCommand.Resume c, int epoch, int step) {
    var generation = state.generation() + 1;
    var draft = new Draft();
    draft.event(
        c.ranks() == state.ranks()
            ? new Resumed(generation, c.attempt(), epoch, step)
            : restriped(c, generation, epoch, step));
    if (epoch < state.spec().epochs()) {
      return draft
          .effect(new LedgerEffect.TellStanding())
          .reply(new LedgerReply.Is(JobPhase.RUNNING, "", generation, c.ranks(), epoch, step));
    }
    return draft
        .event(new LedgerEvent.JobEnded(JobPhase.FINISHED, ""))
        .effect(new LedgerEffect.LeaveDataset())
        .reply(new LedgerReply.Is(JobPhase.FINISHED, "", generation, c.ranks(), epoch, step));
  }

  private Restriped restriped(LedgerCommand.Resume c, long generation, int epoch, int step) {
    var log = state.epoch(epoch);
    if (log == null || step == log.assigned()) {
      var after = log == null ? List.<AssignedWindow.OpenPackage>of() : log.after();
      return new Restriped(generation, c.attempt(), epoch, step, c.ranks(), List.of(), after);
    }
    var window = log.windowOf(step);
    if (window.firstBatch() == step) {
      return new Restriped(
          generation, c.attempt(), epoch, step, c.ranks(), List.of(), window.open());
    }
    var cut = new WindowAssigner(orders.of(epoch)).cut(window, step - window.firstBatch());
    return new Restriped(
        generation, c.attempt(), epoch, step, c.ranks(), List.of(cut.window()), cut.after());
  }

  private @Nullable LedgerReply refusal(LedgerCommand.Resume c, int epoch, int step) {
    if (state.phase() == JobPhase.STOPPED) {
      return new LedgerReply.Refused("job", "was stopped: " + state.reason());
    }
    var global = state.spec().globalBatch();
    if (c.ranks() < 1 || global % c.ranks() != 0) {
      return new LedgerReply.Refused(
          "ranks", "must divide the global batch of %d but was %d".formatted(global, c.ranks()));
    }
    if (epoch < 0 || step < 0 || step > state.batches(epoch)) {
      return new LedgerReply.Refused(
          "step",
          "must be 0..%d of an epoch from 0 on but was %d of epoch %d"
              .formatted(state.batches(epoch), step, epoch));
    }
    if (epoch < state.oldestEpoch()) {
      return new LedgerReply.TooOld(state.oldestEpoch(), 0);
    }
    return step <= state.assigned(epoch) && isReached(epoch)
        ? null
        : new LedgerReply.Refused(
            "step",
            "step %d of epoch %d was not reached: epoch %d is assigned up to batch %d of %d"
                .formatted(
                    step,
                    epoch,
                    Math.max(0, state.newestEpoch()),
                    state.assigned(state.newestEpoch()),
                    state.batches(Math.max(0, state.newestEpoch()))));
  }

  private boolean isReached(int epoch) {
    var newest = state.newestEpoch();
    return epoch <= newest
        || (epoch == newest + 1 && (newest < 0 || state.assigned(newest) == state.batches(newest)));
  }
}
