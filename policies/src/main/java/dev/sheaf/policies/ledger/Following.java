package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;
import java.util.Optional;

/**
 * Decides about windows of the leader that a job follows: it takes over their openings, so that
 * both draw the same ids, until it parts from the leader.
 */
final class Following {
  private final LedgerState state;
  private final EpochOrders orders;

  Following(LedgerState state, EpochOrders orders) {
    this.state = state;
    this.orders = orders;
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> lead(LedgerCommand.Lead c) {
    if (state.phase() != JobPhase.RUNNING || state.spec().follow() == null) {
      return Decision.nothing();
    }
    var difference = difference(c.leader());
    if (difference.isPresent()) {
      return failed(difference.get());
    }
    var draft = new Draft();
    takeOver(draft, c.windows());
    return draft.reply(new LedgerReply.Done());
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> part(LedgerCommand.Part c) {
    var draft = new Draft();
    if (state.phase() == JobPhase.RUNNING
        && state.spec().follow() != null
        && c.below() > state.aloneBelow()) {
      draft.event(new LedgerEvent.LeaderLeft(c.below()));
    }
    return draft.reply(new LedgerReply.Done());
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> forgot(LedgerCommand.LeaderForgot c) {
    return state.aloneBelow() > 0
        ? part(new LedgerCommand.Part(c.oldestEpoch()))
        : failed("follow: the leader's log begins at epoch " + c.oldestEpoch());
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> failed(String reason) {
    return new Draft()
        .event(new LedgerEvent.JobEnded(JobPhase.FAILED, reason))
        .effect(new LedgerEffect.LeaveDataset())
        .reply(new LedgerReply.NotRunning(JobPhase.FAILED, reason));
  }

  private void takeOver(Draft draft, List<AssignedWindow> windows) {
    var assignment = new Assignment(state, orders);
    var assigner = new WindowAssigner(orders.ofAll());
    var epoch = -1;
    var next = -1;
    for (var window : windows) {
      if (epoch != window.epoch()) {
        epoch = window.epoch();
        var wanted = assignment.mayAssign(epoch) && state.follows(epoch);
        next = wanted ? state.assigned(epoch) : -1;
      }
      if (window.firstBatch() == next) {
        var assigned = assigner.walked(window.withGeneration(state.generation()));
        Assignment.record(draft, assigned, List.of());
        next = window.endBatch();
      }
    }
  }

  private Optional<String> difference(JobSpec leader) {
    var own = state.spec();
    return own.equals(asMember(leader, own))
        ? Optional.empty()
        : Optional.of(
            "follow: job %s has another dataset version, contract, global batch, seed, tail, shuffle or validation than its leader %s"
                .formatted(own.name(), leader.name()));
  }

  /** The leader's spec where the order depends on it, the member's own elsewhere. */
  private static JobSpec asMember(JobSpec leader, JobSpec own) {
    var sameGlobalBatch = leader.globalBatch() == own.globalBatch();
    return new JobSpec(
        own.name(),
        leader.version(),
        leader.contract(),
        sameGlobalBatch ? own.batchSize() : leader.batchSize(),
        own.epochs(),
        sameGlobalBatch ? own.ranks() : leader.ranks(),
        leader.seed(),
        leader.tail(),
        leader.shuffle(),
        own.onMissing(),
        own.maxMissing(),
        own.follow(),
        leader.validationShare(),
        leader.heldOut(),
        own.priority(),
        leader.importance(),
        own.prepare());
  }
}
