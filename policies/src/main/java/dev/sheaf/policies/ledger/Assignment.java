package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.ledger.LedgerEvent.WindowAssigned;
import dev.sheaf.policies.ledger.WindowAssigner.Assigned;
import dev.sheaf.policies.vocabulary.Contract;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides about questions for a batch: gives the window that has it, or sees to its assignment. */
final class Assignment {
  private final LedgerState state;
  private final EpochOrders orders;

  Assignment(LedgerState state, EpochOrders orders) {
    this.state = state;
    this.orders = orders;
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> nextBatch(LedgerCommand.NextBatch c) {
    var refusal = refusal(c);
    if (refusal != null) {
      return Decision.reply(refusal);
    }
    var draft = new Draft();
    var lacksSelection = state.lacksSelection(c.epoch());
    if (!lacksSelection && c.n() >= state.batches(c.epoch())) {
      new Consumption(state).doneBefore(draft, c.epoch(), c.rank());
      return draft.reply(new LedgerReply.EpochOver(c.epoch(), state.batches(c.epoch())));
    }
    new Consumption(state).doneBefore(draft, c.epoch() - 1, c.rank());
    if (!draft.changesNothing()) {
      return draft.reply(new LedgerReply.NotYet());
    }
    if (!c.consumer().isEmpty() && state.consumer(c.rank()).isEmpty()) {
      draft.event(new LedgerEvent.RankBound(c.rank(), c.consumer()));
    }
    if (lacksSelection) {
      return mayAssign(c.epoch())
          ? draft.effect(new LedgerEffect.SelectSamples(c.epoch())).reply(new LedgerReply.NotYet())
          : draft.reply(new LedgerReply.NotYet());
    }
    var log = state.logOrNew(c.epoch());
    return c.n() < log.assigned()
        ? draft.reply(windows(log.from(c.n())))
        : assignFor(c, log, draft);
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> assignFor(
      LedgerCommand.NextBatch c, EpochLog log, Draft draft) {
    var spec = state.spec();
    if (!mayAssign(c.epoch())) {
      return draft.reply(new LedgerReply.NotYet());
    }
    var leader = spec.follow();
    if (leader != null && state.follows(c.epoch())) {
      return draft
          .effect(new LedgerEffect.AskLeader(leader, c.epoch(), log.assigned()))
          .reply(new LedgerReply.NotYet());
    }
    var wanted = spec.contract() == Contract.STRICT ? 0 : packagesWanted(log, c.ahead());
    if (wanted > 0) {
      return draft
          .effect(new LedgerEffect.ChooseOpenings(c.epoch(), log.assigned(), wanted))
          .reply(new LedgerReply.NotYet());
    }
    var assigned = assign(draft, log, c.ahead(), List.of());
    return draft.reply(
        assigned.covers(c.epoch(), c.n()) ? windows(List.of(assigned)) : new LedgerReply.NotYet());
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> assign(LedgerCommand.Assign c) {
    var stillWanted =
        state.phase() == JobPhase.RUNNING
            && c.generation() == state.generation()
            && c.firstBatch() == state.assigned(c.epoch())
            && c.firstBatch() < state.batches(c.epoch())
            && !state.lacksSelection(c.epoch())
            && mayAssign(c.epoch());
    if (!stillWanted) {
      return Decision.nothing();
    }
    var draft = new Draft();
    assign(draft, state.logOrNew(c.epoch()), c.ahead(), c.offered());
    return draft.reply(new LedgerReply.Done());
  }

  /** Says what an epoch reads; a selection too small for one batch gives way to everything. */
  Decision<LedgerEvent, LedgerEffect, LedgerReply> select(LedgerCommand.Select c) {
    var stillWanted =
        state.phase() == JobPhase.RUNNING
            && state.lacksSelection(c.epoch())
            && mayAssign(c.epoch());
    if (!stillWanted) {
      return Decision.nothing();
    }
    var selecting = c.bitmap().isEmpty() ? orders.ofAll() : orders.selecting(c.epoch(), c.bitmap());
    var isEverything = c.bitmap().isEmpty() || selecting.batches() == 0;
    var order = isEverything ? orders.ofAll() : selecting;
    var selection =
        new EpochSelection(
            c.epoch(),
            c.seed(),
            isEverything ? "" : c.bitmap(),
            order.selection().samples(),
            (int) order.batches());
    return new Draft()
        .event(new LedgerEvent.EpochSelected(selection))
        .reply(new LedgerReply.Done());
  }

  private AssignedWindow assign(Draft draft, EpochLog log, int ahead, List<Integer> offered) {
    var assigned =
        new WindowAssigner(orders.of(log.epoch())).assign(state.generation(), log, ahead, offered);
    record(draft, assigned, offered);
    return assigned.window();
  }

  /** Drafts what follows from a window that was assigned. */
  static void record(Draft draft, Assigned assigned, List<Integer> offered) {
    var window = assigned.window();
    draft.event(new WindowAssigned(window, assigned.after()));
    draft.effect(new LedgerEffect.Publish(window));
    var known = new HashSet<>(offered);
    var unknown =
        window.openings().stream()
            .map(AssignedWindow.Opening::index)
            .filter(index -> !known.contains(index))
            .toList();
    if (!unknown.isEmpty()) {
      draft.effect(new LedgerEffect.TellOpened(window.epoch(), unknown));
    }
  }

  /**
   * True when the next window of {@code epoch} may be assigned: it is open, or all before it are
   * assigned and at most one of them is not consumed.
   */
  boolean mayAssign(int epoch) {
    if (state.epoch(epoch) != null) {
      return true;
    }
    var unconsumed = 0;
    for (var log : state.epochs()) {
      if (!log.isAssigned()) {
        return false;
      }
      unconsumed += log.isConsumed() ? 0 : 1;
    }
    return unconsumed < 2;
  }

  private @Nullable LedgerReply refusal(LedgerCommand.NextBatch c) {
    if (state.phase() == JobPhase.FAILED || state.phase() == JobPhase.STOPPED) {
      return new LedgerReply.NotRunning(state.phase(), state.reason());
    }
    if (c.generation() != state.generation()) {
      return new LedgerReply.StaleGeneration(c.generation(), state.generation());
    }
    if (c.rank() < 0 || c.rank() >= state.ranks()) {
      return new LedgerReply.Refused(
          "rank", "must be 0..%d but was %d".formatted(state.ranks() - 1, c.rank()));
    }
    var bound = state.consumer(c.rank());
    if (!c.consumer().isEmpty() && !bound.isEmpty() && !bound.equals(c.consumer())) {
      return new LedgerReply.RankTaken(c.rank());
    }
    return refusalOfPlace(c);
  }

  private @Nullable LedgerReply refusalOfPlace(LedgerCommand.NextBatch c) {
    var epochs = state.spec().epochs();
    if (c.epoch() < 0 || c.epoch() >= epochs) {
      return new LedgerReply.Refused(
          "epoch", "must be 0..%d but was %d".formatted(epochs - 1, c.epoch()));
    }
    if (c.n() < 0) {
      return new LedgerReply.Refused("n", "must be at least 0 but was " + c.n());
    }
    if (c.epoch() < state.oldestEpoch()) {
      return new LedgerReply.TooOld(state.oldestEpoch(), 0);
    }
    var newest = state.newestEpoch();
    if (c.epoch() > newest + 1 || (c.epoch() == newest + 1 && !newestIsAssigned(newest))) {
      return new LedgerReply.Refused(
          "epoch",
          "epoch %d is not open: of epoch %d, %d of %d batches are assigned"
              .formatted(
                  c.epoch(), Math.max(0, newest), state.assigned(newest), state.batches(newest)));
    }
    if (c.n() >= state.batches(c.epoch())) {
      return null;
    }
    var beyond = (long) state.assigned(c.epoch()) + WindowPlan.MOST_BATCHES;
    return c.n() < beyond
        ? null
        : new LedgerReply.Refused(
            "n", "must be below %d by now but was %d".formatted(beyond, c.n()));
  }

  private boolean newestIsAssigned(int newest) {
    return newest < 0 || state.assigned(newest) == state.batches(newest);
  }

  /** How many packages have to be opened for the next window, and 8 open batches after it. */
  private int packagesWanted(EpochLog log, int ahead) {
    var selection = orders.of(log.epoch()).selection();
    var untouched = selection.packages() - log.opened().cardinality();
    var global = state.spec().globalBatch();
    var batches = Math.min(ahead, WindowPlan.most(global)) + WindowPlan.OPEN_BATCHES;
    var open = log.after().stream().mapToLong(each -> selection.count(each.index())).sum();
    var samples = Math.max(0, (long) batches * global - open);
    var packages =
        (long) StrictMath.ceil((double) samples * selection.packages() / selection.samples());
    var drawn = (long) (batches - WindowPlan.OPEN_BATCHES) * global;
    var least =
        Math.max(WindowPlan.LEAST_OPEN - log.after().size(), mayHaveToOpen(log, drawn) ? 1 : 0);
    return (int) Math.min(Math.max(packages, least), Math.min(untouched, WindowPlan.MOST_PACKAGES));
  }

  /**
   * True when so many packages may be emptied by so many draws that too little stays open: then one
   * at least must be on offer, or the job would open what nobody else has at hand.
   */
  private boolean mayHaveToOpen(EpochLog log, long draws) {
    var selection = orders.of(log.epoch()).selection();
    var emptiestFirst =
        log.after().stream()
            .sorted(Comparator.comparingInt(each -> selection.count(each.index()) - each.drawn()))
            .toList();
    var left = draws;
    var kept = 0;
    var keptSamples = 0L;
    for (var each : emptiestFirst) {
      left -= selection.count(each.index()) - each.drawn();
      if (left < 0) {
        kept++;
        keptSamples += selection.count(each.index());
      }
    }
    return kept < WindowPlan.LEAST_OPEN
        || keptSamples < (long) WindowPlan.OPEN_BATCHES * state.spec().globalBatch();
  }

  private LedgerReply.Windows windows(List<AssignedWindow> windows) {
    var generation = state.generation();
    return new LedgerReply.Windows(
        windows.stream().map(each -> each.withGeneration(generation)).toList());
  }
}
