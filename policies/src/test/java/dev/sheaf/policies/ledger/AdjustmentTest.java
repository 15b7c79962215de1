package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.LedgerCommand.Adjust;
import dev.sheaf.policies.ledger.LedgerCommand.Missing;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Knobs of a job that are changed while it runs. */
final class AdjustmentTest {
  private static final PackageTable TABLE = Given.table(200, 10);
  private static final Given STRICT = Given.job().contract(Contract.STRICT);

  private final EpochLedger ledger = new EpochLedger(new LedgerState(), TABLE);

  @Test
  void aJobBearsAsManyMissingSamplesAsItsKnobSays() {
    var ids = submit(STRICT.missing(OnMissing.SKIP, 1));
    ask(new Adjust(maxMissing(2)));
    ask(new Missing(1, 0, 0, List.of(ids[0], ids[1]), "gone"));
    var fewer = ask(new Adjust(maxMissing(1)));
    assertEquals(
        new LedgerReply.Refused(
            "maxMissing",
            "must be at least 2, as many samples of an epoch are missing already, but was 1"),
        fewer);
    assertInstanceOf(
        LedgerReply.NotRunning.class, ask(new Missing(1, 0, 0, List.of(ids[2]), "gone")));
  }

  @Test
  void aJobThatBearsNoMissingSampleCannotBeToldToBearSome() {
    submit(STRICT);
    var refused = assertInstanceOf(LedgerReply.Refused.class, ask(new Adjust(maxMissing(5))));
    assertEquals("maxMissing", refused.field());
    assertTrue(refused.detail().contains("onMissing is fail"), refused.detail());
  }

  @Test
  void whatIsNotNamedStaysAsItWas() {
    submit(STRICT);
    ask(new Adjust(new JobKnobs(5, null, null, null)));
    ask(new Adjust(new JobKnobs(null, null, 3, 1_000L)));
    var knobs = LedgerState.restore(ledger.state().snapshot()).knobs();
    assertEquals(new JobKnobs(5, null, 3, 1_000L), knobs);
    var again = ledger.decide(new Adjust(new JobKnobs(5, null, null, null)), 0);
    assertTrue(again.events().isEmpty(), "the same again changes nothing");
    assertEquals(STRICT.spec(), ledger.state().spec(), "the job is what was submitted");
  }

  @Test
  void aJobThatHasEndedIsNotChanged() {
    submit(STRICT);
    ask(new LedgerCommand.Stop("enough"));
    assertEquals(
        new LedgerReply.NotRunning(JobPhase.STOPPED, "enough"),
        ask(new Adjust(new JobKnobs(6, null, null, null))));
  }

  @Test
  void aKnobThatNobodyTurnedIsAsItWasSubmitted() {
    var spec = STRICT.missing(OnMissing.SKIP, 4).spec();
    assertEquals(4, JobKnobs.NONE.maxMissing(spec));
    assertEquals(spec.priority(), JobKnobs.NONE.priority(spec));
    assertEquals(0, JobKnobs.NONE.readsAtOnce());
    assertEquals(99, JobKnobs.NONE.lookAhead(99));
    assertEquals(7, new JobKnobs(null, null, null, 7L).lookAhead(99));
    assertEquals(1.5, JobKnobs.weight(500));
  }

  private static JobKnobs maxMissing(int most) {
    return new JobKnobs(null, most, null, null);
  }

  /** Submits a job; gives the ids of its first batch. */
  private long[] submit(Given given) {
    ask(new LedgerCommand.Submit(given.spec(), 3));
    var reply = ask(new LedgerCommand.NextBatch(1, 0, 0, 0, "", 8));
    var windows = assertInstanceOf(LedgerReply.Windows.class, reply).windows();
    return EpochOrder.of(given.spec(), TABLE).ids(windows.getFirst()).batch(0);
  }

  private LedgerReply ask(LedgerCommand command) {
    var decision = ledger.decide(command, 0);
    decision.events().forEach(ledger::apply);
    return Objects.requireNonNull(decision.reply());
  }
}
