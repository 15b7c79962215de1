package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Samples that cannot be delivered. */
final class EpochLedgerMissingTest extends LedgerTalk {
  @Test
  void aMissingSampleFailsAJobThatBearsNone() {
    var ledger = submitted(STRICT);
    var id = firstId(ledger);
    var missing = new LedgerCommand.Missing(1, 0, 0, List.of(id), "cat.jpg is missing");
    assertEquals(
        new LedgerReply.NotRunning(JobPhase.FAILED, "cat.jpg is missing"), ask(ledger, missing));
    assertInstanceOf(LedgerReply.NotRunning.class, ask(ledger, batch(0, 0, 0)));
  }

  @Test
  void aMissingSampleIsSkippedOnceHoweverOftenItIsReported() {
    var ledger = submitted(STRICT.missing(OnMissing.SKIP, 1));
    var id = firstId(ledger);
    var missing = new LedgerCommand.Missing(1, 0, 0, List.of(id), "gone");
    var first = windows(ask(ledger, missing));
    assertEquals(List.of(new Replacement(0, id, -1)), first.getFirst().replacements());
    assertEquals(first, windows(ask(ledger, missing)));
    assertEquals(first, windows(ask(ledger, batch(0, 0, 0))));
  }

  @Test
  void aStandInThatIsMissingTooIsReplacedItself() {
    var ledger = submitted(STRICT.missing(OnMissing.SUBSTITUTE, 9));
    var id = firstId(ledger);
    var window =
        windows(ask(ledger, new LedgerCommand.Missing(1, 0, 0, List.of(id), "gone"))).getFirst();
    var standIn = window.replacements().getFirst().by();
    assertTrue(standIn >= 0 && standIn != id);
    var next = new LedgerCommand.Missing(1, 0, 0, List.of(standIn), "gone too");
    var later = windows(ask(ledger, next)).getFirst().replacements().getLast();
    assertEquals(id, later.id());
    assertTrue(later.by() != id && later.by() != standIn);
  }

  @Test
  void moreMissingSamplesThanBorneFailTheJob() {
    var ledger = submitted(STRICT.missing(OnMissing.SKIP, 1));
    var order = EpochOrder.of(ledger.state().spec(), TABLE);
    var ids = order.ids(windows(ask(ledger, batch(0, 0, 0))).getFirst()).batch(0);
    var two = new LedgerCommand.Missing(1, 0, 0, List.of(ids[0], ids[1]), "b.jpg is denied");
    var failed = assertInstanceOf(LedgerReply.NotRunning.class, ask(ledger, two));
    assertEquals(
        "more than maxMissing = 1 samples of epoch 0 cannot be delivered; the last: b.jpg is denied",
        failed.reason());
  }

  @Test
  void aSampleOfAnotherBatchCannotBeReported() {
    var ledger = submitted(STRICT.missing(OnMissing.SKIP, 1));
    var id = firstId(ledger);
    assertInstanceOf(
        LedgerReply.Refused.class,
        ask(ledger, new LedgerCommand.Missing(1, 0, 1, List.of(id), "gone")));
  }
}
