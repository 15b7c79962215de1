package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Contract;
import java.util.ArrayList;
import java.util.List;

/** Asks ledgers, and notes the effects of their decisions. */
abstract class LedgerTalk {
  static final PackageTable TABLE = Given.table(200, 10);
  static final Given STRICT = Given.job().contract(Contract.STRICT);

  final List<LedgerEffect> effects = new ArrayList<>();

  long firstId(EpochLedger ledger) {
    var window = windows(ask(ledger, batch(0, 0, 0))).getFirst();
    return EpochOrder.of(ledger.state().spec(), TABLE).ids(window).batch(0)[0];
  }

  EpochLedger submitted(Given given) {
    var ledger = new EpochLedger(new LedgerState(), TABLE);
    assertInstanceOf(LedgerReply.Is.class, ask(ledger, new LedgerCommand.Submit(given.spec(), 3)));
    return ledger;
  }

  void assignAll(EpochLedger ledger, int epoch) {
    for (int n = 0; n < ledger.state().batches(0); n++) {
      windows(ask(ledger, batch(epoch, 0, n)));
    }
  }

  void consume(EpochLedger ledger, int epoch) {
    for (int rank = 0; rank < ledger.state().ranks(); rank++) {
      ask(ledger, new LedgerCommand.Consumed(1, epoch, rank, ledger.state().batches(0)));
    }
  }

  static LedgerCommand batch(int epoch, int rank, int n) {
    return new LedgerCommand.NextBatch(1, epoch, rank, n, "", 8);
  }

  static List<AssignedWindow> windows(LedgerReply reply) {
    return assertInstanceOf(LedgerReply.Windows.class, reply).windows();
  }

  LedgerReply ask(EpochLedger ledger, LedgerCommand command) {
    var decision = ledger.decide(command, 0);
    decision.events().forEach(ledger::apply);
    effects.addAll(decision.effects());
    var reply = decision.reply();
    return reply == null ? new LedgerReply.Done() : reply;
  }
}
