package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EpochLedgerTest extends LedgerTalk {
  @Test
  void aStrictJobGetsItsWindowAtOnce() {
    var ledger = submitted(STRICT);
    var windows = windows(ask(ledger, batch(0, 0, 0)));
    assertEquals(0, windows.getFirst().firstBatch());
    assertEquals(8, windows.getFirst().batches());
    assertTrue(effects.contains(new LedgerEffect.Publish(windows.getFirst())));
  }

  @Test
  void aStrictJobKnowsWhatItWillOpenNextAcrossTheEndOfTheEpoch() {
    var ledger = submitted(STRICT);
    var first = windows(ask(ledger, batch(0, 0, 0))).getFirst();
    var opened = new ArrayList<Integer>();
    first.openings().forEach(each -> opened.add(each.index()));
    var size = TABLE.sizeBytes(0);
    var coming = ledger.coming(3 * size);
    assertEquals(3, coming.getFirst().packages().size(), "as many as go into the bytes");
    var all = ledger.coming(Long.MAX_VALUE / 2);
    opened.addAll(all.getFirst().packages());
    assertEquals(TABLE.packages(), opened.stream().distinct().count(), "the rest of this epoch");
    assertEquals(1, all.get(1).epoch());
    assertEquals(TABLE.packages(), all.get(1).packages().size(), "and the next one");
    var seen = new ArrayList<Integer>();
    for (int n = 0; n < ledger.state().batches(0); n++) {
      for (var window : windows(ask(ledger, batch(0, 0, n)))) {
        window.openings().forEach(each -> seen.add(each.index()));
      }
    }
    assertEquals(opened, seen.stream().distinct().toList(), "in just this order");
    assertEquals(List.of(), submitted(Given.job()).coming(1 << 20), "nobody knows");
  }

  @Test
  void aSubstitutingJobAsksForOffersAndOpensThemInTheirOrder() {
    var ledger = submitted(Given.job());
    assertEquals(new LedgerReply.NotYet(), ask(ledger, batch(0, 0, 0)));
    assertEquals(new LedgerEffect.ChooseOpenings(0, 0, 13), effects.getLast());
    ask(ledger, new LedgerCommand.Assign(1, 0, 0, 8, List.of(19, 3, 3, 99, -1, 4, 11, 7, 5, 6)));
    var window = windows(ask(ledger, batch(0, 0, 0))).getFirst();
    assertEquals(
        List.of(19, 3, 4, 11, 7, 5, 6),
        window.openings().stream().limit(7).map(AssignedWindow.Opening::index).toList());
  }

  @Test
  void whatWasOpenedWithoutAnOfferIsTold() {
    var ledger = submitted(Given.job());
    ask(ledger, new LedgerCommand.Assign(1, 0, 0, 1, List.of()));
    var opened = windows(ask(ledger, batch(0, 0, 0))).getFirst().openings();
    var indexes = opened.stream().map(AssignedWindow.Opening::index).toList();
    assertTrue(effects.contains(new LedgerEffect.TellOpened(0, indexes)));
    assertEquals(7, indexes.size(), "packages for 8 global batches of 8 samples");
  }

  @Test
  void aLateOfferForAWindowThatIsAssignedChangesNothing() {
    var ledger = submitted(Given.job());
    ask(ledger, new LedgerCommand.Assign(1, 0, 0, 8, List.of(1, 2)));
    var late = new LedgerCommand.Assign(1, 0, 0, 8, List.of(3, 4));
    assertEquals(Decision.nothing(), ledger.decide(late, 0));
  }

  @Test
  void theSameQuestionHasTheSameAnswer() {
    var ledger = submitted(STRICT);
    var first = ask(ledger, batch(0, 0, 3));
    assertEquals(first, ask(ledger, batch(0, 1, 3)));
  }

  @Test
  void aBatchBeyondTheEpochIsOver() {
    var ledger = submitted(STRICT);
    assertEquals(new LedgerReply.EpochOver(0, 25), ask(ledger, batch(0, 0, 25)));
  }

  @Test
  void theNextEpochOpensOnceThisOneIsAssignedToItsEnd() {
    var ledger = submitted(STRICT.epochs(4));
    assertInstanceOf(LedgerReply.Refused.class, ask(ledger, batch(1, 0, 0)));
    assignAll(ledger, 0);
    assertEquals(1, windows(ask(ledger, batch(1, 0, 0))).getFirst().epoch());
  }

  @Test
  void atMostTwoEpochsAreOpen() {
    var ledger = submitted(STRICT.epochs(4));
    assignAll(ledger, 0);
    assignAll(ledger, 1);
    assertEquals(new LedgerReply.NotYet(), ask(ledger, batch(2, 0, 0)));
    assertEquals(new LedgerReply.NotYet(), ask(ledger, batch(2, 1, 0)));
    assertEquals(2, windows(ask(ledger, batch(2, 1, 0))).getFirst().epoch());
  }

  @Test
  void ranksThatAreReadOneAfterTheOtherGetOnWithoutAcknowledging() {
    var ledger = submitted(STRICT.epochs(3));
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int rank = 0; rank < 2; rank++) {
        ask(ledger, batch(epoch, rank, 0));
        windows(ask(ledger, batch(epoch, rank, 0)));
        assignAll(ledger, epoch);
        assertEquals(new LedgerReply.EpochOver(epoch, 25), ask(ledger, batch(epoch, rank, 25)));
      }
    }
  }

  @Test
  void aRankBelongsToTheConsumerThatAskedFirst() {
    var ledger = submitted(STRICT);
    ask(ledger, new LedgerCommand.NextBatch(1, 0, 0, 0, "one", 8));
    assertEquals(
        new LedgerReply.RankTaken(0),
        ask(ledger, new LedgerCommand.NextBatch(1, 0, 0, 0, "two", 8)));
    assertEquals(
        windows(ask(ledger, batch(0, 1, 0))),
        windows(ask(ledger, new LedgerCommand.NextBatch(1, 0, 1, 0, "two", 8))));
  }

  @Test
  void anOlderGenerationIsStale() {
    var ledger = submitted(STRICT);
    ask(ledger, batch(0, 0, 0));
    ask(ledger, new LedgerCommand.Resume(0, 0, 2, "again"));
    assertEquals(new LedgerReply.StaleGeneration(1, 2), ask(ledger, batch(0, 0, 0)));
  }

  @Test
  void theSameAttemptBeginsOneGeneration() {
    var ledger = submitted(STRICT);
    ask(ledger, batch(0, 0, 0));
    var first = ask(ledger, new LedgerCommand.Resume(0, 4, 2, "again"));
    assertEquals(first, ask(ledger, new LedgerCommand.Resume(0, 4, 2, "again")));
    assertEquals(2, ledger.state().generation());
  }

  @Test
  void aResumeWithTheSameRanksServesTheSameWindowsAgain() {
    var ledger = submitted(Given.job());
    ask(ledger, new LedgerCommand.Assign(1, 0, 0, 8, List.of(1, 2, 3)));
    var before = windows(ask(ledger, batch(0, 0, 0)));
    ask(ledger, new LedgerCommand.Resume(0, 3, 2, "again"));
    var after = windows(ask(ledger, new LedgerCommand.NextBatch(2, 0, 0, 3, "", 8)));
    assertEquals(before.stream().map(each -> each.withGeneration(2)).toList(), after);
  }

  @Test
  void aResumeWithOtherRanksSendsTheRestBackToPending() {
    var ledger = submitted(Given.job());
    ask(ledger, new LedgerCommand.Assign(1, 0, 0, 8, List.of(1, 2, 3)));
    ask(ledger, new LedgerCommand.Resume(0, 3, 4, "again"));
    assertEquals(3, ledger.state().assigned(0));
    assertEquals(4, ledger.state().ranks());
  }

  @Test
  void ranksMustDivideTheGlobalBatch() {
    var ledger = submitted(STRICT);
    var refused =
        assertInstanceOf(
            LedgerReply.Refused.class, ask(ledger, new LedgerCommand.Resume(0, 0, 3, "again")));
    assertEquals("must divide the global batch of 8 but was 3", refused.detail());
  }

  @Test
  void aStepThatWasNeverReachedIsRefused() {
    var ledger = submitted(STRICT);
    ask(ledger, batch(0, 0, 0));
    assertInstanceOf(
        LedgerReply.Refused.class, ask(ledger, new LedgerCommand.Resume(0, 20, 2, "a")));
    assertInstanceOf(
        LedgerReply.Refused.class, ask(ledger, new LedgerCommand.Resume(1, 0, 2, "b")));
  }

  @Test
  void aTokenOlderThanTheKeptLedgersIsTooOld() {
    var ledger = submitted(STRICT.epochs(9));
    for (int epoch = 0; epoch < 5; epoch++) {
      assignAll(ledger, epoch);
      consume(ledger, epoch);
    }
    assertEquals(
        new LedgerReply.TooOld(2, 0), ask(ledger, new LedgerCommand.Resume(1, 3, 2, "again")));
    assertInstanceOf(LedgerReply.Is.class, ask(ledger, new LedgerCommand.Resume(2, 3, 2, "again")));
  }

  @Test
  void theJobIsFinishedWhenAllRanksConsumedTheLastEpoch() {
    var ledger = submitted(STRICT.epochs(1));
    assignAll(ledger, 0);
    ask(ledger, new LedgerCommand.Consumed(1, 0, 0, 25));
    assertEquals(JobPhase.RUNNING, ledger.state().phase());
    ask(ledger, new LedgerCommand.Consumed(1, 0, 1, 25));
    assertEquals(JobPhase.FINISHED, ledger.state().phase());
    assertEquals(new LedgerEffect.LeaveDataset(), effects.getLast());
  }

  @Test
  void aFinishedJobStillAnswersAndMayResume() {
    var ledger = submitted(STRICT.epochs(1));
    assignAll(ledger, 0);
    consume(ledger, 0);
    assertEquals(new LedgerReply.EpochOver(0, 25), ask(ledger, batch(0, 0, 25)));
    ask(ledger, new LedgerCommand.Resume(0, 20, 2, "again"));
    assertEquals(JobPhase.RUNNING, ledger.state().phase());
  }

  @Test
  void packagesDrawnEmptyAreToldOnceAllRanksConsumedTheirWindow() {
    var ledger = submitted(STRICT);
    assignAll(ledger, 0);
    ask(ledger, new LedgerCommand.Consumed(1, 0, 0, 16));
    assertTrue(effects.stream().noneMatch(LedgerEffect.TellFinished.class::isInstance));
    ask(ledger, new LedgerCommand.Consumed(1, 0, 1, 16));
    var told = assertInstanceOf(LedgerEffect.TellFinished.class, effects.getLast());
    assertEquals(told.packages().size(), bits(ledger.state().standing(0).finished()));
  }

  @Test
  void moreCannotBeConsumedThanWasAssigned() {
    var ledger = submitted(STRICT);
    ask(ledger, batch(0, 0, 0));
    assertInstanceOf(
        LedgerReply.Refused.class, ask(ledger, new LedgerCommand.Consumed(1, 0, 0, 9)));
  }

  @Test
  void twoJobsOfOneNameMustBeTheSame() {
    var ledger = submitted(STRICT);
    assertInstanceOf(LedgerReply.Is.class, ask(ledger, new LedgerCommand.Submit(STRICT.spec(), 3)));
    assertInstanceOf(
        LedgerReply.Refused.class, ask(ledger, new LedgerCommand.Submit(STRICT.seed(8).spec(), 3)));
  }

  @Test
  void aJobThatCouldReadNothingIsRefused() {
    var ledger = new EpochLedger(new LedgerState(), Given.table(3));
    for (var given : List.of(STRICT.tail(Tail.DROP), STRICT.validation(0, true))) {
      var submit = new LedgerCommand.Submit(given.spec(), 3);
      assertInstanceOf(LedgerReply.Refused.class, ask(ledger, submit));
    }
    assertEquals(new LedgerReply.NotSubmitted(), ask(ledger, new LedgerCommand.Describe()));
  }

  @Test
  void aGlobalShuffleOpensNoPackage() {
    var ledger = submitted(STRICT.shuffle(Shuffle.GLOBAL));
    assertEquals(List.of(), windows(ask(ledger, batch(0, 0, 0))).getFirst().openings());
  }

  @Test
  void aStoppedJobServesNothingAndDoesNotResume() {
    var ledger = submitted(STRICT);
    ask(ledger, new LedgerCommand.Stop("enough"));
    assertEquals(
        new LedgerReply.NotRunning(JobPhase.STOPPED, "enough"), ask(ledger, batch(0, 0, 0)));
    assertInstanceOf(
        LedgerReply.Refused.class, ask(ledger, new LedgerCommand.Resume(0, 0, 2, "again")));
    assertEquals(List.of(), ledger.wake(0));
  }

  @Test
  void aMillionSamplesTakeSmallEventsAndLittleState() {
    var counts = IntStream.range(0, 2_000).map(p -> 500).toArray();
    var ledger = new EpochLedger(new LedgerState(), Given.table(counts));
    ask(ledger, new LedgerCommand.Submit(Given.job().batch(256, 4).epochs(1).spec(), 3));
    var most = 0;
    while (ledger.state().assigned(0) < ledger.state().batches(0)) {
      var from = ledger.state().assigned(0);
      ask(ledger, new LedgerCommand.Assign(1, 0, from, 25, List.of()));
      var window = windows(ask(ledger, batch(0, 0, from))).getFirst();
      most = Math.max(most, window.open().size() + window.openings().size());
    }
    assertTrue(most < 100, "packages named by one window: " + most);
    var epoch = ledger.state().snapshot().epochs().getFirst();
    assertTrue(epoch.windows().length() < 20_000, "log: " + epoch.windows().length());
  }

  private static long bits(List<Long> words) {
    return words.stream().mapToInt(Long::bitCount).sum();
  }
}
