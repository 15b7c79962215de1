package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.dataset.PackageTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A virtual shell of a ledger that may crash before it persists, before it applies, before each
 * effect and before it replies; it comes back from its journal, or from a snapshot and the rest.
 */
final class CrashingShell {
  /** What runs an effect. */
  interface EffectRunner {
    void run(LedgerEffect effect);
  }

  private final Random random;
  private final PackageTable table;
  private final Selections selections;
  private final double crashes;
  private final EffectRunner effects;
  private final List<LedgerEvent> journal = new ArrayList<>();
  private @Nullable LedgerSnapshot snapshot;
  private int snapshotAt;
  private EpochLedger ledger;

  CrashingShell(
      Random random,
      PackageTable table,
      Selections selections,
      double crashes,
      EffectRunner effects) {
    this.random = random;
    this.table = table;
    this.selections = selections;
    this.crashes = crashes;
    this.effects = effects;
    this.ledger = new EpochLedger(new LedgerState(), table, selections);
  }

  LedgerState state() {
    return ledger.state();
  }

  /** The reply; null when there is none or it was lost. */
  @Nullable LedgerReply send(LedgerCommand command) {
    var decision = ledger.decide(command, 0);
    if (crashed()) {
      return null;
    }
    decision.events().stream().filter(LedgerEvent::isDurable).forEach(journal::add);
    if (crashed()) {
      return null;
    }
    apply(decision);
    for (var effect : decision.effects()) {
      if (crashed()) {
        return null;
      }
      effects.run(effect);
    }
    return crashed() ? null : decision.reply();
  }

  private void apply(Decision<LedgerEvent, LedgerEffect, LedgerReply> decision) {
    decision.events().stream().filter(each -> !each.isDurable()).forEach(ledger::apply);
    decision.events().stream().filter(LedgerEvent::isDurable).forEach(ledger::apply);
    checkPackages();
    if (state().isSubmitted() && random.nextInt(20) == 0) {
      snapshot = state().snapshot();
      snapshotAt = journal.size();
    }
  }

  private boolean crashed() {
    if (random.nextDouble() >= crashes) {
      return false;
    }
    var replayed = replay();
    assertEquals(describe(replayed), describe(replay()), "a replay must give the same each time");
    ledger = new EpochLedger(replayed, table, selections);
    ledger.wake(0).forEach(effects::run);
    return true;
  }

  private LedgerState replay() {
    var from = snapshot != null && random.nextBoolean();
    var state = from && snapshot != null ? LedgerState.restore(snapshot) : new LedgerState();
    journal.subList(from ? snapshotAt : 0, journal.size()).forEach(state::apply);
    return state;
  }

  /** Everything but how far single ranks are, which a crash may forget. */
  private static String describe(LedgerState state) {
    return state.isSubmitted()
        ? state.snapshot().toString().replaceAll("consumed=\\[[^]]*]", "")
        : "nothing";
  }

  /** Untouched, open and drawn packages are all; what is drawn adds up to what was assigned. */
  private void checkPackages() {
    if (!state().isSubmitted()) {
      return;
    }
    var orders = new EpochOrders(state(), table, selections, true);
    for (var log : state().epochs()) {
      var order = orders.of(log.epoch());
      long drawn = log.opened().stream().mapToLong(p -> order.selection().count(p)).sum();
      for (var open : log.after()) {
        assertTrue(log.opened().get(open.index()));
        drawn -= order.selection().count(open.index()) - open.drawn();
      }
      var samples =
          Math.min((long) log.assigned() * order.spec().globalBatch(), order.selection().samples());
      assertEquals(order.isGlobal() ? 0 : samples, drawn, "samples drawn of epoch " + log.epoch());
    }
  }
}
